// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.api.pages.PageHeaders;
import io.assentor.api.pages.PageSettings;
import io.assentor.server.OnRole;
import io.assentor.server.settings.Settings;
import io.assentor.server.tokens.PageTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The demo issuer's side of the sign-in: its form, and when it asks for a fresh sign-in. It is an
 * issuer of its own in the same process, so its session state is separate from that of the pages.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnRole.Api.class)
@Import({DemoSignIn.Form.class, DemoPages.class})
class DemoSignIn {

  /** The pages' client at the demo issuer. Its secret is public, like all others. */
  private static final String CLIENT = "pages";

  private static final String FORM = "/demo-issuer/sign-in";

  /** When the user entered their password; stored with the authentication. */
  record SignedIn(Instant at) {}

  static RegisteredClient client(String publicUrl) {
    return RegisteredClient.withId(CLIENT)
        .clientId(CLIENT)
        .clientSecret("{noop}" + CLIENT + "-secret")
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri(publicUrl + PageSettings.CALLBACK)
        .scope("openid")
        .clientSettings(ClientSettings.builder().requireProofKey(true).build())
        .tokenSettings(
            TokenSettings.builder().idTokenSignatureAlgorithm(SignatureAlgorithm.ES256).build())
        .build();
  }

  @Bean
  PageSettings pageSettings(Settings settings) {
    var pages = settings.pages();
    return new PageSettings(
        settings.publicUrl(),
        "",
        pages.stepUpAcr(),
        pages.stepUpMaxAge(),
        pages.signInsPerMinute());
  }

  @Bean
  PageTokens pageTokens() {
    return new PageTokens(List.of());
  }

  /**
   * Without discovery, because the server does not listen yet. Browsers use the public address,
   * which this process may not be able to reach, so it calls itself locally.
   */
  @Bean
  ClientRegistrationRepository registrations(Settings settings, OwnAddress own) {
    return new InMemoryClientRegistrationRepository(
        ClientRegistration.withRegistrationId(PageSettings.REGISTRATION)
            .clientId(CLIENT)
            .clientSecret(CLIENT + "-secret")
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUri(settings.publicUrl() + PageSettings.CALLBACK)
            .scope("openid")
            .issuerUri(settings.publicUrl())
            .authorizationUri(settings.publicUrl() + "/oauth2/authorize")
            .tokenUri(own.url() + "/oauth2/token")
            .jwkSetUri(own.url() + "/oauth2/jwks")
            .build());
  }

  /** The address at which this process reaches itself. */
  record OwnAddress(String url) {}

  @Bean
  OwnAddress ownAddress(
      @Value("${server.address}") InetAddress address, @Value("${server.port}") int port) {
    var host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return new OwnAddress("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  @Bean
  @Order(1)
  SecurityFilterChain issuerSecurity(HttpSecurity http, PageSettings settings) {
    PageHeaders.set(http, settings);
    var contexts = new HttpSessionSecurityContextRepository();
    contexts.setSpringSecurityContextKey("DEMO_ISSUER_SECURITY_CONTEXT");
    return http.oauth2AuthorizationServer(
            issuer -> {
              http.securityMatcher(
                  new OrRequestMatcher(
                      issuer.getEndpointsMatcher(),
                      PathPatternRequestMatcher.withDefaults().matcher("/demo-issuer/**")));
              issuer.oidc(Customizer.withDefaults());
            })
        .authorizeHttpRequests(
            requests -> requests.requestMatchers(FORM).permitAll().anyRequest().authenticated())
        .authenticationProvider(people())
        .securityContext(context -> context.securityContextRepository(contexts))
        // Visitors use no memory before they sign in: the requested page is in their own cookies.
        .requestCache(cache -> cache.requestCache(new CookieRequestCache()))
        .csrf(csrf -> csrf.csrfTokenRepository(csrf()))
        .formLogin(
            form ->
                form.loginPage(FORM)
                    .securityContextRepository(contexts)
                    .failureHandler(wrongPassword())
                    .authenticationDetailsSource(request -> new SignedIn(Instant.now())))
        .addFilterAfter(new AsksAgain(contexts), SecurityContextHolderFilter.class)
        .build();
  }

  private static AuthenticationFailureHandler wrongPassword() {
    var handler = new SimpleUrlAuthenticationFailureHandler(FORM + "?error");
    handler.setAllowSessionCreation(false);
    return handler;
  }

  private static CsrfTokenRepository csrf() {
    var tokens = new CookieCsrfTokenRepository();
    tokens.setCookieName("assentor-demo-issuer");
    tokens.setCookiePath("/demo-issuer");
    tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
    return tokens;
  }

  private static AuthenticationProvider people() {
    var people =
        DemoIssuer.accounts().stream()
            .map(DemoIssuer.Account::name)
            .map(name -> User.withUsername(name).password("{noop}" + name + "-secret").build())
            .toList();
    return new DaoAuthenticationProvider(new InMemoryUserDetailsManager(people));
  }

  /**
   * Spring's authorization server never asks for a fresh sign-in. This filter does, for {@code
   * prompt=login} and {@code max_age} (OpenID Connect Core, 3.1.2.1): it drops the current sign-in,
   * once for each authorization request.
   */
  private static final class AsksAgain extends OncePerRequestFilter {

    private static final String ASKED = AsksAgain.class.getName();

    private final HttpSessionSecurityContextRepository contexts;

    AsksAgain(HttpSessionSecurityContextRepository contexts) {
      this.contexts = contexts;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      if (request.getRequestURI().equals("/oauth2/authorize") && mustSignInAgain(request)) {
        var nobody = SecurityContextHolder.createEmptyContext();
        SecurityContextHolder.setContext(nobody);
        contexts.saveContext(nobody, request, response);
      }
      chain.doFilter(request, response);
    }

    private static boolean mustSignInAgain(HttpServletRequest request) {
      var authentication = SecurityContextHolder.getContext().getAuthentication();
      if (authentication == null
          || !(authentication.getDetails() instanceof SignedIn(var at))
          || !isTooLongAgo(at, request)) {
        return false;
      }
      var state = Objects.requireNonNullElse(request.getParameter("state"), "");
      var session = request.getSession();
      boolean askedBefore = state.equals(session.getAttribute(ASKED));
      session.setAttribute(ASKED, state);
      return !askedBefore;
    }

    private static boolean isTooLongAgo(Instant signedIn, HttpServletRequest request) {
      var prompt = Objects.requireNonNullElse(request.getParameter("prompt"), "");
      if (List.of(prompt.split(" ", -1)).contains("login")) {
        return true;
      }
      var maxAge = request.getParameter("max_age");
      return maxAge != null
          && maxAge.matches("[0-9]{1,9}")
          && signedIn.plus(Duration.ofSeconds(Long.parseLong(maxAge))).isBefore(Instant.now());
    }
  }

  /** A form for the demo people. */
  @Controller
  static class Form {

    @GetMapping(FORM)
    String form(@RequestParam(required = false) @Nullable String error, Model model) {
      model.addAttribute("failed", error != null);
      model.addAttribute(
          "people", DemoIssuer.accounts().stream().map(DemoIssuer.Account::name).toList());
      return "demo-sign-in";
    }
  }
}
