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
 * Caches valid tokens, so that a gateway's thousandth request needs no signature check: an ES256
 * check takes longer than the rest of a call that policy allows outright. A token is cached for a
 * minute at most and never past its expiry; a withdrawn issuer key may be trusted for that long.
 * Invalid tokens are not cached.
 */
public final class CachingJwtDecoder implements JwtDecoder {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** The size of the cache; when it is full, all tokens are dropped and checked again. */
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
