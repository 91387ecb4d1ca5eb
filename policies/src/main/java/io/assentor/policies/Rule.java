// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Tier;
import io.assentor.policies.Condition.Match;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One rule: a condition and one effect.
 *
 * @param tier the minimum tier of a call if the rule matches; absent: none
 */
record Rule(String id, Condition when, @Nullable Tier tier, Does does) {

  private static final int MAX_NAME = 100;

  /** What a rule does. */
  sealed interface Does {

    /** The call may run. */
    record Allow() implements Does {}

    /** The call may not run. */
    record Deny(String reason) implements Does {}

    /** People are asked. */
    record Require(Demand demand) implements Does {}

    /** The rule only raises the tier. */
    record Raise() implements Does {}
  }

  /** Reads one of the section {@code rules}; nothing if it has problems. */
  static @Nullable Rule of(Members members, Problems problems, DecidingChannels channels) {
    var id = members.text("id", MAX_NAME);
    var when = problems.attempt(() -> Condition.of(members, "when", true));
    var tier =
        problems.attempt(() -> Optional.ofNullable(members.optionalConstant("tier", Tier.class)));
    var does = problems.attempt(() -> does(members, channels));
    members.end();
    return when == null || tier == null || does == null
        ? null
        : new Rule(id, when, tier.orElse(null), does);
  }

  /** Reads one of the section {@code risk}; nothing if it has problems. */
  static @Nullable Rule raising(Members members, Problems problems) {
    var id = members.text("id", MAX_NAME);
    var when = problems.attempt(() -> Condition.of(members, "when", false));
    var tier = problems.attempt(() -> members.constant("tier", Tier.class));
    members.end();
    return when == null || tier == null ? null : new Rule(id, when, tier, new Does.Raise());
  }

  private static Does does(Members members, DecidingChannels channels) {
    var allow = members.optionalObject("allow");
    var deny = members.optionalObject("deny");
    var require = members.optionalObject("require");
    @Nullable Does does = null;
    int effects = 0;
    if (allow != null) {
      allow.end();
      does = new Does.Allow();
      effects++;
    }
    if (deny != null) {
      does = new Does.Deny(deny.text("reason", 1_000));
      deny.end();
      effects++;
    }
    if (require != null) {
      does = new Does.Require(Demand.of(require, channels));
      effects++;
    }
    if (does == null || effects != 1) {
      throw members.bad("allow", "exactly one of allow, deny and require");
    }
    return does;
  }

  /** An error counts as a match of rules that restrict, and as no match of rules that allow. */
  boolean counts(Match match) {
    return switch (match) {
      case YES -> true;
      case NO -> false;
      case ERROR -> !(does instanceof Does.Allow);
    };
  }

  /** Returns the effect's name in files and answers. */
  String effect() {
    return switch (does) {
      case Does.Allow allow -> "allow";
      case Does.Deny deny -> "deny";
      case Does.Require require -> "require";
      case Does.Raise raise -> "raise";
    };
  }
}
