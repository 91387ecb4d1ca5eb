// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A code that accepts an offer to link an account: 256 random bits, of which only the hash is
 * stored.
 *
 * @param value base64url
 */
public record LinkCode(String value) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  public static LinkCode random() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new LinkCode(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** Parses a code; empty if the value is not a code. */
  public static Optional<LinkCode> parse(String value) {
    return FORM.matcher(value).matches() ? Optional.of(new LinkCode(value)) : Optional.empty();
  }

  /** Returns the hash that is stored. */
  public String hash() {
    return Sha256.text("assentor-link-1\n", value.getBytes(StandardCharsets.US_ASCII));
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "LinkCode";
  }
}
