// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.LifecycleException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

class SignInCookieTest {

  private static final String NAME = "__Host-assentor-sign-in";

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private SignInCookie cookie = new SignInCookie(true, clock);

  @TempDir private Path directory;
  private Served served;

  @BeforeEach
  void start() throws LifecycleException {
    served = new Served(directory, this::answer);
  }

  @AfterEach
  void stop() throws LifecycleException {
    assertThat(served.sessions()).isZero();
    served.close();
  }

  /** What the filters of the sign-in do, at paths of their own. */
  private String answer(HttpServletRequest request, HttpServletResponse response) {
    switch (request.getServletPath()) {
      case "/want" -> cookie.want(request.getParameter("page"), response);
      case "/begin" ->
          cookie.saveAuthorizationRequest(asked(request.getParameter("for")), request, response);
      default -> {
        var back = cookie.removeAuthorizationRequest(request, response);
        if (back == null) {
          return "none";
        }
        assertThat(text(back)).isEqualTo(text(asked(Objects.requireNonNull(back.getState()))));
        return "back to " + SignInCookie.wantedBy(request);
      }
    }
    return "";
  }

  private static List<@Nullable Object> text(OAuth2AuthorizationRequest it) {
    return Arrays.asList(
        it.getAuthorizationUri(),
        it.getClientId(),
        it.getRedirectUri(),
        it.getScopes(),
        it.getState(),
        it.getAttribute("registration_id"),
        it.getAttribute("nonce"),
        it.getAttribute("code_verifier"));
  }

  private static OAuth2AuthorizationRequest asked(String state) {
    return OAuth2AuthorizationRequest.authorizationCode()
        .authorizationUri("https://issuer.example/authorize")
        .clientId("pages")
        .redirectUri("https://assentor.example/login/oauth2/code/assentor")
        .scope("openid")
        .state(state)
        .attributes(
            attributes -> {
              attributes.put("registration_id", "assentor");
              attributes.put("nonce", "n".repeat(128));
              attributes.put("code_verifier", "v".repeat(128));
            })
        .build();
  }

  @Test
  void authorizationRequest_comesBackWholeAndOnce() {
    var begun = served.get("/begin?for=s1", "");
    assertThat(begun.headers().firstValue("Set-Cookie").orElseThrow())
        .startsWith(NAME + "=")
        .contains("; Path=/; Max-Age=600; ", "; Secure; HttpOnly; SameSite=Lax");

    var back = served.get("/back?state=s1", cookie(begun));

    assertThat(back.body()).isEqualTo("back to null");
    assertThat(back.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
  }

  @Test
  void wantedPage_staysThroughTheSignIn() {
    var wanted = served.get("/want?page=/approvals/x", "");
    var begun = served.get("/begin?for=s1", cookie(wanted));

    assertThat(served.get("/back?state=s1", cookie(begun)).body())
        .isEqualTo("back to /approvals/x");
  }

  @Test
  void answer_isToThisBrowsersSignInOnly() {
    var mine = cookie(served.get("/begin?for=s1", ""));
    var others = cookie(served.get("/begin?for=s2", ""));

    assertThat(served.get("/back?state=s2", mine).body()).isEqualTo("none");
    assertThat(served.get("/back?state=s1", others).body()).isEqualTo("none");
    assertThat(served.get("/back?state=s1", "").body()).isEqualTo("none");
    assertThat(served.get("/back", mine).body()).isEqualTo("none");
    var wanted = cookie(served.get("/want?page=/inbox", ""));
    assertThat(served.get("/back?state=s1", wanted).body()).isEqualTo("none");
    assertThat(served.get("/back?state=s1", mine).body()).isEqualTo("back to null");
  }

  @Test
  void cookieOfAnotherMaking_isNone() {
    var mine = cookie(served.get("/begin?for=s1", ""));
    for (int i = NAME.length() + 1; i < mine.length(); i += 7) {
      var changed = mine.charAt(i) == 'A' ? 'B' : 'A';
      var forged = mine.substring(0, i) + changed + mine.substring(i + 1);
      assertThat(served.get("/back?state=s1", forged).body()).isEqualTo("none");
    }
    for (var other : new String[] {"=", "=A", "=%", "=" + "A".repeat(5_000)}) {
      assertThat(served.get("/back?state=s1", NAME + other).body()).isEqualTo("none");
    }
    cookie = new SignInCookie(true, clock);
    assertThat(served.get("/back?state=s1", mine).body()).as("after a restart").isEqualTo("none");
  }

  @Test
  void cookie_expires() {
    var mine = cookie(served.get("/begin?for=s1", ""));
    now = now.plus(Duration.ofMinutes(10)).minusSeconds(1);
    assertThat(served.get("/back?state=s1", mine).body()).isEqualTo("back to null");
    now = now.plusSeconds(1);
    assertThat(served.get("/back?state=s1", mine).body()).isEqualTo("none");
  }

  @Test
  void longestWantedPage_fitsIntoACookie() {
    var path = "/audit/" + "x".repeat(1_493);
    assertThat(SignIn.isOwnPath(path)).isTrue();
    assertThat(SignIn.isOwnPath(path + "x")).isFalse();
    var wanted = served.get("/want?page=" + path, "");
    var begun = served.get("/begin?for=" + "s".repeat(44), cookie(wanted));

    assertThat(cookie(begun)).hasSizeLessThan(4_000);
    assertThat(served.get("/back?state=" + "s".repeat(44), cookie(begun)).body())
        .isEqualTo("back to " + path);
  }

  private static String cookie(HttpResponse<String> response) {
    var header = response.headers().firstValue("Set-Cookie").orElseThrow();
    return header.substring(0, header.indexOf(';'));
  }
}
