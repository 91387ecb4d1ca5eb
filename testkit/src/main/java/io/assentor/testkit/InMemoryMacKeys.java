// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.call.Sha256;
import io.assentor.core.ledger.MacKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys' in-memory twin: random ones, which can be rotated and lost. */
public final class InMemoryMacKeys implements MacKeys {

  private static final int ID_LENGTH = 16;

  private final List<UUID> keys = new ArrayList<>(List.of(UUID.randomUUID()));

  /** From now on another key signs; those before it still verify. */
  public synchronized void rotate() {
    keys.add(UUID.randomUUID());
  }

  /** Forgets every key but the newest one. */
  public synchronized void loseOldKeys() {
    keys.subList(0, keys.size() - 1).clear();
  }

  @Override
  public synchronized byte[] sign(byte[] message) {
    return mac(keys.getLast(), message);
  }

  @Override
  public synchronized boolean verify(byte[] message, byte[] mac) {
    var key = key(mac);
    return key != null && Arrays.equals(mac(key, message), mac);
  }

  @Override
  public synchronized boolean knows(byte[] mac) {
    return key(mac) != null;
  }

  private @Nullable UUID key(byte[] mac) {
    return keys.stream()
        .filter(
            key ->
                mac.length > ID_LENGTH && Arrays.equals(id(key), 0, ID_LENGTH, mac, 0, ID_LENGTH))
        .findFirst()
        .orElse(null);
  }

  private static byte[] mac(UUID key, byte[] message) {
    var tag = Sha256.bytes("in-memory-mac\n", id(key), message);
    return ByteBuffer.allocate(ID_LENGTH + tag.length).put(id(key)).put(tag).array();
  }

  /** The key itself: what is in memory need not be hidden. */
  private static byte[] id(UUID key) {
    return ByteBuffer.allocate(ID_LENGTH)
        .putLong(key.getMostSignificantBits())
        .putLong(key.getLeastSignificantBits())
        .array();
  }
}
