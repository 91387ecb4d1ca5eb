// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import io.assentor.fakes.slack.FakeSlack;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A workspace with many teams, each with a channel and one member, who decides what its policy rule
 * holds: calls in the namespace that is called like the team.
 */
public final class SlackTeams implements AutoCloseable {

  private final FakeSlack slack = FakeSlack.start();
  private final PolicyDirectory policy;
  private final int count;

  public SlackTeams(int count) {
    this.count = count;
    var rules =
        lines(
            "  - {id: team%1$d, when: args.namespace == 'team%1$d', require: {stages: [{group: team%1$d}]}}\n");
    policy =
        PolicyDirectory.of(
            "default: {require: {stages: [{role: approver}], expireAfter: 30m}}\nrules:\n" + rules);
    policy.write(
        "directory.yaml",
        "tenants:\n  - name: default\n    slack:\n      channels:\n"
            + lines("        - {group: team%1$d, channel: C0TEAM%1$d}\n")
            + "    people:\n"
            + lines(
                "      - {id: p%1$d, groups: [team%1$d], identities: [{slack: {team: T0FAKE, user: U0P%1$d}}]}\n")
            + "      - {id: dana, identities: [{issuer: evaluation, subject: dana}]}\n"
            + "    agents: [{id: deploy-bot, owner: dana}]\n");
    for (int i = 0; i < count; i++) {
      slack.withChannel(channel(i), "team" + i).withUser(member(i), "p" + i, "p@example.com");
    }
  }

  private String lines(String format) {
    return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining());
  }

  public FakeSlack slack() {
    return slack;
  }

  public static String channel(int team) {
    return "C0TEAM" + team;
  }

  public static String member(int team) {
    return "U0P" + team;
  }

  /** A call that one of the teams is asked about, each in its turn. */
  public ObjectNode submission(int number) {
    var submission = Api.submission("card-" + number);
    ((ObjectNode) submission.get("arguments")).put("namespace", "team" + number % count);
    return submission;
  }

  /** What the server needs to know of it. */
  public Map<String, String> settings() {
    return Map.of(
        "ASSENTOR_POLICY_DIR",
        policy.toString(),
        "ASSENTOR_SLACK_BOT_TOKEN",
        FakeSlack.BOT_TOKEN,
        "ASSENTOR_SLACK_SIGNING_SECRET",
        FakeSlack.SIGNING_SECRET,
        "ASSENTOR_SLACK_API_BASE",
        slack.apiBase());
  }

  @Override
  public void close() {
    slack.close();
  }
}
