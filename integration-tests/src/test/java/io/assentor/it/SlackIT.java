// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Message;
import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.harness.SlackTeams;
import io.assentor.testkit.Wait;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clicks in Slack, taken by the packaged server. The directory has bob's account, not alice's. */
@Execution(ExecutionMode.CONCURRENT)
class SlackIT {

  private static final SlackTeams TEAM = new SlackTeams(1);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Assentor server;

  @BeforeAll
  static void start(@TempDir Path data) {
    server = Assentor.start(data, settings());
    TEAM.slack().sendingClicksTo(URI.create(server.url() + "/channels/slack"));
  }

  @AfterAll
  static void close() {
    server.close();
    TEAM.close();
  }

  @Test
  void clickInSlack_releasesTheCallAndTheCardSaysSoWithinSeconds() {
    var slack = TEAM.slack();
    var api = server.api();
    var held = api.submit(Api.submission("slack"));
    var posted = card(held);
    var waiting =
        api.postLater("gateway", "/v1/approvals", Api.submission("slack"), "Prefer", "wait=30");
    var click = slack.person("U0P0").click(posted, "approve");

    assertThat(click.status()).isEqualTo(200);
    assertThat(waiting.join().text("reasonCode")).isEqualTo("approved");
    assertThat(api.look(held).body().at("/decidedBy/0/channel").asString()).isEqualTo("slack");
    Wait.until(
        "the card says so", () -> now(posted).text().startsWith("Approved by bob; it has not run"));
    var consumed =
        api.consume("gateway", held, Api.consumption(Api.submission("slack"), "attempt-1"));
    assertThat(consumed.body().get("allow").asBoolean()).isTrue();
    Wait.until(
        "the card says that it ran", () -> now(posted).text().contains("released to run, once"));
    var story = api.story(held).body();
    assertThat(story.get("renderings").toString()).contains("\"slack\"");
    var verified = api.get("audrey", "/v1/audit/approvals/" + held.text("id") + "/verify");
    assertThat(verified.body().get("valid").asBoolean()).isTrue();
  }

  @Test
  void unknownAccount_isLinkedOnAPageAndThenDecides() {
    var slack = TEAM.slack();
    slack.withUser("U0A", "alice", "alice@example.com");
    slack.withUser("U0M", "mallory", "mallory@example.com");
    var api = server.api();
    var held = api.submit(Api.submission("linked"));
    var card = card(held);
    slack.person("U0M").click(card, "approve");
    slack.person("U0A").click(card, "approve");
    var mallorys = linkPage(slack, "U0M");
    var hers = linkPage(slack, "U0A");
    assertThat(api.look(held).text("status")).isEqualTo("pending");

    var alice = new Visit(server.url());
    var notHers = alice.signIn("alice", mallorys);
    assertThat(notHers.body())
        .contains("@mallory (U0M, mallory@example.com) in the workspace Fake")
        .contains("Its e-mail address differs from yours in the directory.")
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
    assertThat(bob.post("/account/unlink", bobs).body()).contains("You have no such link.");
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

  /** The card that asks this, once it is posted. */
  private static Message card(Answer held) {
    var link = "/approvals/" + held.text("id");
    var found = new AtomicReference<Message>();
    Wait.until(
        "the card is posted",
        () -> {
          TEAM.slack().messages().stream()
              .filter(it -> it.blocks().canonicalString().contains(link))
              .findFirst()
              .ifPresent(found::set);
          return found.get() != null;
        });
    return found.get();
  }

  private static Message now(Message card) {
    return TEAM.slack().message(card.channel(), card.ts());
  }

  /** A sign-in is fresh for no longer than a few clicks take. */
  private static Map<String, String> settings() {
    var policy = PolicyDirectory.of(PolicyDirectory.demo("policy.yaml"));
    var people = PolicyDirectory.toldIn(SlackTeams.channel(0), "role: approver");
    policy.write(
        "directory.yaml",
        people.replaceFirst(
            "subject: bob\\}", "subject: bob}, {slack: {team: T0FAKE, user: U0P0}}"));
    var settings = new HashMap<>(TEAM.settings());
    settings.put("ASSENTOR_POLICY_DIR", policy.toString());
    settings.put("ASSENTOR_STEP_UP_MAX_AGE", "4s");
    return settings;
  }
}
