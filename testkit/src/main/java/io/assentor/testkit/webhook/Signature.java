// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 over a time, a full stop and the very bytes of a body, in hexadecimal. */
final class Signature {

  /** The header with the time, in seconds since 1970. */
  static final String TIMESTAMP = "X-Webhook-Timestamp";

  /** The header with the signature. */
  static final String HEADER = "X-Webhook-Signature";

  private static final String HMAC = "HmacSHA256";

  private Signature() {}

  static String of(String secret, String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(HMAC + " is part of every Java", e);
    }
  }

  /** Takes the same time wherever they differ. */
  static boolean isOf(String secret, String timestamp, byte[] body, String given) {
    return MessageDigest.isEqual(
        of(secret, timestamp, body).getBytes(StandardCharsets.US_ASCII),
        given.getBytes(StandardCharsets.UTF_8));
  }
}
