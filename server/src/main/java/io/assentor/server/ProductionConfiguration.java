// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.DatabaseAccess;
import io.assentor.server.settings.Databases;
import io.assentor.server.settings.Issuer;
import io.assentor.server.settings.MacKeyFile;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.SettingsCheck;
import io.assentor.server.tokens.CachingJwtDecoder;
import io.assentor.server.tokens.IssuersDecoder;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Production: everything is configured, as {@link SettingsCheck} has verified. */
@Configuration(proxyBeanMethods = false)
class ProductionConfiguration {

  @Bean
  MacKeyFile macKeys(Settings settings) {
    return MacKeyFile.open(Path.of(settings.database().macKeyFile()));
  }

  @Bean
  DatabaseAccess databaseAccess(Settings settings) {
    return Databases.configured(settings);
  }

  @Bean(destroyMethod = "shutdownNow")
  WorkflowServiceStubs temporal(Settings settings) {
    return Temporals.configured(settings);
  }

  @Bean
  @Conditional(OnRole.Api.class)
  JwtDecoder jwtDecoder(Settings settings) {
    var security = settings.security();
    return new CachingJwtDecoder(
        new IssuersDecoder(Issuer.list(security.issuers()), security.audience()),
        Clock.systemUTC());
  }
}
