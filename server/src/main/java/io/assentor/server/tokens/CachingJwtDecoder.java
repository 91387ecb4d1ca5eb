// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Caches valid tokens, so that a gateway's thousandth request needs no signature check: an ES256
 * check takes longer than the rest of a call that policy allows outright. A token is cached for a
 * minute at most and never past its expiry; a withdrawn issuer key may be trusted for that long.
 * Invalid tokens are not cached.
 */
public final class CachingJwtDecoder implements JwtDecoder {

  static final Duration REMEMBERED = Duration.ofMinutes(1);

  /** The most characters of cached tokens: some 10,000 tokens, or 50 MB with their claims. */
  static final int MOST = 8 << 20;

  private final JwtDecoder decoder;
  private final Clock clock;
  private final Cache<String, Jwt> tokens;

  public CachingJwtDecoder(JwtDecoder decoder, Clock clock) {
    this(decoder, clock, Ticker.systemTicker());
  }

  CachingJwtDecoder(JwtDecoder decoder, Clock clock, Ticker ticker) {
    this.decoder = decoder;
    this.clock = clock;
    this.tokens =
        Caffeine.newBuilder()
            .maximumWeight(MOST)
            .<String, Jwt>weigher((key, jwt) -> jwt.getTokenValue().length())
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Jwt decode(String token) {
    var key = Sha256.text("", token.getBytes(StandardCharsets.UTF_8));
    var known = tokens.getIfPresent(key);
    if (known != null && !isOver(known)) {
      return known;
    }
    var jwt = decoder.decode(token);
    tokens.put(key, jwt);
    return jwt;
  }

  private boolean isOver(Jwt jwt) {
    var expiresAt = jwt.getExpiresAt();
    return expiresAt != null && !clock.instant().isBefore(expiresAt);
  }
}
