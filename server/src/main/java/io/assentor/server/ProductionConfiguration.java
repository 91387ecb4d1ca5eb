// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Production: everything is configured, and what is missing is an error that names it. */
@Configuration(proxyBeanMethods = false)
class ProductionConfiguration {

  ProductionConfiguration(Settings settings) {
    require("ASSENTOR_POLICY_DIR", settings.policyDir());
    require("ASSENTOR_DB_URL", settings.database().url());
    require("ASSENTOR_TEMPORAL_TARGET", settings.temporal().target());
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
    require("ASSENTOR_ISSUERS", String.join(",", security.issuers()));
    require("ASSENTOR_AUDIENCE", security.audience());
    return new CachingJwtDecoder(
        new IssuersDecoder(security.issuers(), security.audience()), Clock.systemUTC());
  }

  private static void require(String name, String value) {
    if (value.isEmpty()) {
      throw new StartupException(
          name + " is unset (expected: a value; only the profile evaluation can do without)");
    }
  }
}
