// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/**
 * Identifies exactly one call under the salt of one approval: SHA-256 over a version, the salt and
 * the RFC 8785 form of the call. The vectors in {@code docs/vectors} let other languages check
 * theirs.
 *
 * @param text unpadded base64url, 43 characters
 */
public record Fingerprint(String text) {

  private static final String VERSION = "assentor-call-1\n";

  public static Fingerprint of(Salt salt, ToolCall call) {
    return new Fingerprint(Sha256.text(VERSION, salt.bytes(), call.canonical().canonical()));
  }
}
