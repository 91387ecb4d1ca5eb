// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.people.Identities;
import io.assentor.policies.PolicyFiles.Loaded;
import io.assentor.testkit.Wait;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PolicyFilesTest {

  private static final String GOOD = "default: {require: {stages: [{role: a}]}}";
  private static final String OTHER = "default: {require: {stages: [{role: b}]}}";

  private final AtomicReference<Map<String, String>> files = new AtomicReference<>(with(GOOD));
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AtomicBoolean databaseAway = new AtomicBoolean();
  private final AtomicBoolean followUpFails = new AtomicBoolean();
  private final List<String> used = Collections.synchronizedList(new ArrayList<>());

  private static Map<String, String> with(String policy) {
    return Map.of("policy.yaml", policy, "directory.yaml", "tenants: []", "x.test.yaml", "no");
  }

  @Test
  void changedFiles_areSeenBeforeTheyAreInForce() {
    try (var policy = start()) {
      var first = policy.loaded().policy().version();
      files.set(with(OTHER));
      lookUntilTaken(policy, first);

      assertThat(used).containsExactly(first, policy.loaded().policy().version());
      assertThat(policy.refusal()).isEmpty();
    }
  }

  @Test
  void rulesReadBeforeAReload_stayAsTheyWere() {
    try (var policy = start()) {
      var rules = policy.rules(Identities::listed, Duration.ZERO);
      var before = rules.current();
      var version = before.directory().version();
      var first = policy.loaded().policy().version();
      files.set(
          Map.of("policy.yaml", OTHER, "directory.yaml", "tenants: [{name: default, people: []}]"));
      lookUntilTaken(policy, first);

      assertThat(before.directory().version()).isEqualTo(version);
      assertThat(before.policies()).isNotSameAs(rules.current().policies());
      assertThat(rules.current().directory().version()).isNotEqualTo(version);
    }
  }

  @Test
  void changedDirectory_isNotSettledForAWhile() {
    try (var policy = start()) {
      var slow = policy.rules(Identities::listed, Duration.ofHours(1));
      var fast = policy.rules(Identities::listed, Duration.ZERO);
      assertThat(slow.isSettled()).as("it may have changed just before the start").isFalse();
      assertThat(fast.isSettled()).isTrue();
      var short1 = policy.rules(Identities::listed, Duration.ofMillis(1));
      Wait.until("it has stood since the start", short1::isSettled);
    }
  }

  @Test
  void brokenFiles_areRefusedUntilTheyAreMended() {
    try (var policy = start()) {
      var first = policy.loaded().policy().version();
      files.set(with("rules: 1"));
      lookTwice(policy);
      assertThat(policy.refusal().orElseThrow()).startsWith("policy.yaml:1: /rules");
      assertThat(policy.loaded().policy().version()).isEqualTo(first);

      files.set(with(GOOD));
      lookTwice(policy);
      assertThat(policy.refusal()).isEmpty();
    }
  }

  @Test
  void filesThatCannotBeReadForAMoment_areRefusedForThatMomentOnly() {
    try (var policy = start()) {
      gone.set(true);
      policy.look();
      assertThat(policy.refusal().orElseThrow()).contains("cannot be read");
      gone.set(false);
      policy.look();
      assertThat(policy.refusal()).isEmpty();
    }
  }

  @Test
  void contentThatCannotBeKept_comesIntoForceOnceItCan() {
    try (var policy = start()) {
      var first = policy.loaded().policy().version();
      databaseAway.set(true);
      files.set(with(OTHER));
      lookTwice(policy);
      assertThat(policy.refusal()).contains("the database is away");
      assertThat(policy.loaded().policy().version()).isEqualTo(first);

      databaseAway.set(false);
      lookUntilTaken(policy, first);
      assertThat(policy.refusal()).isEmpty();
    }
  }

  @Test
  void whatFollows_mayFailWithoutARefusal() {
    try (var policy = start()) {
      var first = policy.loaded().policy().version();
      followUpFails.set(true);
      files.set(with(OTHER));
      lookUntilTaken(policy, first);
      assertThat(policy.refusal()).isEmpty();
    }
  }

  @Test
  void brokenFilesAtTheStart_endIt() {
    files.set(Map.of("policy.yaml", GOOD));
    assertThatThrownBy(this::start).hasMessageContaining("directory.yaml");
    gone.set(true);
    assertThatThrownBy(this::start).hasMessageContaining("cannot be read");
  }

  @Test
  void filesThatStillChange_areLeftAlone() {
    try (var policy = start()) {
      var first = policy.loaded().policy().version();
      files.set(with("rules: 1"));
      policy.look();
      files.set(with(OTHER));
      policy.look();
      assertThat(policy.refusal()).as("nobody's policy").isEmpty();
      assertThat(policy.loaded().policy().version()).isEqualTo(first);

      policy.look();
      assertThat(policy.loaded().policy().version()).isNotEqualTo(first);
    }
  }

  @Test
  void watchedFiles_areLookedAtAgainAndAgain() {
    try (var policy = start().watch(Duration.ofMillis(5))) {
      var first = policy.loaded().policy().version();
      files.set(with(OTHER));
      Wait.until("in force", () -> !policy.loaded().policy().version().equals(first));
    }
  }

  /** New files are taken when they have stood still from one look to the next. */
  private static void lookTwice(PolicyFiles policy) {
    policy.look();
    policy.look();
  }

  private static void lookUntilTaken(PolicyFiles policy, String before) {
    lookTwice(policy);
    assertThat(policy.loaded().policy().version()).isNotEqualTo(before);
  }

  private PolicyFiles start() {
    return new PolicyFiles(
        this::read,
        Map.of(),
        DecidingChannels.NONE,
        PolicyContext.UNKNOWN,
        this::beforeUse,
        next -> {
          if (followUpFails.get()) {
            throw new IllegalStateException("on purpose");
          }
        });
  }

  private Map<String, String> read() throws IOException {
    if (gone.get()) {
      throw new NoSuchFileException("policy.yaml");
    }
    return files.get();
  }

  private void beforeUse(Loaded next) {
    if (databaseAway.get()) {
      throw new IllegalStateException("the database is away");
    }
    used.add(next.policy().version());
  }
}
