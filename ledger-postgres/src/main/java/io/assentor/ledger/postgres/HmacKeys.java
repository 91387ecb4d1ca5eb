// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.call.Sha256;
import io.assentor.core.ledger.MacKeys;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 (RFC 2104) under keys held in memory. A MAC is the key's id, 8 bytes of a hash of
 * the key, and the tag, 32 bytes.
 */
public final class HmacKeys implements MacKeys {

  /** Bytes of a key. */
  public static final int KEY_LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int ID_LENGTH = 8;
  private static final int MAC_LENGTH = ID_LENGTH + 32;

  private final Key newest;
  private final Map<String, Key> known;

  private static final class Key {
    final byte[] id;
    final SecretKeySpec secret;

    private Key(byte[] id, SecretKeySpec secret) {
      this.id = id;
      this.secret = secret;
    }

    static Key of(byte[] bytes) {
      if (bytes.length != KEY_LENGTH) {
        throw new IllegalArgumentException(
            "a key of " + bytes.length + " bytes (expected: " + KEY_LENGTH + ")");
      }
      var id = Arrays.copyOf(Sha256.bytes("assentor-mac-key-1\n", bytes), ID_LENGTH);
      return new Key(id, new SecretKeySpec(bytes, ALGORITHM));
    }
  }

  /**
   * Holds these keys.
   *
   * @param keys of 32 random bytes each, oldest first; the last one signs
   */
  public HmacKeys(List<byte[]> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key (expected: at least one)");
    }
    var all = keys.stream().map(Key::of).toList();
    newest = all.getLast();
    known = all.stream().collect(Collectors.toMap(key -> text(key.id), key -> key, (a, b) -> b));
  }

  @Override
  public byte[] sign(byte[] message) {
    var mac = Arrays.copyOf(newest.id, MAC_LENGTH);
    System.arraycopy(tag(newest, message), 0, mac, ID_LENGTH, MAC_LENGTH - ID_LENGTH);
    return mac;
  }

  @Override
  public boolean verify(byte[] message, byte[] mac) {
    var key = key(mac);
    return key != null
        && MessageDigest.isEqual(Arrays.copyOfRange(mac, ID_LENGTH, MAC_LENGTH), tag(key, message));
  }

  @Override
  public boolean knows(byte[] mac) {
    return key(mac) != null;
  }

  private @Nullable Key key(byte[] mac) {
    return mac.length == MAC_LENGTH ? known.get(text(Arrays.copyOf(mac, ID_LENGTH))) : null;
  }

  private static String text(byte[] id) {
    return Sha256.text(id);
  }

  private static byte[] tag(Key key, byte[] message) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key.secret);
      return mac.doFinal(message);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
