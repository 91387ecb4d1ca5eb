// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ApiConfiguration;
import io.assentor.api.pages.PagesConfiguration;
import io.assentor.server.settings.Settings;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * What every mode has. These lists and that of the mode ({@link AssentorServer} in production) are
 * the whole composition: what is not in them is off. A mode adds its database, its Temporal, and
 * whom it trusts.
 */
@Configuration(proxyBeanMethods = false)
@Import({
  Composition.Http.class,
  Composition.Worker.class,
  LedgerConfiguration.class,
  TemporalConfiguration.class,
  SlackConfiguration.class,
  EmailConfiguration.class,
})
public class Composition {

  /** All that answers HTTP, whatever ledger is behind it. */
  @Configuration(proxyBeanMethods = false)
  // Errors get their bodies in ErrorReports, without a second dispatch.
  @EnableAutoConfiguration(
      excludeName = "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration")
  @EnableConfigurationProperties(Settings.class)
  @Import({PolicyConfiguration.class, WebConfiguration.class, Api.class, Pages.class})
  public static class Http {}

  /** The role {@code api}. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(OnRole.Api.class)
  @Import({ApiRoleConfiguration.class, ApiConfiguration.class})
  static class Api {}

  /** Pages for people, if there is an issuer to sign in with. */
  @Configuration(proxyBeanMethods = false)
  @Conditional({OnRole.Api.class, OnPages.class})
  @Import(PagesConfiguration.class)
  static class Pages {}

  /** The role {@code worker}. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(OnRole.Worker.class)
  @Import(WorkerRoleConfiguration.class)
  static class Worker {}
}
