// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.testkit.Wait;
import io.assentor.testkit.slack.FakeSlack;
import io.assentor.testkit.slack.FakeSlack.Fault;
import io.assentor.testkit.slack.FakeSlack.Message;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The packaged server with a Slack that throttles, fails and loses answers. */
@Tag("embedded")
class SlackIT {

  private static final int CARDS = 300;
  private static final int TEAMS = 30;
  private static final Duration IN_THE_END = Duration.ofMinutes(4);
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @TempDir private Path data;

  private final FakeSlack slack = FakeSlack.start();

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void cards_arriveOnceAndSayTheirEndThroughFaultsAndAKill() {
    var policy = teams();
    try (var server = Assentor.start(data, settings(policy))) {
      slack.sendingClicksTo(URI.create(server.url() + "/channels/slack"));
      slack.failRandomly(
          1.0 / 3,
          5,
          Fault.SERVER_ERROR,
          Fault.LOST_ANSWER,
          Fault.TAKEN_THEN_ERROR,
          Fault.HTML,
          Fault.SERVER_ERROR,
          Fault.LOST_ANSWER,
          Fault.TAKEN_THEN_ERROR,
          Fault.HTML,
          Fault.RATE_LIMITED); // each holds everybody up for a second
      var asked = new HashMap<String, Answer>();
      for (int i = 0; i < CARDS; i++) {
        var answer = server.api().submit(submission(i));
        asked.put(answer.text("id"), answer);
      }
      Wait.until("a third is posted", IN_THE_END, () -> slack.messages().size() > CARDS / 3);

      server.kill();
      server.restart(Map.of());
      Wait.until("every card is posted", IN_THE_END, () -> cards().size() == CARDS);

      decideEverything();
      Wait.until(
          "every card says its end",
          IN_THE_END,
          () -> slack.messages().stream().allMatch(card -> card.text().startsWith("Approved by")));
      assertThat(slack.messages()).as("nothing is posted twice").hasSize(CARDS);
      assertThat(slack.violations()).isEmpty();
      for (var id : asked.keySet()) {
        assertThat(server.api().look(asked.get(id)).text("status")).isEqualTo("approved");
      }
      assertThat(server.api().deliveries(asked.values().iterator().next()))
          .anyMatch(it -> it.startsWith("announcement") && it.contains("receipt=card C0TEAM"));
    }
  }

  @Test
  void clickInSlack_releasesTheCallAndTheCardSaysSoWithinSeconds() {
    var policy = PolicyDirectory.of(PolicyDirectory.demo("policy.yaml"));
    var demo = PolicyDirectory.demo("directory.yaml");
    policy.write(
        "directory.yaml",
        demo.replaceFirst(
                "(?m)^(\\s*)- name: default$",
                "$1- name: default\n$1  slack: {channels: [{role: approver, channel: C0TEAM0}]}")
            .replaceFirst(
                "subject: alice\\}", "subject: alice}, {slack: {team: T0FAKE, user: U0P0}}"));
    slack.withChannel("C0TEAM0", "team").withUser("U0P0", "alice", "alice@example.com");
    try (var server = Assentor.start(data, settings(policy))) {
      slack.sendingClicksTo(URI.create(server.url() + "/channels/slack"));
      var api = server.api();
      var held = api.submit(Api.submission("slack"));
      Wait.until("the card is posted", SECONDS, () -> slack.messages().size() == 1);
      var waiting =
          api.postLater("gateway", "/v1/approvals", Api.submission("slack"), "Prefer", "wait=30");
      var click = slack.person("U0P0").click(slack.messages().getFirst(), "approve");

      assertThat(click.status()).isEqualTo(200);
      assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
      assertThat(api.look(held).body().at("/decidedBy/0/channel").asString()).isEqualTo("slack");
      Wait.until(
          "the card says so",
          SECONDS,
          () -> slack.messages().getFirst().text().startsWith("Approved by alice; it has not run"));
      var consumed =
          api.consume("gateway", held, Api.consumption(Api.submission("slack"), "attempt-1"));
      assertThat(consumed.body().get("allow").asBoolean()).isTrue();
      Wait.until(
          "the card says that it ran",
          SECONDS,
          () -> slack.messages().getFirst().text().contains("released to run, once"));
      var story = api.story(held).body();
      assertThat(story.get("renderings").toString()).contains("\"slack\"");
      var verified = api.get("audrey", "/v1/audit/approvals/" + held.text("id") + "/verify");
      assertThat(verified.body().get("valid").asBoolean()).isTrue();
    }
  }

  private Map<String, String> settings(PolicyDirectory policy) {
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

  /** A team for each channel, whose one member decides what its policy rule holds. */
  private PolicyDirectory teams() {
    var rules =
        IntStream.range(0, TEAMS)
            .mapToObj(
                i ->
                    "  - {id: team%1$d, when: 'args.namespace == \"team%1$d\"', require: {stages: [{group: team%1$d}]}}"
                        .formatted(i))
            .collect(Collectors.joining("\n"));
    var policy =
        PolicyDirectory.of(
            "default: {require: {stages: [{role: approver}], expireAfter: 30m}}\nrules:\n" + rules);
    var directory = new StringBuilder("tenants:\n  - name: default\n    slack:\n      channels:\n");
    for (int i = 0; i < TEAMS; i++) {
      directory.append("        - {group: team%1$d, channel: C0TEAM%1$d}\n".formatted(i));
      slack.withChannel("C0TEAM" + i, "team" + i).withUser("U0P" + i, "p" + i, "p@example.com");
    }
    directory.append("    people:\n");
    for (int i = 0; i < TEAMS; i++) {
      directory.append(
          "      - {id: p%1$d, groups: [team%1$d], identities: [{slack: {team: T0FAKE, user: U0P%1$d}}]}\n"
              .formatted(i));
    }
    directory.append("      - {id: dana, identities: [{issuer: evaluation, subject: dana}]}\n");
    directory.append("    agents: [{id: deploy-bot, owner: dana}]\n");
    policy.write("directory.yaml", directory.toString());
    return policy;
  }

  private static ObjectNode submission(int i) {
    var submission = Api.submission("card-" + i);
    ((ObjectNode) submission.get("arguments")).put("namespace", "team" + i % TEAMS);
    return submission;
  }

  /** The channel and time of each card, by the request it is about. */
  private Map<String, List<Message>> cards() {
    return slack.messages().stream().collect(Collectors.groupingBy(SlackIT::request));
  }

  private static String request(Message card) {
    var text = card.blocks().canonicalString();
    int at = text.indexOf("/approvals/") + "/approvals/".length();
    return text.substring(at, at + 36);
  }

  /** Each person presses Approve until the card has no such button any more. */
  private void decideEverything() {
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < TEAMS; i++) {
        var person = slack.person("U0P" + i);
        var channel = "C0TEAM" + i;
        people.execute(
            () -> {
              var open = new ArrayList<>(slack.messages(channel));
              while (!open.isEmpty()) {
                var card = open.removeFirst();
                var now = slack.message(card.channel(), card.ts());
                if (now.blocks().canonicalString().contains("\"approve\"")) {
                  person.clickAs(card, "approve");
                  open.add(card);
                  sleep();
                }
              }
            });
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
