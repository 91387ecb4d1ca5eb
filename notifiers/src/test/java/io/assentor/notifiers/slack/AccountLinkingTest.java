// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.AccountLinks.Link;
import io.assentor.core.AccountLinks.Offer;
import io.assentor.core.AccountLinks.Taken;
import io.assentor.core.Eligible;
import io.assentor.core.Entry;
import io.assentor.core.LinkCode;
import io.assentor.core.Principal;
import io.assentor.core.Requirement;
import io.assentor.core.Stage;
import io.assentor.core.Status;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Wait;
import io.assentor.testkit.slack.FakeSlack;
import io.assentor.testkit.slack.FakeSlack.Ephemeral;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An account that nobody is known by, and how it comes to be somebody's. */
class AccountLinkingTest {

  private static final Pattern CODE =
      Pattern.compile("\"url\":\"https://assentor\\.example/account/link/([^\"]+)\"");

  private final SlackWorld world = new SlackWorld().clickedOverHttp();
  private final FakeSlack slack = world.slack;

  @AfterEach
  void close() {
    assertThat(slack.violations()).isEmpty();
    world.close();
  }

  private Entry clicked(String user, String action) {
    var entry = world.asked();
    slack.person(user).click(world.card(SlackWorld.ROOM), action);
    return entry;
  }

  private Ephemeral heard(String user, int times) {
    Wait.until(user + " heard it", Duration.ofSeconds(10), () -> said(user).size() >= times);
    return said(user).get(times - 1);
  }

  private List<Ephemeral> said(String user) {
    return slack.ephemerals().stream().filter(it -> it.user().equals(user)).toList();
  }

  private static Optional<LinkCode> code(Ephemeral heard) {
    var match = CODE.matcher(heard.blocks().canonicalString());
    return match.find() ? LinkCode.parse(match.group(1)) : Optional.empty();
  }

  private static Principal signedIn(String person) {
    return new Principal(Fixtures.TENANT, Fixtures.ISSUER, person);
  }

  @Test
  void unknownAccount_isOfferedALinkAndDecidesOnceItIsLinked() {
    var entry = clicked("U0ERIN", "approve");
    var heard = heard("U0ERIN", 1);

    assertThat(heard.text())
        .isEqualTo(
            "Not recorded. You may not do this: the directory does not know you. If you approve"
                + " requests, link this Slack account to yourself: the button leads there, for 10"
                + " minutes. Then click again.");
    var code = code(heard).orElseThrow();
    assertThat(world.links.offered(Fixtures.TENANT, code))
        .contains(
            new Offer(
                new Principal(Fixtures.TENANT, "slack:/T0FAKE", "U0ERIN"),
                "erin (@erin, U0ERIN) in the workspace Fake",
                "erin@example.com"));
    assertThat(world.links.take(code, "erin", signedIn("erin"))).isEqualTo(Taken.LINKED);

    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    assertThat(heard("U0ERIN", 2).text()).startsWith("Recorded: you approved it.");
    assertThat(world.now(entry).approval().deciders()).containsExactly("erin");
    assertThat(world.attempts(entry)).containsExactly("U0ERIN decide not-eligible");
  }

  @Test
  void unknownAccount_isOfferedOneBeforeItWritesAReason() {
    clicked("U0ERIN", "deny");

    assertThat(code(heard("U0ERIN", 1))).isPresent();
    assertThat(slack.person("U0ERIN").views()).isEmpty();
  }

  @Test
  void anotherClick_voidsTheOfferBefore() {
    clicked("U0ERIN", "approve");
    var first = code(heard("U0ERIN", 1)).orElseThrow();
    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    var second = code(heard("U0ERIN", 2)).orElseThrow();

    assertThat(world.links.offered(Fixtures.TENANT, first)).isEmpty();
    assertThat(world.links.offered(Fixtures.TENANT, second)).isPresent();
  }

  @Test
  void endedLink_decidesNothing() {
    var entry = clicked("U0ERIN", "approve");
    world.links.take(code(heard("U0ERIN", 1)).orElseThrow(), "erin", signedIn("erin"));
    world.links.end(world.links.open(Fixtures.TENANT).getFirst().id(), signedIn("otto"));

    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    assertThat(heard("U0ERIN", 2).text()).contains("the directory does not know you");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void guestsStrangersAndKnownAccounts_areOfferedNone() {
    slack.withUser(
        new FakeSlack.User(
            "U0VISITOR", FakeSlack.TEAM, "v", "v@x.example", false, false, true, false, false));
    clicked("U0VISITOR", "approve");
    clicked("U0STRANGER", "approve");
    clicked("U0CAROL", "approve");

    for (var user : List.of("U0VISITOR", "U0STRANGER", "U0CAROL")) {
      assertThat(heard(user, 1).text()).startsWith("Not recorded.").doesNotContain("button");
      assertThat(code(heard(user, 1))).as(user).isEmpty();
    }
  }

  @Test
  void slackThatCannotSayWhoItIs_isOfferedNoneAndRefusedAllTheSame() {
    slack.failNext("users.info", FakeSlack.Fault.SERVER_ERROR, 9);
    var entry = clicked("U0ERIN", "approve");

    assertThat(heard("U0ERIN", 1).text())
        .isEqualTo("Not recorded. You may not do this: the directory does not know you.");
    assertThat(world.attempts(entry)).containsExactly("U0ERIN decide not-eligible");
  }

  /** What the operator lists goes first. */
  @Test
  void accountThatTheDirectoryLists_isThatPersonsWhateverWasLinked() {
    var code = LinkCode.random();
    var account = new Principal(Fixtures.TENANT, "slack:/T0FAKE", "U0ALICE");
    world.links.offer(new Offer(account, "alice", null), code);
    world.links.take(code, "erin", signedIn("erin"));

    var entry = clicked("U0ALICE", "approve");
    heard("U0ALICE", 1);
    assertThat(world.now(entry).approval().deciders()).containsExactly("alice");
  }

  @Test
  void linkedPerson_isAskedInPersonWhereThereIsNoRoom() {
    var stage = new Stage(new Eligible.People(Set.of("erin")), 1, List.of());
    world.requirement =
        new Requirement(List.of(stage), Duration.ofMinutes(15), Duration.ofMinutes(5));
    world.asked();
    assertThat(slack.messages()).isEmpty();

    var code = LinkCode.random();
    var account = new Principal(Fixtures.TENANT, "slack:/T0FAKE", "U0ERIN");
    world.links.offer(new Offer(account, "erin", null), code);
    world.links.take(code, "erin", signedIn("erin"));
    var entry = world.asked();

    slack.person("U0ERIN").click(world.card(slack.dmOf("U0ERIN")), "approve");
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void matchByAddress_isNoWayAroundALink() {
    try (var matching = new SlackWorld(SlackWorld.DIRECTORY, () -> {}, true).clickedOverHttp()) {
      var code = LinkCode.random();
      var account = new Principal(Fixtures.TENANT, "slack:/T0FAKE", "U0ERIN2");
      matching.links.offer(new Offer(account, "erin's other one", null), code);
      matching.links.take(code, "erin", signedIn("erin"));
      var entry = matching.asked();
      matching.slack.person("U0ERIN").click(matching.card(SlackWorld.ROOM), "approve");

      assertThat(matching.now(entry).status()).isEqualTo(Status.PENDING);
      assertThat(matching.links.open(Fixtures.TENANT)).extracting(Link::person).contains("erin");
    }
  }
}
