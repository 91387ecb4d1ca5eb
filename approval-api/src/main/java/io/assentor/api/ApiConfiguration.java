// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Authority;
import io.assentor.core.Role;
import io.assentor.core.ledger.LedgerReader;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API's beans and who may call what. Needs a {@link JwtDecoder}, which the composition
 * provides.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  AccountsController.class,
  ApprovalsController.class,
  AuditController.class,
  ChannelsController.class,
  CommandsController.class,
  DecisionKeysController.class,
  PoliciesController.class,
  ProblemAdvice.class,
})
public class ApiConfiguration {

  @Bean
  Replies replies(
      @Value("${assentor.public-url}") String publicUrl,
      DecisionTokens tokens,
      LedgerReader ledger) {
    return new Replies(new Answers(publicUrl, tokens, ledger), ledger);
  }

  @Bean
  TokenClaims tokenClaims(
      @Value("${assentor.security.role-claims}") String roleClaims,
      @Value("${assentor.security.role-map}") String roleMap,
      @Value("${assentor.security.subject-claims}") String subjectClaims) {
    return TokenClaims.reading(roleClaims, roleMap, subjectClaims);
  }

  @Bean
  JsonAnswers jsonAnswers() {
    return new JsonAnswers();
  }

  @Bean
  KnownParameters knownParameters() {
    return new KnownParameters();
  }

  @Bean
  JacksonModule jsonModule() {
    return new JsonModule();
  }

  @Bean
  @Order(2)
  SecurityFilterChain apiSecurity(
      HttpSecurity http,
      JwtDecoder decoder,
      JsonMapper mapper,
      TokenClaims claims,
      Authority authority,
      ObjectProvider<RequestMappingHandlerMapping> resources) {
    var gateway = Role.GATEWAY.authority();
    var approver = Role.APPROVER.authority();
    var auditor = Role.AUDITOR.authority();
    var admin = Role.ADMIN.authority();
    return http.securityMatcher("/v1/**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/v1/decision-keys")
                    .permitAll()
                    .requestMatchers("/v1/audit/**")
                    .hasAnyAuthority(auditor, admin)
                    .requestMatchers(HttpMethod.GET, "/v1/policies")
                    .hasAnyAuthority(auditor, admin)
                    .requestMatchers("/v1/policies/explain")
                    .hasAnyAuthority(gateway, approver, auditor, admin)
                    .requestMatchers(HttpMethod.POST, "/v1/approvals")
                    .hasAuthority(gateway)
                    .requestMatchers("/v1/approvals")
                    .hasAnyAuthority(approver, auditor, admin)
                    .requestMatchers("/v1/approvals/*")
                    .hasAnyAuthority(gateway, approver, auditor, admin)
                    // Commands check roles themselves, so that refused attempts are recorded.
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .jwt(jwt -> jwt.decoder(decoder).jwtAuthenticationConverter(claims))
                    .authenticationEntryPoint(
                        (request, response, e) -> {
                          response.setHeader("WWW-Authenticate", "Bearer");
                          write(
                              response,
                              mapper,
                              Problem.of(
                                  ProblemCode.NOT_AUTHENTICATED,
                                  "A valid bearer token is needed here."));
                        })
                    .accessDeniedHandler(
                        (request, response, e) ->
                            write(
                                response,
                                mapper,
                                Problem.of(ProblemCode.NOT_ALLOWED, denied(request)))))
        .addFilterBefore(MethodCheck.of(resources), BearerTokenAuthenticationFilter.class)
        .addFilterBefore(
            (request, response, chain) -> {
              try {
                chain.doFilter(request, response);
              } catch (AuthenticationServiceException e) {
                var problem =
                    Problem.of(ProblemCode.OVER_CAPACITY, "The issuer cannot be reached.");
                write((HttpServletResponse) response, mapper, problem);
              }
            },
            BearerTokenAuthenticationFilter.class)
        .addFilterBefore(
            new ActorFilter(
                authority,
                (request, response) ->
                    write(
                        response,
                        mapper,
                        Problem.of(ProblemCode.NOT_ALLOWED, "The directory has disabled you."))),
            AuthorizationFilter.class)
        // Bearer tokens are not sent by browsers on their own, so there is nothing to forge.
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  /** Channels authenticate their callers themselves; there is no session to abuse. */
  @Bean
  @Order(3)
  SecurityFilterChain channelsSecurity(
      HttpSecurity http, ObjectProvider<RequestMappingHandlerMapping> resources) {
    return http.securityMatcher("/channels/*")
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(HttpMethod.POST, "/channels/*")
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .addFilterBefore(MethodCheck.of(resources), AuthorizationFilter.class)
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  private static String denied(HttpServletRequest request) {
    var denied = "The token's roles do not allow " + request.getMethod() + " here.";
    var note =
        request.getUserPrincipal() instanceof Authentication authentication
            ? TokenClaims.note(authentication)
            : null;
    return note == null ? denied : denied + " " + note + ".";
  }

  private static void write(HttpServletResponse response, JsonMapper mapper, Problem problem)
      throws IOException {
    response.setStatus(problem.status());
    problem.retryAfter().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response
        .getOutputStream()
        .write(mapper.writeValueAsString(problem).getBytes(StandardCharsets.UTF_8));
  }
}
