// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.server.Composition;
import io.assentor.server.Launcher;
import io.assentor.server.cli.CommandLine;
import io.assentor.server.settings.Mode;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Starts Assentor to try it out: everything embedded that is not configured, a demo issuer, demo
 * people. What is in the list is what evaluation mode adds; no other jar has it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      // DemoIssuer composes it, for the role api alone.
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerJwtAutoConfiguration",
    })
@Import({
  Composition.class,
  EvaluationConfiguration.class,
  DemoFiles.class,
  DemoIssuer.class,
  DemoSignIn.class,
  MailboxConfiguration.class,
})
public class AssentorEvaluation {

  public static void main(String[] args) {
    CommandLine.run(args, Mode.EVALUATION).ifPresent(System::exit);
    Launcher.launch(AssentorEvaluation.class, Mode.EVALUATION, args);
  }
}
