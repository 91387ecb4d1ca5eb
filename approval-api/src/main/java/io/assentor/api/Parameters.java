// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.approval.Status;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader.Query;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Query parameters, refused by name with what was expected. */
final class Parameters {

  private static final int DEFAULT_LIMIT = 50;

  /** What every database can hold. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private Parameters() {}

  static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Query.MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw bad("limit", "an integer from 1 to " + Query.MAX_LIMIT);
  }

  static boolean flag(String name, @Nullable String text) {
    return switch (text) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(name, "true or false");
    };
  }

  static @Nullable Status status(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (var status : Status.values()) {
      if (Members.nameOf(status).equals(text)) {
        return status;
      }
    }
    var names = Arrays.stream(Status.values()).map(Members::nameOf);
    throw bad("status", names.collect(Collectors.joining(" or ")));
  }

  static @Nullable Instant instant(String name, @Nullable String text) {
    try {
      return text == null ? null : within(Instant.parse(text));
    } catch (DateTimeParseException e) {
      // refused below
    }
    throw bad(name, "an RFC 3339 time in UTC, for example 2026-11-21T12:00:00Z");
  }

  /** The time itself, or the end of all times we record that it lies beyond. */
  private static Instant within(Instant time) {
    return time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
  }

  /** A value to search for. */
  static @Nullable String text(String name, @Nullable String value) {
    if (value != null && value.indexOf('\0') >= 0) {
      throw bad(name, "text without U+0000");
    }
    return value;
  }

  private static ProblemException bad(String name, String expected) {
    return new ProblemException(Problem.invalid(400, "invalid-request", name, expected));
  }
}
