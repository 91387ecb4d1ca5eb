// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * 16 random bytes of one approval. Once they are erased, hashed content can no longer be guessed.
 */
public final class Salt {

  private static final int LENGTH = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] bytes;

  private Salt(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Salt random() {
    var bytes = new byte[LENGTH];
    RANDOM.nextBytes(bytes);
    return new Salt(bytes);
  }

  public static Salt of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a salt of " + bytes.length + " bytes (expected: 16)");
    }
    return new Salt(bytes.clone());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Salt salt && Arrays.equals(bytes, salt.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Salts are secret: shows only enough to tell two apart. */
  @Override
  public String toString() {
    return "Salt[" + HexFormat.of().formatHex(bytes, 0, 2) + "…]";
  }
}
