// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.api.ProblemCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.web.client.HttpServerErrorException;

/** Why a sign-in failed. */
enum SignInFailure {
  /** It was not started here, or too long ago. */
  UNFINISHED(
      200,
      "The sign-in was not completed: it took too long, was started in another window, or used"
          + " another address than the one below."),
  /** Too many were started from one address. */
  TOO_MANY(
      ProblemCode.TOO_MANY_REQUESTS.status(),
      "Too many sign-ins were started from your network's address in the last minute. Try again in a"
          + " minute; if it persists, the operator can raise the limit."),
  /** The issuer could not be reached. */
  UNREACHABLE(
      ProblemCode.OVER_CAPACITY.status(),
      "The identity provider cannot be reached, so no one can sign in right now. Requests keep"
          + " waiting. Try again in a minute; if it persists, the operator's log says why."),
  /** The issuer refused the sign-in. */
  REFUSED(200, "The identity provider did not sign you in. Try again, or ask its administrators."),
  /** The issuer's answer is invalid: wrong nonce, audience, key or time. */
  NOT_BELIEVED(
      200,
      "The identity provider's answer could not be verified, so you are not signed in. The"
          + " operator's log says why."),
  /** The issuer's answer is valid but names no tenant. */
  NO_TENANT(
      200,
      "The identity provider's token names no tenant, so you have no access here. The operator can"
          + " fix that."),
  /** The issuer's answer is valid but says that all roles were left out. */
  NO_ROLES(
      200,
      "The identity provider left your roles out of its token, because you are in too many groups."
          + " The operator can fix that, by application roles or by groups assigned to the"
          + " application.");

  /** The prefix of Assentor's own error codes. */
  static final String NAMES_NO_TENANT = "no_tenant";

  static final String ALL_ROLES_LEFT_OUT = "roles_left_out";

  private final int status;
  private final String text;

  SignInFailure(int status, String text) {
    this.status = status;
    this.text = text;
  }

  int status() {
    return status;
  }

  /** Returns the text for the user. */
  String text() {
    return text;
  }

  static SignInFailure of(AuthenticationException e) {
    // Errors before the redirect to the issuer have no code; only its discovery can fail then.
    if (!(e instanceof OAuth2AuthenticationException failure) || isOutOfReach(e)) {
      return UNREACHABLE;
    }
    return switch (failure.getError().getErrorCode()) {
      case "authorization_request_not_found", "invalid_state_parameter" -> UNFINISHED;
      case "access_denied",
          "login_required",
          "interaction_required",
          "consent_required",
          "unmet_authentication_requirements" ->
          REFUSED;
      case "temporarily_unavailable", "server_error" -> UNREACHABLE;
      case NAMES_NO_TENANT -> NO_TENANT;
      case ALL_ROLES_LEFT_OUT -> NO_ROLES;
      default -> NOT_BELIEVED;
    };
  }

  private static boolean isOutOfReach(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(it -> it instanceof IOException || it instanceof HttpServerErrorException);
  }

  /** Returns the name in the page's address. */
  static SignInFailure named(String name) {
    return Arrays.stream(values())
        .filter(it -> nameOf(it).equals(name))
        .findFirst()
        .orElse(UNFINISHED);
  }
}
