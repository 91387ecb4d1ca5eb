// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.notifiers.Channels;
import io.assentor.policies.PolicyFiles;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.worker.Recount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class PolicyConfigurationTest {

  private final InMemoryLedger ledger = new InMemoryLedger(Instant::now);

  @Test
  void filesThatDoNotLoad_endTheStartWithTheirPlace(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> start(directory.toString()))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(
            "ASSENTOR_POLICY_DIR does not load: expected at least one policy file, such as"
                + " policy.yaml");

    Files.writeString(directory.resolve("policy.yaml"), "default:\n  require: {}\n");
    assertThatThrownBy(() -> start(directory.toString()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("policy.yaml:2: /default/require/stages: expected at least one");

    assertThatThrownBy(() -> start(directory.resolve("nowhere").toString()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void refusal_tellsOtherTenantsWhereAndNotWhom() {
    assertThat(
            PolicyConfiguration.withoutPeople(
                """
                policy.yaml:3: /rules/0/when: expected x
                 | tool.nmae
                directory.yaml:4: /tenants/0/people/0: expected one of the people, not alcie
                alice
                more.yaml:1: /rules: expected an array"""))
        .isEqualTo(
            """
            policy.yaml:3: /rules/0/when: expected x
             | tool.nmae
            directory.yaml:4 (the operator's log says why)
            more.yaml:1: /rules: expected an array""");
  }

  private String start(String policyDirectory) {
    var settings =
        new Settings(
            List.of("api"),
            Path.of("data"),
            "http://127.0.0.1:8080",
            policyDirectory,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            new Settings.Evaluation(false, false),
            new Settings.Database("", "", "", "", "", 1, ""),
            new Settings.Temporal("", ""),
            new Settings.Security(List.of(), ""),
            new Settings.Slack("", "", "", "", List.of(), false, false),
            new Settings.Pages("", "", "", List.of(), List.of(), Duration.ofMinutes(1), 600),
            new Settings.Smtp("", 587, "", "", "", true),
            new Settings.Imap("", 993, "", "", true, Duration.ofSeconds(30)),
            new Settings.Api(1, 1, List.of()),
            new Settings.Reconciliation(Duration.ofSeconds(1), 1));
    var beans = new StaticListableBeanFactory();
    var builtIn = beans.getBeanProvider(PolicyFiles.Source.class);
    var recount = beans.getBeanProvider(Recount.class);
    try (var files =
        new PolicyConfiguration()
            .policyFiles(settings, Channels.DECIDING, ledger, builtIn, recount)) {
      return files.loaded().policy().version();
    }
  }
}
