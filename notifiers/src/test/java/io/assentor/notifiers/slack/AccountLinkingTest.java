// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Status;
import io.assentor.core.call.Assurance;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Principal;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.AccountLinks.Link;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.AccountLinks.Taken;
import io.assentor.core.people.LinkCode;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.fakes.slack.Ephemeral;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Fault;
import io.assentor.fakes.slack.User;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Wait;
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

  private ApprovalRecord clicked(String user, String action) {
    var entry = world.asked();
    slack.person(user).click(world.card(SlackWorld.ROOM), action);
    return entry;
  }

  /** What this person was told that begins so; words whispered at once come in any order. */
  private Ephemeral heard(String user, String beginning) {
    Wait.until(
        user + " heard " + beginning,
        () -> said(user).stream().anyMatch(it -> it.text().startsWith(beginning)));
    return said(user).stream()
        .filter(it -> it.text().startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }

  /** The code of the so-many-eth offer to this person. */
  private LinkCode offered(String user, int times) {
    Wait.until(user + " is offered a link", () -> codes(user).size() >= times);
    return codes(user).get(times - 1);
  }

  private List<LinkCode> codes(String user) {
    return said(user).stream().flatMap(it -> code(it).stream()).toList();
  }

  private List<Ephemeral> said(String user) {
    return slack.ephemerals().stream().filter(it -> it.user().equals(user)).toList();
  }

  private static Optional<LinkCode> code(Ephemeral heard) {
    var match = CODE.matcher(heard.blocks().canonicalString());
    return match.find() ? LinkCode.parse(match.group(1)) : Optional.empty();
  }

  /** This account is linked to this person. */
  private static Principal link(SlackWorld world, String user, String person, String address) {
    var code = LinkCode.random();
    var account = new Principal(Fixtures.TENANT, "slack:/T0FAKE", user);
    world.links.offer(new Offer(account, user, address), code);
    assertThat(world.links.take(code, person, signedIn(person))).isEqualTo(Taken.LINKED);
    return account;
  }

  private static Principal signedIn(String person) {
    return new Principal(Fixtures.TENANT, Fixtures.ISSUER, person);
  }

  @Test
  void unknownAccount_isOfferedALinkAndDecidesOnceItIsLinked() {
    var entry = clicked("U0ERIN", "approve");
    assertThat(heard("U0ERIN", "Not recorded").text())
        .isEqualTo("Not recorded. You may not do this: the directory does not know you.");
    var code = offered("U0ERIN", 1);
    assertThat(heard("U0ERIN", "This Slack account is not linked").text())
        .isEqualTo(
            "This Slack account is not linked to anyone. If you approve requests, link it to"
                + " yourself with the button, within 10 minutes. Then click again.");
    assertThat(world.links.offered(Fixtures.TENANT, code))
        .contains(
            new Offer(
                new Principal(Fixtures.TENANT, "slack:/T0FAKE", "U0ERIN"),
                "@erin (U0ERIN, erin@example.com) in the workspace Fake",
                "erin@example.com"));
    assertThat(world.links.take(code, "erin", signedIn("erin"))).isEqualTo(Taken.LINKED);

    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    heard("U0ERIN", "Recorded: you approved it.");
    assertThat(world.now(entry).approval().deciders()).containsExactly("erin");
    assertThat(world.attempts(entry)).containsExactly("U0ERIN decide not-eligible");
  }

  @Test
  void unknownAccount_isOfferedOneBeforeItWritesAReason() {
    clicked("U0ERIN", "deny");

    offered("U0ERIN", 1);
    assertThat(slack.person("U0ERIN").views()).isEmpty();
  }

  @Test
  void anotherClick_voidsTheOfferBefore() {
    clicked("U0ERIN", "approve");
    var first = offered("U0ERIN", 1);
    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    var second = offered("U0ERIN", 2);

    assertThat(world.links.offered(Fixtures.TENANT, first)).isEmpty();
    assertThat(world.links.offered(Fixtures.TENANT, second)).isPresent();
  }

  @Test
  void endedLink_decidesNothing() {
    var entry = clicked("U0ERIN", "approve");
    world.links.take(offered("U0ERIN", 1), "erin", signedIn("erin"));
    world.links.end(world.links.open(Fixtures.TENANT).getFirst().id(), signedIn("otto"));

    slack.person("U0ERIN").click(world.card(SlackWorld.ROOM), "approve");
    offered("U0ERIN", 2);
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void whoCouldDecideNothing_isOfferedNone() {
    var guest =
        new User("U0VISITOR", FakeSlack.TEAM, "v", "v@x.example", false, false, true, false, false);
    slack.withUser(guest);
    slack.withUser("U0NOBODY", "nobody", ""); // without an address to hold against anything
    // In a shared channel, a partner's people are no strangers to Slack.
    slack.withUser(
        new User(
            "U0PARTNER", "T0OTHER", "p", "erin@example.com", false, false, false, false, false));
    clicked("U0ERIN", "approve");
    for (var user :
        List.of("U0VISITOR", "U0NOBODY", "U0PARTNER", "U0STRANGER", "U0CAROL", "U0CI")) {
      slack.person(user).click(world.card(SlackWorld.ROOM), "approve");
      heard(user, "Not recorded.");
    }
    offered("U0ERIN", 1); // which was asked for first, so what others are offered is there by now

    assertThat(slack.ephemerals())
        .filteredOn(it -> code(it).isPresent())
        .extracting(Ephemeral::user)
        .containsExactly("U0ERIN");
  }

  @Test
  void slackThatCannotSayWhoItIs_isOfferedNoneAndRefusedAllTheSame() {
    slack.failNext("users.info", Fault.SERVER_ERROR, 9);
    var entry = clicked("U0ERIN", "approve");

    heard("U0ERIN", "Not recorded. You may not do this: the directory does not know you.");
    assertThat(world.attempts(entry)).containsExactly("U0ERIN decide not-eligible");
    assertThat(codes("U0ERIN")).isEmpty();
  }

  /** What the operator lists goes first. */
  @Test
  void accountThatTheDirectoryLists_isThatPersonsWhateverWasLinked() {
    link(world, "U0ALICE", "erin", "erin@example.com");

    var entry = clicked("U0ALICE", "approve");
    heard("U0ALICE", "Recorded");
    assertThat(world.now(entry).approval().deciders()).containsExactly("alice");
  }

  /** The operator's way to end a link that should not be: to list the right account. */
  @Test
  void personWhomTheDirectoryListsWithAnAccount_isNobodyElse() {
    link(world, "U0ERIN", "alice", "alice@example.com");

    var entry = clicked("U0ERIN", "approve");
    heard("U0ERIN", "Not recorded.");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void whoOnceLinkedTheRequestersAccount_isOnItsSideAndMakesItNoBetterKnown() {
    var account = link(world, "U0ERIN", "erin", "erin@example.com");
    world.links.end(world.links.open(Fixtures.TENANT).getFirst().id(), signedIn("erin"));

    var party = new Party(account.name(), account.issuer(), Assurance.CLAIMED);
    var base = Fixtures.request("linked");
    var byAgent = world.asked(from(base, base.subject(), party));
    assertThat(byAgent.approval().request().barred()).contains("erin", "dana");
    var forSubject = world.asked(from(base, party, base.agent()));
    assertThat(forSubject.approval().request().barred()).contains("erin", "dana");
    assertThat(forSubject.status()).isEqualTo(Status.FAILED);
  }

  private static NewRequest from(NewRequest base, Party subject, Party agent) {
    return new NewRequest(
        base.gateway(),
        base.call(),
        subject,
        agent,
        base.session(),
        base.context(),
        base.expiresIn(),
        true,
        base.release(),
        null);
  }

  @Test
  void linkedPerson_isAskedInPersonWhereThereIsNoRoom() {
    var stage = new Stage(new Eligible.People(Set.of("erin")), 1, List.of());
    world.requirement =
        new Requirement(List.of(stage), Duration.ofMinutes(15), Duration.ofMinutes(5));
    world.asked();
    assertThat(slack.messages()).isEmpty();

    link(world, "U0ERIN", "erin", "erin@example.com");
    var entry = world.asked();

    slack.person("U0ERIN").click(world.card(slack.dmOf("U0ERIN")), "approve");
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void matchByAddress_isNoWayAroundALink() {
    try (var matching = new SlackWorld(SlackWorld.DIRECTORY, () -> {}, true).clickedOverHttp()) {
      link(matching, "U0ERIN2", "erin", "erin@example.com");
      var entry = matching.asked();
      matching.slack.person("U0ERIN").click(matching.card(SlackWorld.ROOM), "approve");

      assertThat(matching.now(entry).status()).isEqualTo(Status.PENDING);
      assertThat(matching.links.open(Fixtures.TENANT)).extracting(Link::person).contains("erin");
    }
  }
}
