// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Remembers tokens that were found good, so that a gateway's thousandth request costs no signature
 * check: an ES256 check takes longer than everything else an outright-allowed call needs. A token
 * is remembered for a minute at most and never past its own expiry; so long a withdrawn issuer key
 * may still be believed. Bad tokens are not remembered.
 */
public final class CachingJwtDecoder implements JwtDecoder {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** More tokens than this at once, and all are forgotten and checked again. */
  private static final int MOST = 10_000;

  private final JwtDecoder decoder;
  private final Clock clock;
  private final ConcurrentHashMap<String, Good> tokens = new ConcurrentHashMap<>();

  public CachingJwtDecoder(JwtDecoder decoder, Clock clock) {
    this.decoder = decoder;
    this.clock = clock;
  }

  @Override
  public Jwt decode(String token) {
    var key = Sha256.text("", token.getBytes(StandardCharsets.UTF_8));
    var now = clock.instant();
    var known = tokens.get(key);
    if (known != null && now.isBefore(known.until)) {
      return known.jwt;
    }
    var jwt = decoder.decode(token);
    if (tokens.size() >= MOST) {
      tokens.clear();
    }
    tokens.put(key, new Good(jwt, until(jwt, now)));
    return jwt;
  }

  private static Instant until(Jwt jwt, Instant now) {
    var remembered = now.plus(REMEMBERED);
    var expiresAt = jwt.getExpiresAt();
    return expiresAt != null && expiresAt.isBefore(remembered) ? expiresAt : remembered;
  }

  private record Good(Jwt jwt, Instant until) {}
}
