// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import io.assentor.notifiers.Channels;
import io.assentor.policies.PolicyFileException;
import io.assentor.policies.PolicyTests;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * {@code policy test DIR [--strict]}: runs the policy tests of a directory. Exits with 0 if all
 * pass, 1 if one fails (or, with {@code --strict}, a rule is never exercised or there is a
 * warning), 2 if the files do not load.
 */
final class PolicyCommand {

  private static final String USAGE = "usage: policy test DIR [--strict]";

  private PolicyCommand() {}

  static int run(List<String> args, PrintStream out) {
    boolean strict = args.contains("--strict");
    var words = args.stream().filter(word -> !word.equals("--strict")).toList();
    if (words.size() != 3 || !words.get(1).equals("test")) {
      out.println(USAGE);
      return 2;
    }
    try {
      var report = PolicyTests.run(Path.of(words.get(2)), Channels.DECIDING);
      out.print(report.text());
      boolean clean = report.unexercised().isEmpty() && report.warnings().isEmpty();
      return report.failures() == 0 && (clean || !strict) ? 0 : 1;
    } catch (PolicyFileException e) {
      out.println(e.getMessage());
      return 2;
    }
  }

  /** Returns whether the arguments name this command. */
  static boolean isMeant(String[] args) {
    return Arrays.asList(args).indexOf("policy") == 0;
  }
}
