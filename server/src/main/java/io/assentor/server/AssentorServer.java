// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ApiConfiguration;
import io.assentor.api.pages.PagesConfiguration;
import io.assentor.server.cli.DatabaseCommand;
import io.assentor.server.cli.ExportCommand;
import io.assentor.server.cli.PolicyCommand;
import io.assentor.server.cli.SlackCommand;
import io.assentor.server.evaluation.DemoIssuer;
import io.assentor.server.evaluation.DemoSignIn;
import io.assentor.server.evaluation.EvaluationConfiguration;
import io.assentor.server.settings.Settings;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

/** Starts Assentor. The lists here are the whole composition; anything not in them is off. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      // Errors get their bodies in ErrorReports, without a second dispatch.
      "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration",
      // The demo issuer is composed in DemoIssuer, and only in evaluation mode.
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerJwtAutoConfiguration",
    })
@EnableConfigurationProperties(Settings.class)
@Import({
  LedgerConfiguration.class,
  PolicyConfiguration.class,
  TemporalConfiguration.class,
  WebConfiguration.class,
  SlackConfiguration.class,
  EmailConfiguration.class,
  AssentorServer.Api.class,
  AssentorServer.Pages.class,
  AssentorServer.Worker.class,
  AssentorServer.Evaluation.class,
  AssentorServer.Production.class,
})
public class AssentorServer {

  public static void main(String[] args) {
    if (PolicyCommand.isMeant(args)) {
      System.exit(PolicyCommand.run(List.of(args), System.out));
    }
    if (SlackCommand.isMeant(args)) {
      System.exit(SlackCommand.run(List.of(args), System.getenv(), System.out));
    }
    if (DatabaseCommand.isMeant(args)) {
      System.exit(DatabaseCommand.run(List.of(args), System.getenv(), System.out));
    }
    if (ExportCommand.isMeant(args)) {
      System.exit(
          ExportCommand.run(List.of(args), System.getenv(), System.in, System.out, System.err));
    }
    Launcher.ofProcess().launch(() -> SpringApplication.run(AssentorServer.class, args));
  }

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

  /**
   * Evaluation mode: embeds everything that is not configured, and adds a demo issuer and demo
   * people.
   */
  @Configuration(proxyBeanMethods = false)
  @Profile("evaluation")
  @Import({EvaluationConfiguration.class, DemoIssuer.class, DemoSignIn.class})
  static class Evaluation {}

  /** Production: nothing is embedded, and missing settings are errors. */
  @Configuration(proxyBeanMethods = false)
  @Profile("!evaluation")
  @Import({ProductionConfiguration.class, SignInConfiguration.class})
  static class Production {}
}
