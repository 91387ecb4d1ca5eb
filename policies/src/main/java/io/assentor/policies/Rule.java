// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Effect;
import io.assentor.core.Requirement;
import io.assentor.core.Stage;
import io.assentor.core.Tier;
import io.assentor.core.json.Members;
import io.assentor.policies.Condition.Match;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One rule: a condition and one effect. */
record Rule(String id, Condition when, Tier tier, Effect effect) {

  private static final Duration EXPIRE_AFTER = Duration.ofMinutes(30);
  private static final Duration VALID_FOR = Duration.ofMinutes(10);
  private static final int MAX_NAME = 100;

  static Rule of(Members members) {
    var id = members.text("id", MAX_NAME);
    var when = Condition.of(members, "when");
    var tier = tier(members);
    var effect = effect(members);
    members.end();
    return new Rule(id, when, tier, effect);
  }

  static Tier tier(Members members) {
    return Objects.requireNonNullElse(members.optionalConstant("tier", Tier.class), Tier.MEDIUM);
  }

  private static Effect effect(Members members) {
    var allow = members.optionalObject("allow");
    var deny = members.optionalObject("deny");
    var require = members.optionalObject("require");
    @Nullable Effect effect = null;
    int effects = 0;
    if (allow != null) {
      allow.end();
      effect = new Effect.Allow();
      effects++;
    }
    if (deny != null) {
      effect = new Effect.Deny(deny.text("reason", 1_000));
      deny.end();
      effects++;
    }
    if (require != null) {
      effect = new Effect.Require(requirement(require));
      effects++;
    }
    if (effect == null || effects != 1) {
      throw members.bad("allow", "exactly one of allow, deny and require");
    }
    return effect;
  }

  static Requirement requirement(Members members) {
    var stages = members.objects("stages").stream().map(Rule::stage).toList();
    if (stages.isEmpty()) {
      throw members.bad("stages", "at least one stage");
    }
    var expireAfter = Durations.of(members, "expireAfter", EXPIRE_AFTER);
    var validFor = Durations.of(members, "validFor", VALID_FOR);
    members.end();
    return new Requirement(stages, expireAfter, validFor);
  }

  private static Stage stage(Members members) {
    var role = members.text("role", MAX_NAME);
    var quorum = Objects.requireNonNullElse(members.optionalInteger("quorum"), 1L);
    if (quorum < 1 || quorum > 100) {
      throw members.bad("quorum", "an integer from 1 to 100");
    }
    members.end();
    return new Stage(role, quorum.intValue());
  }

  /** An error counts as a match of what restrains and as no match of what allows. */
  boolean counts(Match match) {
    return switch (match) {
      case YES -> true;
      case NO -> false;
      case ERROR -> !(effect instanceof Effect.Allow);
    };
  }
}
