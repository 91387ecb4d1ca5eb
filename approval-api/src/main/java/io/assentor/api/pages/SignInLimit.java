// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ClientAddress;
import io.assentor.core.RateLimit;
import io.assentor.core.json.Members;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits how often one address may begin a sign-in or return from one. Anyone may try, and each
 * attempt costs a request to the issuer.
 */
final class SignInLimit extends OncePerRequestFilter {

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Set<String> PATHS = Set.of(PageSettings.SIGN_IN, PageSettings.CALLBACK);

  private static final String PAGE =
      "/sign-in-failed?why=" + Members.nameOf(SignInFailure.TOO_MANY);

  private final ClientAddress addresses;
  private final RateLimit<String> limit;

  SignInLimit(ClientAddress addresses, int perMinute) {
    this.addresses = addresses;
    this.limit = new RateLimit<>(perMinute, WINDOW);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (PATHS.contains(request.getRequestURI()) && !limit.admits(addresses.of(request))) {
      response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(WINDOW.toSeconds()));
      request.getRequestDispatcher(PAGE).forward(request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
