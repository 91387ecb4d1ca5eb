// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.assentor.core.Role;
import io.assentor.server.OnRole;
import io.assentor.server.settings.KeyFile;
import io.assentor.server.settings.Settings;
import io.assentor.server.tokens.AccessTokens;
import io.assentor.server.tokens.CachingJwtDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * Evaluation mode's own OAuth 2 issuer, which lets it use the same code path as production. Its key
 * is in the data directory, so tokens survive a restart. All secrets are public: not for
 * production.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnRole.Api.class)
class DemoIssuer {

  private static final Duration TOKEN_LIVES = Duration.ofHours(12);

  /** Name to tenant and roles. Secrets are the name followed by {@code -secret}. */
  private static final Map<String, Demo> EVERYBODY =
      Map.of(
          "gateway", new Demo("default", "gateway"),
          "gateway2", new Demo("default", "gateway"),
          "alice", new Demo("default", "approver"),
          "bob", new Demo("default", "approver"),
          "carol", new Demo("default", "approver"),
          "audrey", new Demo("default", "auditor"),
          "root", new Demo("default", "admin"),
          "dana", new Demo("default"),
          "other-gateway", new Demo("other", "gateway"),
          "otto", new Demo("other", "gateway", "approver"));

  @Bean
  JWKSource<SecurityContext> issuerKeys(Settings settings) {
    var key = KeyFile.of(settings.data().resolve("issuer-key.json")).ecKey();
    return new ImmutableJWKSet<>(new JWKSet(key));
  }

  @Bean
  RegisteredClientRepository clients(Settings settings) {
    var everybody = EVERYBODY.keySet().stream().map(DemoIssuer::client);
    var pages = Stream.of(DemoSignIn.client(settings.publicUrl()));
    return new InMemoryRegisteredClientRepository(Stream.concat(everybody, pages).toList());
  }

  private static RegisteredClient client(String name) {
    return RegisteredClient.withId(name)
        .clientId(name)
        .clientSecret("{noop}" + name + "-secret")
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .tokenSettings(
            TokenSettings.builder()
                .accessTokenTimeToLive(TOKEN_LIVES)
                .idTokenSignatureAlgorithm(SignatureAlgorithm.ES256)
                .build())
        .build();
  }

  /** The issuer is fixed, so that a Host header cannot get into a token. */
  @Bean
  AuthorizationServerSettings issuerSettings(Settings settings) {
    return AuthorizationServerSettings.builder().issuer(settings.publicUrl()).build();
  }

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> tenantAndRoles() {
    return context -> {
      context.getJwsHeader().algorithm(SignatureAlgorithm.ES256);
      // The owner of the token: a client, or the person who signed in to the pages.
      Authentication principal = Objects.requireNonNull(context.getPrincipal());
      var demo = EVERYBODY.get(principal.getName());
      if (demo != null) {
        context.getClaims().claim("tenant", demo.tenant).claim("roles", demo.roles);
      }
      if (principal.getDetails() instanceof DemoSignIn.SignedIn(var at)) {
        // Spring's default is the time of the token request.
        context.getClaims().claim(IdTokenClaimNames.AUTH_TIME, Date.from(at));
      }
    };
  }

  @Bean
  JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, Settings settings) {
    var decoder =
        NimbusJwtDecoder.withJwkSource(keys).jwsAlgorithm(SignatureAlgorithm.ES256).build();
    decoder.setJwtValidator(AccessTokens.of(settings.publicUrl()));
    return new CachingJwtDecoder(decoder, Clock.systemUTC());
  }

  /** Returns the accounts that can sign in to the pages: all but pure gateways, by name. */
  static List<Account> accounts() {
    return EVERYBODY.entrySet().stream()
        .filter(demo -> !demo.getValue().roles.equals(List.of("gateway")))
        .map(demo -> new Account(demo.getKey(), demo.getValue().tenant, demo.getValue().roles))
        .sorted(Comparator.comparing(Account::name))
        .toList();
  }

  /**
   * A demo account.
   *
   * @param roles those in its tokens
   */
  record Account(String name, String tenant, List<String> roles) {

    boolean is(Role role) {
      return roles.contains(role.authority());
    }
  }

  private record Demo(String tenant, List<String> roles) {
    Demo(String tenant, String... roles) {
      this(tenant, List.of(roles));
    }
  }
}
