// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/**
 * Identifies exactly one call, under the salt of one approval: SHA-256 over a version, the salt and
 * the canonical form of the call. Version 1 is over the RFC 8785 form; version 2, for calls with
 * exact integers, writes those in full where RFC 8785 could only round them. {@code docs/vectors}
 * has test vectors for other languages.
 *
 * @param text unpadded base64url, 43 characters; of version 2 behind {@code 2.}
 */
public record Fingerprint(String text) {

  private static final String VERSION_1 = "assentor-call-1\n";
  private static final String VERSION_2 = "assentor-call-2\n";

  public static Fingerprint of(Salt salt, ToolCall call) {
    var canonical = call.canonical().canonical();
    return new Fingerprint(
        switch (call.integers()) {
          case DOUBLE -> Sha256.text(VERSION_1, salt.bytes(), canonical);
          case EXACT -> "2." + Sha256.text(VERSION_2, salt.bytes(), canonical);
        });
  }
}
