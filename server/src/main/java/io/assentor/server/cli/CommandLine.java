// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import io.assentor.server.settings.Mode;
import java.util.List;
import java.util.OptionalInt;

/** The one list of commands. */
public final class CommandLine {

  private CommandLine() {}

  /**
   * Runs the command that the arguments name. Returns its exit code, or empty if they name none.
   */
  public static OptionalInt run(String[] args, Mode mode) {
    var words = List.of(args);
    if (PolicyCommand.isMeant(args)) {
      return OptionalInt.of(PolicyCommand.run(words, System.out));
    }
    if (SlackCommand.isMeant(args)) {
      return OptionalInt.of(SlackCommand.run(words, System.getenv(), System.out));
    }
    if (DatabaseCommand.isMeant(args)) {
      return OptionalInt.of(DatabaseCommand.run(words, mode, System.getenv(), System.out));
    }
    if (ExportCommand.isMeant(args)) {
      return OptionalInt.of(
          ExportCommand.run(words, System.getenv(), System.in, System.out, System.err));
    }
    return OptionalInt.empty();
  }
}
