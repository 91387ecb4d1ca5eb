// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.harness.SlackTeams;
import io.assentor.testkit.Wait;
import io.assentor.testkit.slack.FakeSlack;
import io.assentor.testkit.slack.FakeSlack.Fault;
import io.assentor.testkit.slack.FakeSlack.Message;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server with a Slack that throttles, fails and loses answers. */
@Tag("embedded")
class SlackIT {

  private static final int CARDS = 300;
  private static final int TEAMS = 30;
  private static final Duration IN_THE_END = Duration.ofMinutes(4);
  private static final Duration SECONDS = Duration.ofSeconds(10);

  @TempDir private Path data;

  @Test
  void cards_arriveOnceAndSayTheirEndThroughFaultsAndAKill() {
    try (var teams = new SlackTeams(TEAMS);
        var server = Assentor.start(data, teams.settings())) {
      var slack = teams.slack();
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
        var answer = server.api().submit(teams.submission(i));
        asked.put(answer.text("id"), answer);
      }
      Wait.until("a third is posted", IN_THE_END, () -> slack.messages().size() > CARDS / 3);

      server.kill();
      server.restart(Map.of());
      Wait.until("every card is posted", IN_THE_END, () -> requests(slack).size() == CARDS);

      decideEverything(slack);
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
    try (var teams = new SlackTeams(1);
        var server = Assentor.start(data, withPolicy(teams.settings(), policy))) {
      var slack = teams.slack();
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

  private static Map<String, String> withPolicy(
      Map<String, String> settings, PolicyDirectory policy) {
    var other = new HashMap<>(settings);
    other.put("ASSENTOR_POLICY_DIR", policy.toString());
    return other;
  }

  /** The requests that cards are about. */
  private static Set<String> requests(FakeSlack slack) {
    return slack.messages().stream().map(SlackIT::request).collect(Collectors.toSet());
  }

  private static String request(Message card) {
    var text = card.blocks().canonicalString();
    int at = text.indexOf("/approvals/") + "/approvals/".length();
    return text.substring(at, at + 36);
  }

  /** Each person presses Approve until the card has no such button any more. */
  private static void decideEverything(FakeSlack slack) {
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < TEAMS; i++) {
        var person = slack.person(SlackTeams.member(i));
        var channel = SlackTeams.channel(i);
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
