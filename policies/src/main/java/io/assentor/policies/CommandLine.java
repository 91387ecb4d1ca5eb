// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Json;
import io.assentor.core.text.Steps;
import org.jspecify.annotations.Nullable;

/** A command whose arguments are items of an array: {@code ["curl", "-u", "user:password"]}. */
final class CommandLine {

  private final SecretPatterns secrets;
  private @Nullable String program;
  private boolean login;
  private @Nullable String before;

  CommandLine(SecretPatterns secrets) {
    this.secrets = secrets;
  }

  /** Whether the next item is a secret, because a flag precedes it. */
  boolean isSecret() {
    return before != null && secrets.isFlag(before);
  }

  /** An item was passed. */
  void next(Json item) {
    before =
        item instanceof Json.Str(var text) && text.length() <= SecretNames.MAX_LENGTH ? text : null;
    if (before != null && secrets.isProgram(before)) {
      program = before;
      login = false;
    } else {
      login = login || "login".equals(before);
    }
  }

  /** Returns what is shown of an item, by the command's flags; null if these say nothing. */
  @Nullable String shown(String item, Steps steps) {
    if (program == null || item.isEmpty() || item.length() > 1_000) {
      return null;
    }
    boolean flag = item.charAt(0) == '-';
    if (!flag && (before == null || before.charAt(0) != '-')) {
      return null;
    }
    var prefix = program + (login ? " login " : " ") + (flag ? "" : before + " ");
    var shown = secrets.text(prefix + item, steps);
    if (shown.equals(SecretPatterns.WITHHELD)) {
      return shown;
    }
    return shown.startsWith(prefix) && !shown.equals(prefix + item)
        ? shown.substring(prefix.length())
        : null;
  }
}
