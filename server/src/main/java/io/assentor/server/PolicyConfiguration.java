// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.PolicyState;
import io.assentor.core.Rules;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.notifiers.Channels;
import io.assentor.policies.PolicyContext;
import io.assentor.policies.PolicyFileException;
import io.assentor.policies.PolicyFiles;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.assentor.worker.Recount;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Policy and directory from files. The ledger stores the content of each version. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

  private static final Pattern DIRECTORY_PLACE = Pattern.compile("^directory[^:]*(:[0-9]+)?");

  private static final Pattern ANY_PLACE = Pattern.compile("^[^\\s:]+[.]ya?ml:");

  private static final Duration RECENT = Duration.ofHours(1);

  @Bean
  DecidingChannels decidingChannels() {
    return Channels.DECIDING;
  }

  @Bean
  PolicyFiles policyFiles(
      Settings settings,
      DecidingChannels channels,
      Ledger ledger,
      ObjectProvider<PolicyFiles.Source> builtIn,
      ObjectProvider<Recount> recount) {
    boolean configured = !settings.policyDir().isEmpty();
    try {
      var files =
          new PolicyFiles(
              configured
                  ? PolicyFiles.Source.directory(Path.of(settings.policyDir()))
                  : builtIn.getObject(), // SettingsCheck has seen to it that there is one
              Map.of("evaluation", settings.publicUrl()),
              channels,
              surroundings(ledger),
              next -> remember(next, ledger),
              next -> recount.ifAvailable(Recount::begin));
      return configured ? files.watch(settings.policyReload()) : files;
    } catch (PolicyFileException e) {
      throw new StartupException("ASSENTOR_POLICY_DIR does not load: " + e.getMessage(), e);
    }
  }

  private static void remember(PolicyFiles.Loaded next, Ledger ledger) {
    ledger.remember(next.policy().version(), "policy", next.policy().canonical());
    ledger.remember(next.directory().version(), "directory", next.directory().canonical());
  }

  private static PolicyContext surroundings(Ledger ledger) {
    return new PolicyContext() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public AgentHistory history(String tenant, String agent) {
        return ledger.history(tenant, agent, RECENT);
      }
    };
  }

  @Bean
  Directory directory(PolicyFiles files) {
    return files.directory();
  }

  @Bean
  Rules rules(PolicyFiles files, AccountLinks links, DecidingChannels channels, Settings settings) {
    return files.rules(
        directory -> identities(directory, links, channels, settings), settings.directoryGrace());
  }

  @Bean
  Identities identities(
      Directory directory, AccountLinks links, DecidingChannels channels, Settings settings) {
    var linkable = settings.slack().linkAccounts() ? channels.accounts() : List.<AccountKind>of();
    return Identities.linked(directory, links, linkable);
  }

  @Bean
  PolicyState policyState(PolicyFiles files) {
    return () -> {
      var loaded = files.loaded();
      return new PolicyState.State(
          loaded.policy().version(),
          loaded.directory().version(),
          loaded.at(),
          files.refusal().map(PolicyConfiguration::withoutPeople).orElse(null),
          absentIfEmpty(files.warnings().stream().map(PolicyFiles::withoutPeople).toList()));
    };
  }

  private static @Nullable List<String> absentIfEmpty(List<String> texts) {
    return texts.isEmpty() ? null : texts;
  }

  /** The reader may belong to another tenant than the people named in a directory file. */
  static String withoutPeople(String refusal) {
    var kept = new ArrayList<String>();
    boolean ofPeople = false;
    for (var line : refusal.split("\n", -1)) {
      var place = DIRECTORY_PLACE.matcher(line);
      if (place.find()) {
        kept.add(place.group() + " (the operator's log says why)");
        ofPeople = true;
      } else if (!ofPeople || ANY_PLACE.matcher(line).find()) {
        kept.add(line);
        ofPeople = false;
      }
    }
    return String.join("\n", kept);
  }

  /**
   * Degraded, but usable, while the newest files are rejected, or there are warnings about those in
   * force.
   */
  @Bean
  HealthIndicator policyHealth(PolicyFiles files) {
    return () -> {
      var refusal = files.refusal();
      var warnings = files.warnings();
      if (refusal.isEmpty() && warnings.isEmpty()) {
        return Health.up().build();
      }
      return Health.status("DEGRADED")
          .withDetail("refused", refusal.orElse(""))
          .withDetail("warnings", warnings)
          .build();
    };
  }
}
