// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.json.Members;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A filter of audit searches. This is the only list of them: ledgers apply it, the API and the
 * audit page take it as query parameters, and the API's description documents it.
 */
public enum AuditFilter {
  STATUS("where the request stands"),
  /** By the words of answers and tables: a consumed approval is shown as released. */
  USE("what became of the approval"),
  RESULT("how the released call went"),
  SERVER("the tool's server"),
  TOOL("the tool's name"),
  SUBJECT("the person acted for"),
  AGENT("the software acting"),
  GATEWAY("who submitted it"),
  SESSION("the agent's session"),
  RULE("the rule that decided"),
  DECIDER("a person who decided it"),
  FROM("submitted at or after"),
  TO("submitted before");

  static final String RELEASED = "released";

  /** The longest stored text. */
  private static final int MAX_TEXT = 2_000;

  private final String meaning;

  AuditFilter(String meaning) {
    this.meaning = meaning;
  }

  private static List<String> names(Enum<?>[] constants) {
    return Arrays.stream(constants).map(Members::nameOf).toList();
  }

  /** Returns the query parameter's name. */
  public String parameter() {
    return Members.nameOf(this);
  }

  /** Returns its description. */
  public String meaning() {
    return meaning;
  }

  /** Returns the allowed values; empty if it takes any text or time. */
  public List<String> choices() {
    return switch (this) {
      case STATUS -> names(Status.values());
      case USE -> Stream.concat(names(Use.values()).stream(), Stream.of(RELEASED)).toList();
      case RESULT -> names(ExecutionResult.values());
      case SERVER, TOOL, SUBJECT, AGENT, GATEWAY, SESSION, RULE, DECIDER, FROM, TO -> List.of();
    };
  }

  /** Returns whether values are RFC 3339 times. */
  public boolean isTime() {
    return this == FROM || this == TO;
  }

  /** Returns what was expected instead of this value; empty if the value is valid. */
  public Optional<String> objection(String value) {
    var choices = choices();
    if (!choices.isEmpty()) {
      return choices.contains(value) ? Optional.empty() : Optional.of(String.join(" or ", choices));
    }
    if (isTime()) {
      return isTime(value)
          ? Optional.empty()
          : Optional.of("an RFC 3339 time in UTC, for example 2026-11-21T12:00:00Z");
    }
    return !value.isEmpty() && value.length() <= MAX_TEXT && value.indexOf('\0') < 0
        ? Optional.empty()
        : Optional.of("1 to " + MAX_TEXT + " characters without U+0000");
  }

  private static boolean isTime(String value) {
    try {
      Instant.parse(value);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
