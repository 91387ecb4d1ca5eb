// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/**
 * A fresh sign-in for a decision (RFC 9470). The issuer's answer counts: that the person has just
 * signed in, and how, if the operator requires that. It is valid for as long as a person may take
 * to read and decide.
 */
final class StepUp implements OAuth2AuthorizationRequestResolver {

  private static final String UNTIL = StepUp.class.getName() + ".until";
  private static final String FAILED = StepUp.class.getName() + ".failed";

  /** Tolerance for the difference between the issuer's clock and ours. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private final PageSettings settings;
  private final Clock clock;
  private final OAuth2AuthorizationRequestResolver plain;

  StepUp(PageSettings settings, ClientRegistrationRepository registrations, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.plain = new DefaultOAuth2AuthorizationRequestResolver(registrations);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
    return asked(request, plain.resolve(request));
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String client) {
    return asked(request, plain.resolve(request, client));
  }

  private @Nullable OAuth2AuthorizationRequest asked(
      HttpServletRequest request, @Nullable OAuth2AuthorizationRequest authorization) {
    if (authorization == null || request.getParameter("again") == null) {
      return authorization;
    }
    var wanted = request.getParameter("again");
    return OAuth2AuthorizationRequest.from(authorization)
        .attributes(
            attributes -> {
              attributes.put(SignInCookie.ASKED_AGAIN, "true");
              if (SignIn.isOwnPath(wanted)) {
                attributes.put(SignInCookie.WANTED, wanted);
              }
            })
        .additionalParameters(
            parameters -> {
              parameters.put("max_age", settings.stepUpMaxAge().toSeconds());
              if (!settings.stepUpAcr().isEmpty()) {
                parameters.put("acr_values", String.join(" ", settings.stepUpAcr()));
              }
            })
        .build();
  }

  /**
   * Records a return from the issuer.
   *
   * @param asked whether a fresh sign-in was requested
   */
  void signedIn(HttpSession session, OidcIdToken token, boolean asked) {
    var now = clock.instant();
    if (counts(token, settings, now)) {
      session.setAttribute(UNTIL, now.plus(settings.stepUpMaxAge()));
    } else {
      session.removeAttribute(UNTIL);
      if (asked) {
        session.setAttribute(FAILED, true);
      }
    }
  }

  /** Returns whether this sign-in is recent enough and of the required kind. */
  static boolean counts(OidcIdToken token, PageSettings settings, Instant now) {
    var at = token.getAuthenticatedAt();
    if (at == null || at.plus(settings.stepUpMaxAge()).plus(SKEW).isBefore(now)) {
      return false;
    }
    var acr = settings.stepUpAcr();
    var methods = Objects.requireNonNullElse(token.getAuthenticationMethods(), List.<String>of());
    var reference = Objects.requireNonNullElse(token.getAuthenticationContextClass(), "");
    return acr.isEmpty() || acr.contains(reference) || !Collections.disjoint(acr, methods);
  }

  boolean isFresh(HttpSession session) {
    return session.getAttribute(UNTIL) instanceof Instant until && clock.instant().isBefore(until);
  }

  /** Returns whether the last step-up was requested and did not count; reported once. */
  boolean failed(HttpSession session) {
    boolean failed = session.getAttribute(FAILED) != null;
    session.removeAttribute(FAILED);
    return failed;
  }

  /** Returns the door of a user; the stronger one only where it is required. */
  Door door(HttpSession session, Doors admitted) {
    return isFresh(session) && !admitted.admit(Door.PAGE) ? Door.PAGE_STEP_UP : Door.PAGE;
  }
}
