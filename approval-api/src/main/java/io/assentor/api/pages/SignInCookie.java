// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * The state of a sign-in until the user returns from the issuer: state, nonce, PKCE verifier and
 * the requested page. It is kept in a sealed cookie for a few minutes, so that visitors who never
 * sign in use no memory.
 */
final class SignInCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

  /** The page to return to, an attribute of the authorization request. */
  static final String WANTED = "assentor_wanted";

  /**
   * Present if the person was asked for a fresh sign-in, an attribute of the authorization request.
   */
  static final String ASKED_AGAIN = "assentor_asked_again";

  /** How long a person may take at the issuer. */
  private static final Duration LASTS = Duration.ofMinutes(10);

  /** Browsers keep cookies of up to 4,096 bytes. */
  private static final int MAX_LENGTH = 4_000;

  private final SealedText sealed = new SealedText("assentor-sign-in-1");
  private final String name;
  private final boolean https;
  private final Clock clock;

  SignInCookie(boolean https, Clock clock) {
    this.name = https ? "__Host-assentor-sign-in" : "assentor-sign-in";
    this.https = https;
    this.clock = clock;
  }

  /** Stores the page to return to, before the sign-in begins. */
  void want(String path, HttpServletResponse response) {
    write(Json.object().put("wanted", path), response);
  }

  @Override
  public void saveAuthorizationRequest(
      @Nullable OAuth2AuthorizationRequest authorization,
      HttpServletRequest request,
      HttpServletResponse response) {
    if (authorization == null) {
      clear(response);
      return;
    }
    var attributes = Json.object();
    authorization.getAttributes().forEach((key, value) -> attributes.put(key, value.toString()));
    var wanted = authorization.getAttributes().get(WANTED);
    write(
        Json.object()
            .put("wanted", wanted == null ? wanted(request) : wanted.toString())
            .put("uri", authorization.getAuthorizationUri())
            .put("client", authorization.getClientId())
            .put("redirect", authorization.getRedirectUri())
            .put("scopes", Json.strings(authorization.getScopes()))
            .put("state", authorization.getState())
            .put("attributes", attributes.build()),
        response);
  }

  /** Returns the request that this browser began, if the issuer's answer belongs to it. */
  @Override
  public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
    var state = request.getParameter("state");
    return read(request)
        .filter(kept -> state != null && state.equals(kept.optionalString("state")))
        .map(SignInCookie::authorization)
        .orElse(null);
  }

  @Override
  public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
      HttpServletRequest request, HttpServletResponse response) {
    var authorization = loadAuthorizationRequest(request);
    if (authorization != null) {
      clear(response);
      request.setAttribute(WANTED, authorization.getAttributes().get(WANTED));
      request.setAttribute(ASKED_AGAIN, authorization.getAttributes().get(ASKED_AGAIN));
    }
    return authorization;
  }

  /** Returns the page that the returning person requested. */
  static @Nullable String wantedBy(HttpServletRequest request) {
    return request.getAttribute(WANTED) instanceof String path ? path : null;
  }

  /** Returns whether the returning person was asked for a fresh sign-in. */
  static boolean wasAskedAgain(HttpServletRequest request) {
    return request.getAttribute(ASKED_AGAIN) != null;
  }

  private @Nullable String wanted(HttpServletRequest request) {
    return read(request).map(kept -> kept.optionalString("wanted")).orElse(null);
  }

  private static OAuth2AuthorizationRequest authorization(Members kept) {
    var attributes = new HashMap<String, Object>();
    for (Map.Entry<String, Json> it : kept.rawObject("attributes").members().entrySet()) {
      if (it.getValue() instanceof Json.Str(var value)) {
        attributes.put(it.getKey(), value);
      }
    }
    var wanted = kept.optionalString("wanted");
    if (wanted != null) {
      attributes.put(WANTED, wanted);
    }
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri(kept.string("uri"))
        .clientId(kept.string("client"))
        .redirectUri(kept.string("redirect"))
        .scopes(new HashSet<>(kept.strings("scopes")))
        .state(kept.string("state"))
        .attributes(attributes)
        .build();
  }

  private Optional<Members> read(HttpServletRequest request) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Stream::of)
        .filter(cookie -> cookie.getName().equals(name))
        .map(Cookie::getValue)
        .filter(value -> value.length() <= MAX_LENGTH)
        .findFirst()
        .flatMap(sealed::open)
        .map(text -> Members.of(Json.parseStored(text.getBytes(StandardCharsets.UTF_8))))
        .filter(kept -> clock.instant().getEpochSecond() < kept.integer("until"));
  }

  private void write(Json.Obj.Builder kept, HttpServletResponse response) {
    var until = clock.instant().plus(LASTS).getEpochSecond();
    var value = sealed.seal(kept.put("until", until).build().canonicalString());
    set(value.length() <= MAX_LENGTH ? value : "", LASTS, response);
  }

  private void clear(HttpServletResponse response) {
    set("", Duration.ZERO, response);
  }

  private void set(String value, Duration lasts, HttpServletResponse response) {
    var cookie =
        ResponseCookie.from(name, value)
            .path("/")
            .httpOnly(true)
            .secure(https)
            .sameSite("Lax") // the issuer redirects from its own site
            .maxAge(lasts);
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
  }
}
