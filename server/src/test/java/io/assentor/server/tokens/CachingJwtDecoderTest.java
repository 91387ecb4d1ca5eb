// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class CachingJwtDecoderTest {

  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private Instant now = START;
  private final AtomicLong nanoTime = new AtomicLong();
  private int checks;
  private final CachingJwtDecoder decoder =
      new CachingJwtDecoder(this::check, new TestClock(), nanoTime::get);

  @Test
  void goodToken_isCheckedOnceAMinute() {
    decoder.decode("good");
    decoder.decode("good");
    assertThat(checks).isEqualTo(1);

    nanoTime.addAndGet(CachingJwtDecoder.REMEMBERED.toNanos());
    decoder.decode("good");
    assertThat(checks).isEqualTo(2);
  }

  /** Otherwise whoever gets good tokens could fill the memory. */
  @Test
  void moreTokensThanThereIsRoomFor_areNotAllRemembered() {
    int length = 1 << 20;
    int fitting = CachingJwtDecoder.MOST / length;
    var tokens = IntStream.range(0, 4 * fitting).mapToObj(i -> i + "x".repeat(length)).toList();
    tokens.forEach(decoder::decode);
    int first = checks;

    tokens.forEach(decoder::decode);

    assertThat(checks - first).isGreaterThan(tokens.size() - fitting - 1);
  }

  @Test
  void token_isNotRememberedPastItsExpiry() {
    decoder.decode("short");
    now = START.plusSeconds(10);

    decoder.decode("short");

    assertThat(checks).isEqualTo(2);
  }

  @Test
  void anotherTokenOrABadOne_isAlwaysChecked() {
    decoder.decode("good");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> decoder.decode("bad")).isInstanceOf(BadJwtException.class);
    }
    assertThat(checks).isEqualTo(3);
  }

  private Jwt check(String token) {
    checks++;
    if (token.equals("bad")) {
      throw new BadJwtException("bad");
    }
    var lives = Duration.ofSeconds(token.equals("short") ? 10 : 3_600);
    return Jwt.withTokenValue(token)
        .header("alg", "none")
        .subject("gateway")
        .expiresAt(START.plus(lives))
        .build();
  }

  private final class TestClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
