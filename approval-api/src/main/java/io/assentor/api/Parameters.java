// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.LedgerReader.Query;
import io.assentor.core.Status;
import io.assentor.core.json.Members;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Query parameters, refused by name with what was expected. */
final class Parameters {

  private static final int DEFAULT_LIMIT = 50;

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
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw bad(name, "an RFC 3339 time in UTC, for example 2026-11-21T12:00:00Z");
    }
  }

  private static ProblemException bad(String name, String expected) {
    return new ProblemException(Problem.invalid(400, "invalid-request", name, expected));
  }
}
