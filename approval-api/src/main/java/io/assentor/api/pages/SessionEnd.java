// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends a session after its maximum age: a page that refreshes itself would keep it alive for ever,
 * and with it the roles from the sign-in.
 */
final class SessionEnd extends OncePerRequestFilter {

  private static final Duration AT_MOST = Duration.ofHours(12);

  private final Clock clock;

  SessionEnd(Clock clock) {
    this.clock = clock;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var session = request.getSession(false);
    if (session != null && isOver(Instant.ofEpochMilli(session.getCreationTime()))) {
      session.invalidate();
    }
    chain.doFilter(request, response);
  }

  private boolean isOver(Instant began) {
    return began.plus(AT_MOST).isBefore(clock.instant());
  }
}
