// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import io.assentor.notifiers.Channels;
import io.assentor.notifiers.slack.SlackCheck;
import io.assentor.notifiers.slack.SlackSettings;
import io.assentor.policies.PolicyContext;
import io.assentor.policies.PolicyFileException;
import io.assentor.policies.PolicyFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code slack check}: with the environment the server would have, checks token, scopes, channels
 * and people with Slack, and prints what to fix. Exits with 0 if everything is right, 1 if
 * something must be fixed, and 2 if there is nothing to check.
 */
final class SlackCommand {

  private static final String USAGE =
      "usage: slack check, with ASSENTOR_POLICY_DIR and ASSENTOR_SLACK_BOT_TOKEN as the server has"
          + " them";

  private SlackCommand() {}

  static int run(List<String> args, Map<String, String> environment, PrintStream out) {
    var policyDirectory = environment.getOrDefault("ASSENTOR_POLICY_DIR", "");
    var token = environment.getOrDefault("ASSENTOR_SLACK_BOT_TOKEN", "");
    if (!args.equals(List.of("slack", "check")) || policyDirectory.isEmpty() || token.isEmpty()) {
      out.println(USAGE);
      return 2;
    }
    var source = PolicyFiles.Source.directory(Path.of(policyDirectory));
    try (var files =
        new PolicyFiles(
            source, Map.of(), Channels.DECIDING, PolicyContext.UNKNOWN, it -> {}, it -> {})) {
      var directory = files.loaded().directory();
      var findings = SlackCheck.run(settings(token, environment), directory, directory.everyone());
      findings.forEach(out::println);
      boolean good = findings.stream().allMatch(SlackCheck.Finding::good);
      out.println(good ? "Slack is set up." : "Fix the lines marked FIX, then run this again.");
      return good ? 0 : 1;
    } catch (PolicyFileException | IllegalArgumentException e) {
      out.println(e.getMessage());
      return 2;
    }
  }

  private static SlackSettings settings(String token, Map<String, String> environment) {
    var secret = environment.getOrDefault("ASSENTOR_SLACK_SIGNING_SECRET", "");
    var appToken = environment.getOrDefault("ASSENTOR_SLACK_APP_TOKEN", "");
    return new SlackSettings(
        SlackSettings.botTokens(token),
        secret.isEmpty() ? null : secret,
        appToken.isEmpty() ? null : appToken,
        environment.getOrDefault("ASSENTOR_SLACK_API_BASE", SlackSettings.SLACK),
        List.of(),
        Boolean.parseBoolean(environment.get("ASSENTOR_SLACK_MATCH_EMAIL")),
        Boolean.parseBoolean(environment.getOrDefault("ASSENTOR_SLACK_LINK_ACCOUNTS", "true"))
            ? environment.getOrDefault("ASSENTOR_PUBLIC_URL", "")
            : null);
  }

  /** Returns whether the arguments name this command. */
  static boolean isMeant(String[] args) {
    return Arrays.asList(args).indexOf("slack") == 0;
  }
}
