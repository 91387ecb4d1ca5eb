// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.web.client.HttpServerErrorException;

/** Why a sign-in came to nothing. */
enum SignInFailure {
  /** It was not begun here, or too long ago. */
  UNFINISHED(
      200,
      "The sign-in did not come to its end: it took too long, was begun in another window, or came"
          + " by another address than the one below."),
  /** The issuer could not be asked. */
  UNREACHABLE(
      503,
      "Your issuer could not be reached from here, so nobody can sign in just now. What waits for you"
          + " goes on waiting. Try again in a minute; if it stays so, the operator's log says why."),
  /** The issuer signed nobody in. */
  REFUSED(200, "Your issuer did not sign you in. Try again, or ask those who run it."),
  /** The issuer's answer does not hold: another nonce, audience, key or time. */
  NOT_BELIEVED(
      200,
      "What your issuer answered could not be accepted, so you are not signed in. The operator's log"
          + " says why."),
  /** The issuer's answer holds and names no tenant. */
  NO_TENANT(
      200,
      "Your issuer knows you, but its token names no tenant, so there is nothing here for you. The"
          + " operator can mend that."),
  /** The issuer's answer holds, but says itself that it left all roles out. */
  NO_ROLES(
      200,
      "Your issuer knows you, but left your roles out of its token, because you are in too many groups. The"
          + " operator can mend that, by application roles or by groups assigned to the application.");

  /** Our own among the error codes of sign-ins. */
  static final String NAMES_NO_TENANT = "no_tenant";

  static final String LEAVES_ROLES_OUT = "roles_left_out";

  private final int status;
  private final String text;

  SignInFailure(int status, String text) {
    this.status = status;
    this.text = text;
  }

  int status() {
    return status;
  }

  /** For the person who wanted to sign in. */
  String text() {
    return text;
  }

  static SignInFailure of(AuthenticationException e) {
    // What goes wrong before anybody is led to the issuer has no code; only its discovery can.
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
      case LEAVES_ROLES_OUT -> NO_ROLES;
      default -> NOT_BELIEVED;
    };
  }

  private static boolean isOutOfReach(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .anyMatch(it -> it instanceof IOException || it instanceof HttpServerErrorException);
  }

  /** Of the address of its page. */
  static SignInFailure named(String name) {
    return Arrays.stream(values())
        .filter(it -> nameOf(it).equals(name))
        .findFirst()
        .orElse(UNFINISHED);
  }
}
