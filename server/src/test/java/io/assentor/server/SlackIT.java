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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged server with a Slack that throttles, fails and loses answers. */
@Execution(ExecutionMode.CONCURRENT)
class SlackIT {

  private static final int CARDS = 300;
  private static final int TEAMS = 30;

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
      Wait.until("a third is posted", () -> slack.messages().size() > CARDS / 3);

      server.kill();
      server.restart(Map.of());
      Wait.until("every card is posted", () -> requests(slack).size() == CARDS);

      decideEverything(slack);
      Wait.until(
          "every card says its end",
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
    var policy = demo("subject: alice}, {slack: {team: T0FAKE, user: U0P0}}");
    try (var teams = new SlackTeams(1);
        var server = Assentor.start(data, withPolicy(teams.settings(), policy))) {
      var slack = teams.slack();
      slack.sendingClicksTo(URI.create(server.url() + "/channels/slack"));
      var api = server.api();
      var held = api.submit(Api.submission("slack"));
      Wait.until("the card is posted", () -> slack.messages().size() == 1);
      var waiting =
          api.postLater("gateway", "/v1/approvals", Api.submission("slack"), "Prefer", "wait=30");
      var click = slack.person("U0P0").click(slack.messages().getFirst(), "approve");

      assertThat(click.status()).isEqualTo(200);
      assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
      assertThat(api.look(held).body().at("/decidedBy/0/channel").asString()).isEqualTo("slack");
      Wait.until(
          "the card says so",
          () -> slack.messages().getFirst().text().startsWith("Approved by alice; it has not run"));
      var consumed =
          api.consume("gateway", held, Api.consumption(Api.submission("slack"), "attempt-1"));
      assertThat(consumed.body().get("allow").asBoolean()).isTrue();
      Wait.until(
          "the card says that it ran",
          () -> slack.messages().getFirst().text().contains("released to run, once"));
      var story = api.story(held).body();
      assertThat(story.get("renderings").toString()).contains("\"slack\"");
      var verified = api.get("audrey", "/v1/audit/approvals/" + held.text("id") + "/verify");
      assertThat(verified.body().get("valid").asBoolean()).isTrue();
    }
  }

  @Test
  void unknownAccount_isLinkedOnAPageAndThenDecides() {
    try (var teams = new SlackTeams(1);
        var server = Assentor.start(data, brief(teams, demo("subject: alice}")))) {
      var slack = teams.slack();
      slack.withUser("U0A", "alice", "alice@example.com");
      slack.withUser("U0M", "mallory", "mallory@example.com");
      slack.sendingClicksTo(URI.create(server.url() + "/channels/slack"));
      var api = server.api();
      var held = api.submit(Api.submission("linked"));
      Wait.until("the card is posted", () -> slack.messages().size() == 1);
      var card = slack.messages().getFirst();
      slack.person("U0M").click(card, "approve");
      slack.person("U0A").click(card, "approve");
      var mallorys = linkPage(slack, "U0M");
      var hers = linkPage(slack, "U0A");
      assertThat(api.look(held).text("status")).isEqualTo("pending");

      var alice = new Visit(server.url());
      var notHers = alice.signIn("alice", mallorys);
      assertThat(notHers.body())
          .contains("@mallory (U0M, mallory@example.com) in the workspace Fake")
          .contains("Its e-mail address is not the one that the directory has of you.")
          .doesNotContain("id=\"link\"");
      var form = Map.of("_csrf", Visit.csrf(notHers));
      assertThat(alice.post(mallorys, form).body())
          .as("whatever the browser sends")
          .contains("It cannot be linked to you.");
      assertThat(new Visit(server.url()).signIn("otto", hers).statusCode())
          .as("another tenant's")
          .isEqualTo(410);
      Wait.until(
          "her sign-in is no fresh one any more",
          () -> alice.get(hers).body().contains("id=\"again\""));
      assertThat(alice.post(hers, form).body()).contains("id=\"again\"");
      var again = alice.signIn("alice", "/oauth2/authorization/assentor?again=" + hers);
      assertThat(again.body()).contains("recorded as decided by <b>alice</b>");
      assertThat(alice.post(hers, Map.of()).statusCode()).as("without its form").isEqualTo(403);
      assertThat(alice.post(hers, Map.of("_csrf", Visit.csrf(again))).body())
          .contains("Linked.")
          .contains("@alice (U0A, alice@example.com) in the workspace Fake");
      assertThat(alice.get(hers).statusCode()).as("once").isEqualTo(410);

      slack.person("U0A").click(card, "approve");
      assertThat(api.look(held).text("status")).isEqualTo("approved");
      assertThat(api.look(held).body().at("/decidedBy/0/person").asString()).isEqualTo("alice");

      var root = new Visit(server.url());
      var all = root.signIn("root", "/account");
      assertThat(all.body()).contains("Accounts that others linked").contains("U0A");
      var link = Visit.hidden(all, "link");
      var bob = new Visit(server.url());
      var bobs = Map.of("_csrf", Visit.csrf(bob.signIn("bob", "/account")), "link", link);
      assertThat(bob.post("/account/unlink", bobs).body())
          .contains("There is no such link of yours.");
      var unlink = Map.of("_csrf", Visit.csrf(all), "link", link);
      assertThat(root.post("/account/unlink", unlink).body()).contains("Unlinked.");
      var kept = api.get("audrey", "/v1/audit/accounts").body().get("items");
      assertThat(kept).hasSize(1);
      assertThat(kept.at("/0/person").asString()).isEqualTo("alice");
      assertThat(kept.at("/0/account").asString()).isEqualTo("U0A");
      assertThat(kept.at("/0/linkedBy/name").asString()).isEqualTo("alice");
      assertThat(kept.at("/0/endedBy/name").asString()).isEqualTo("root");
      assertThat(api.get("alice", "/v1/audit/accounts").status()).isEqualTo(403);
    }
  }

  /** The page that the whispers to this account lead to. */
  private static String linkPage(FakeSlack slack, String user) {
    var page = Pattern.compile("/account/link/[A-Za-z0-9_-]+");
    var found = new ArrayList<String>();
    Wait.until(
        user + " is offered a link",
        () -> {
          slack.ephemerals().stream()
              .filter(it -> it.user().equals(user))
              .flatMap(it -> page.matcher(it.blocks().canonicalString()).results())
              .forEach(it -> found.add(it.group()));
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  /**
   * The demo's policy and people, told in a channel.
   *
   * @param alice what takes the place of the end of her identity
   */
  private static PolicyDirectory demo(String alice) {
    var policy = PolicyDirectory.of(PolicyDirectory.demo("policy.yaml"));
    var people = PolicyDirectory.toldIn(SlackTeams.channel(0), "role: approver");
    policy.write("directory.yaml", people.replaceFirst("subject: alice\\}", alice));
    return policy;
  }

  /** A sign-in is fresh for no longer than a few clicks take. */
  private static Map<String, String> brief(SlackTeams teams, PolicyDirectory policy) {
    var settings = new HashMap<>(withPolicy(teams.settings(), policy));
    settings.put("ASSENTOR_STEP_UP_MAX_AGE", "4s");
    return settings;
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
