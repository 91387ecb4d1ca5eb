// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 over parts, written as unpadded base64url (43 characters) wherever text is needed. */
public final class Sha256 {

  private Sha256() {}

  public static byte[] bytes(String label, byte[]... parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    digest.update(label.getBytes(StandardCharsets.US_ASCII));
    for (var part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  public static String text(String label, byte[]... parts) {
    return text(bytes(label, parts));
  }

  public static String text(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}
