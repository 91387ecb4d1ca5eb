// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.api.TokenClaims;
import io.assentor.core.FailureLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.util.UrlUtils;

/**
 * Sign-in by OpenID Connect, from the requested page to the issuer and back. The page is sealed in
 * a cookie and must be one of Assentor's paths, so that no link can lead elsewhere.
 */
final class SignIn
    implements AuthenticationEntryPoint,
        AuthenticationSuccessHandler,
        AuthenticationFailureHandler,
        OAuth2UserService<OidcUserRequest, OidcUser> {

  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  /** Assentor's own pages; two slashes at the beginning would name another host. */
  private static final Pattern OWN_PATH =
      Pattern.compile(
          "/(inbox|approvals|audit|policy|account|decisions)([/?][A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?");

  /** The longest path that fits into the cookie. */
  private static final int MAX_PATH = 1_500;

  private final TokenClaims claims;
  private final StepUp stepUp;
  private final SignInCookie cookie;

  SignIn(TokenClaims claims, StepUp stepUp, SignInCookie cookie) {
    this.claims = claims;
    this.stepUp = stepUp;
    this.cookie = cookie;
  }

  static boolean isOwnPath(@Nullable String path) {
    return path != null && path.length() <= MAX_PATH && OWN_PATH.matcher(path).matches();
  }

  /** Begins a sign-in for a visitor who requests a page. */
  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (request.getHeader("HX-Request") != null) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED); // the page stays and says so
      return;
    }
    var path = UrlUtils.buildRequestUrl(request);
    if (request.getMethod().equals("GET") && isOwnPath(path)) {
      cookie.want(path, response);
    }
    response.sendRedirect(PageSettings.SIGN_IN);
  }

  /**
   * Returns the user, by the ID token alone: without tenant and roles in it they can do nothing.
   */
  @Override
  public OidcUser loadUser(OidcUserRequest request) {
    var token = request.getIdToken();
    var known =
        new OidcIdToken(
            token.getTokenValue(),
            token.getIssuedAt(),
            token.getExpiresAt(),
            claims.withSubject(token.getClaims()));
    if (!claims.nameSomebody(known)) {
      throw new OAuth2AuthenticationException(
          new OAuth2Error(SignInFailure.NAMES_NO_TENANT, "the ID token names no tenant", null));
    }
    var roles = claims.authorities(known);
    if (TokenClaims.leftOutAllRoles(roles)) {
      throw new OAuth2AuthenticationException(
          new OAuth2Error(SignInFailure.ALL_ROLES_LEFT_OUT, "the issuer left all roles out", null));
    }
    return new DefaultOidcUser(roles, known);
  }

  @Override
  public void onAuthenticationSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication authentication)
      throws IOException {
    if (authentication.getPrincipal() instanceof OidcUser user) {
      boolean askedAgain = SignInCookie.wasAskedAgain(request);
      stepUp.signedIn(request.getSession(), user.getIdToken(), askedAgain);
    }
    var wanted = SignInCookie.wantedBy(request);
    response.sendRedirect(wanted == null ? "/" : wanted);
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    var failure = SignInFailure.of(e);
    if (failure == SignInFailure.UNREACHABLE || failure == SignInFailure.NOT_BELIEVED) {
      log.failed("Sign-in failed", e);
    }
    response.sendRedirect("/sign-in-failed?why=" + nameOf(failure));
  }
}
