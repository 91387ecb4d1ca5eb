// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.api.ClientAddress;
import io.assentor.api.MethodCheck;
import io.assentor.api.TokenClaims;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Role;
import io.assentor.core.ledger.LedgerReader;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The pages' beans and their authorization. Needs the issuer as {@link
 * ClientRegistrationRepository}, {@link JwtDecoderFactory} and {@link PageSettings}, which the
 * composition provides.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  AuditPages.class,
  DecisionPages.class,
  Doorstep.class,
  InboxPages.class,
  LinkPages.class,
  PartPages.class,
  PagesAdvice.class,
  PolicyPages.class,
  RequestPages.class,
})
public class PagesConfiguration {

  /** Paths answered by filters and static files, and their methods. */
  private static final Map<String, String> FILTERED =
      Map.of(
          "/sign-out",
          "POST",
          PageSettings.SIGN_IN,
          "GET",
          PageSettings.CALLBACK,
          "GET",
          "/assets/**",
          "GET",
          "/webjars/htmx.org/**",
          "GET");

  @Bean
  StepUp stepUp(PageSettings settings, ClientRegistrationRepository registrations) {
    return new StepUp(settings, registrations, Clock.systemUTC());
  }

  @Bean
  Desk desk(Approvals approvals, Authority authority, LedgerReader ledger, StepUp stepUp) {
    return new Desk(approvals, authority, ledger, stepUp);
  }

  /** Sessions use cookies only, which scripts and other sites cannot use. */
  @Bean
  ServletContextInitializer sessionCookie(PageSettings settings) {
    return context -> {
      var cookie = context.getSessionCookieConfig();
      cookie.setName(settings.isHttps() ? "__Host-assentor" : "assentor");
      cookie.setSecure(settings.isHttps());
      cookie.setHttpOnly(true);
      cookie.setPath("/");
    };
  }

  @Bean
  @Order(3)
  SecurityFilterChain pagesSecurity(
      HttpSecurity http,
      PageSettings settings,
      TokenClaims claims,
      StepUp stepUp,
      Authority authority,
      JwtDecoderFactory<ClientRegistration> decoders,
      ClientAddress addresses,
      ObjectProvider<RequestMappingHandlerMapping> resources) {
    var cookie = new SignInCookie(settings.isHttps(), Clock.systemUTC());
    var signIn = new SignIn(claims, stepUp, cookie);
    var limit = new SignInLimit(addresses, settings.signInsPerMinute());
    PageHeaders.set(http, settings);
    return http.securityMatcher(
            "/",
            "/inbox/**",
            "/approvals/**",
            "/audit/**",
            "/policy/**",
            "/account/**",
            "/decisions/**",
            "/sign-out",
            "/signed-out",
            "/sign-in-failed",
            "/refused",
            "/assets/**",
            "/webjars/htmx.org/**",
            PageSettings.SIGN_IN,
            PageSettings.CALLBACK)
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(
                        "/signed-out",
                        "/sign-in-failed",
                        "/refused",
                        "/assets/**",
                        "/webjars/htmx.org/**")
                    .permitAll()
                    .requestMatchers("/audit/**")
                    .hasAnyAuthority(Role.AUDITOR.authority(), Role.ADMIN.authority())
                    .anyRequest()
                    .authenticated())
        .oauth2Login(
            login ->
                login
                    .loginPage(PageSettings.SIGN_IN)
                    .authorizationEndpoint(
                        it ->
                            it.authorizationRequestResolver(stepUp)
                                .authorizationRequestRepository(cookie))
                    .tokenEndpoint(it -> it.accessTokenResponseClient(TokenExchange.client()))
                    .userInfoEndpoint(it -> it.oidcUserService(signIn))
                    .successHandler(signIn)
                    .failureHandler(signIn)
                    .withObjectPostProcessor(new FailsBeforeTheIssuer(signIn)))
        .exceptionHandling(
            handling ->
                handling
                    .authenticationEntryPoint(signIn)
                    .accessDeniedHandler(
                        (request, response, e) ->
                            request.getRequestDispatcher("/refused").forward(request, response)))
        .addFilterBefore(new SessionEnd(Clock.systemUTC()), SecurityContextHolderFilter.class)
        .addFilterBefore(
            new ActorFilter(authority, PagesConfiguration::turnAway), AuthorizationFilter.class)
        .addFilterBefore(limit, SecurityContextHolderFilter.class)
        .addFilterAfter(MethodCheck.of(resources, FILTERED), HeaderWriterFilter.class)
        .csrf(csrf -> csrf.csrfTokenRepository(new SessionCsrf()))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/signed-out"))
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }

  /**
   * Signs out a person whom the directory has disabled, without leading them to the sign-in again.
   */
  private static void turnAway(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    var session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
    SecurityContextHolder.clearContext();
    if (request.getHeader("HX-Request") != null) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED); // the page stays and says so
      return;
    }
    request.setAttribute(Doorstep.WHY, "The directory has disabled you, so nothing is shown here.");
    request.getRequestDispatcher("/refused").forward(request, response);
  }

  /** Shows a page if the issuer cannot be reached; Spring alone would answer a bare 500. */
  private record FailsBeforeTheIssuer(SignIn signIn)
      implements ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter> {
    @Override
    public <O extends OAuth2AuthorizationRequestRedirectFilter> O postProcess(O filter) {
      filter.setAuthenticationFailureHandler(signIn);
      return filter;
    }
  }
}
