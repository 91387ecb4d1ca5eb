// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Principal;
import io.assentor.core.channel.Channel.Recipient;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.notifiers.email.EmailChannel;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.email.Mailbox;
import io.assentor.notifiers.slack.SlackChannel;
import io.assentor.notifiers.slack.SlackSettings;
import io.assentor.policies.YamlDirectory;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom a channel tells: one person is one person, whatever the directory calls them by now. */
class AudienceTest {

  /** alice decides under this id; dana, for whom the call is, may approve other calls. */
  private static final String PEOPLE =
      """
      tenants:
        - name: default
          people:
            - {id: ALICE, roles: [approver], contacts: {email: a@example.com, slack: U0A},
               identities: [{issuer: 'https://issuer.example', subject: alice}]}
            - {id: bob, roles: [approver], contacts: {email: b@example.com, slack: U0B},
               identities: [{issuer: 'https://issuer.example', subject: bob}]}
            - {id: DANA, roles: [approver], contacts: {email: d@example.com, slack: U0D},
               identities: [{issuer: 'https://issuer.example', subject: dana}]}
      """;

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({"alice, dana", "asmith, dana", "alice, djones", "asmith, djones"})
  void whoHasDecidedOrIsOnTheRequestsSide_isAskedUnderNoName(String alice, String dana) {
    var entry = decidedByAlice();
    var directory = directory(PEOPLE.replace("ALICE", alice).replace("DANA", dana));

    assertThat(asked(directory, entry, Purpose.REMINDER)).containsOnly("b@example.com", "U0B");
    assertThat(emailed(directory, entry, Purpose.OUTCOME))
        .as("who decided hears of the outcome")
        .containsExactlyInAnyOrder("a@example.com", "b@example.com");
  }

  @Test
  void beforeAnybodyDecided_allButTheRequestsSideAreAsked() {
    var directory = directory(PEOPLE.replace("ALICE", "alice").replace("DANA", "dana"));

    assertThat(asked(directory, submitted(), Purpose.ANNOUNCEMENT))
        .containsExactlyInAnyOrder("a@example.com", "b@example.com", "U0A", "U0B");
  }

  private static Directory directory(String yaml) {
    return YamlDirectory.parse("directory.yaml", yaml, Map.of(), Fixtures.CHANNELS);
  }

  private ApprovalRecord submitted() {
    var requirement =
        new Requirement(
            List.of(new Stage("approver", 2)), Duration.ofMinutes(30), Duration.ofMinutes(10));
    var submit =
        Fixtures.submit(Fixtures.request("any", null, null), Fixtures.requiring(requirement));
    var dana = new Principal(Fixtures.TENANT, Fixtures.ISSUER, "dana");
    return ledger.submit(Fixtures.onSide(submit, new Side(Set.of("dana"), Set.of(dana)))).entry();
  }

  private ApprovalRecord decidedByAlice() {
    var entry = submitted();
    var view = entry.approval().request().view();
    var alice = Fixtures.standing("alice", "approver");
    ledger.execute(entry.id(), null, new Command.Decide(alice, Verdict.APPROVE, null, view));
    return ledger.find(entry.id()).orElseThrow();
  }

  private static Set<String> asked(Directory directory, ApprovalRecord entry, Purpose purpose) {
    var settings =
        new SlackSettings(
            Map.of("", "xoxb-fake"), "s", null, SlackSettings.SLACK, List.of(), false, null);
    var slack = new SlackChannel(settings, directory, Identities.listed(directory));
    var addresses = addresses(slack.recipients(entry, new Occasion(purpose, 0)));
    addresses.addAll(emailed(directory, entry, purpose));
    return addresses;
  }

  private static Set<String> emailed(Directory directory, ApprovalRecord entry, Purpose purpose) {
    var settings = new EmailSettings.Local(new Mailbox(), "assentor@assentor.example");
    var email = new EmailChannel(settings, directory, Identities.listed(directory));
    return addresses(email.recipients(entry, new Occasion(purpose, 0)));
  }

  private static Set<String> addresses(List<Recipient> recipients) {
    return recipients.stream().map(Recipient::address).collect(Collectors.toSet());
  }
}
