// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.Role;
import io.assentor.core.Rules;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Principal;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.channel.Inbound;
import io.assentor.core.channel.Inbound.RawRequest;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import io.assentor.core.policy.Door;
import io.assentor.core.work.MemoryBudget;
import io.assentor.policies.PolicyContext;
import io.assentor.policies.PolicyFileException;
import io.assentor.policies.YamlDirectory;
import io.assentor.policies.YamlPolicyBook;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryAccountLinks;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.VirtualClock;
import io.assentor.testkit.webhook.ButtonService;
import io.assentor.testkit.webhook.Webhook;
import io.assentor.testkit.webhook.WebhookInbound;
import io.assentor.worker.ChannelActivities;
import io.assentor.worker.LedgerActivities;
import io.assentor.worker.Notices;
import io.assentor.workflows.ApprovalRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A second channel that takes decisions, from the policy that names its door to the audit trail.
 * One line makes it known: {@link #CHANNELS}.
 */
class SecondChannelTest {

  private static final DecidingChannels CHANNELS =
      new DecidingChannels(List.of(Fixtures.SLACK, Webhook.DECIDES));

  private static final String SECRET = "not-a-secret";
  private static final String PAGES = "https://assentor.example";
  private static final String LINK_PAGE = PAGES + "/account/link/";

  private static final String DIRECTORY =
      """
      tenants:
        - name: default
          people:
            - {id: alice, roles: [approver], identities: [{webhook: {service: acme, user: al}},
                {issuer: 'https://issuer.example', subject: alice}]}
            - {id: bob, roles: [approver], identities: [{issuer: 'https://issuer.example',
                subject: bob}]}
            - {id: dana, identities: [{issuer: 'https://issuer.example', subject: dana}]}
          agents: [{id: deploy-bot, owner: dana}]
      """;

  private final VirtualClock clock = new VirtualClock();
  private final ButtonService service = new ButtonService(SECRET, clock);
  private final InMemoryLedger ledger = new InMemoryLedger(clock::instant);
  private final InMemoryAccountLinks links = new InMemoryAccountLinks(clock::instant);
  private final Directory directory =
      YamlDirectory.parse("directory.yaml", DIRECTORY, Map.of(), CHANNELS);
  private final Identities identities = Identities.linked(directory, links, CHANNELS.accounts());

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void clickByAListedAccount_decidesAndTheRecordNamesTheDoor() {
    var asked = new Asked("[webhook]");
    assertThat(service.shown().getLast())
        .contains(
            "Run kubectl_delete on kubernetes?", PAGES + "/approvals/" + asked.entry.id().uuid());
    assertThat(service.buttons()).containsExactly("Approve", "Deny");

    assertThat(service.click(asked.inbound, "Approve", "al").string("text"))
        .startsWith("Recorded. Approved by alice");

    assertThat(now(asked.entry).status()).isEqualTo(Status.APPROVED);
    var decided = decided(asked.entry);
    assertThat(decided.standing().door()).isEqualTo(Webhook.DECIDES.door());
    assertThat(CHANNELS.place(decided.standing().door())).isEqualTo("through the webhook");
    assertThat(DecidingChannels.NONE.place(decided.standing().door()))
        .as("once the channel is not installed any more")
        .isEqualTo("through webhook");
  }

  @Test
  void repeatedClick_countsOnce() {
    var asked = new Asked("[webhook]");
    service.click(asked.inbound, "Approve", "al");
    service.click(asked.inbound, "Approve", "al");

    assertThat(events(asked.entry).stream().filter(Event.Decided.class::isInstance)).hasSize(1);
  }

  @Test
  void clickByAnUnlinkedAccount_isRefusedAndOfferedALinkThatMakesTheNextOneCount() {
    var asked = new Asked("[webhook]");

    var reply = service.click(asked.inbound, "Approve", "bobby");

    assertThat(reply.string("text"))
        .isEqualTo("Not recorded. You may not do this: the directory does not know you.");
    assertThat(attempts(asked.entry)).containsExactly("bobby decide not-eligible");
    assertThat(reply.string("link")).startsWith(LINK_PAGE);
    var code = new LinkCode(reply.string("link").substring(LINK_PAGE.length()));
    assertThat(links.offered(Fixtures.TENANT, code).orElseThrow().account())
        .isEqualTo(new Principal(Fixtures.TENANT, "webhook:acme", "bobby"));

    links.take(code, "bob", new Principal(Fixtures.TENANT, Fixtures.ISSUER, "bob"));
    service.click(asked.inbound, "Approve", "bobby");
    assertThat(decided(asked.entry).standing().person()).isEqualTo("bob");
  }

  @Test
  void otherDoors_areClosedWherePolicyNamesOnlyThisOne() {
    var asked = new Asked("[webhook]");

    assertThat(asked.byApi())
        .isEqualTo(new Refusal.NotEligible("this request is decided by webhook, not by api"));
  }

  @Test
  void thisDoor_isClosedWherePolicyNamesOthers() {
    var elsewhere = new Asked("[webhook]");
    assertThat(service.shown().getLast()).contains(elsewhere.entry.id().uuid().toString());
    var press = service.press("Approve", "al");
    var asked = new Asked("[page]");
    assertThat(service.buttons()).isEmpty();

    var about =
        new String(press.body(), UTF_8)
            .replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"" + asked.entry.id().uuid() + "\"");
    assertThat(
            asked.inbound.inbound(new RawRequest(press.headers(), about.getBytes(UTF_8))).status())
        .as("signed for another request")
        .isEqualTo(401);
    assertThat(asked.inbound.inbound(service.signed(about.getBytes(UTF_8))).body())
        .contains("this request is decided by page or page+step-up, not by webhook");
    assertThat(now(asked.entry).status()).isEqualTo(Status.PENDING);
  }

  @Test
  void oldClick_isNotTaken() {
    var asked = new Asked("[webhook]");
    var press = service.press("Approve", "al");
    clock.turn(Duration.ofMinutes(6));

    assertThat(asked.inbound.inbound(press).status()).isEqualTo(401);
  }

  @Test
  void policyThatNamesTheDoor_doesNotLoadWithoutTheChannel() {
    assertThatThrownBy(() -> policy("[webhook]", DecidingChannels.of(Fixtures.SLACK)))
        .isInstanceOf(PolicyFileException.class)
        .hasMessageContaining("some of [api, slack, page, page+step-up], not webhook");
  }

  // Helpers

  private static YamlPolicyBook policy(String assurance, DecidingChannels channels) {
    var yaml = "default: {require: {stages: [{role: approver}], assurance: " + assurance + "}}\n";
    return YamlPolicyBook.parse(Map.of("policy.yaml", yaml), channels, PolicyContext.UNKNOWN);
  }

  /** A request under a policy of its own, told to whom it concerns as the worker does. */
  private final class Asked {
    private final Authority authority;
    private final Approvals approvals;
    private final Inbound inbound;
    private final ApprovalRecord entry;

    Asked(String assurance) {
      authority =
          new Authority(ledger, Rules.of(policy(assurance, CHANNELS), directory, identities));
      approvals = new Approvals(ledger, authority, moved -> {});
      inbound =
          new WebhookInbound(SECRET, LINK_PAGE, identities, links, authority, approvals, clock);
      entry = approvals.submit(Fixtures.request("deployment" + assurance.length())).entry();
      tell();
    }

    private void tell() {
      var webhook = new Webhook(service.address(), SECRET, directory, clock);
      var notices = new Notices(List.of(webhook), PAGES);
      var minute = Duration.ofMinutes(1);
      var memory = new MemoryBudget(Long.MAX_VALUE);
      var agenda = new LedgerActivities(ledger, ledger, approvals, notices, memory, minute);
      var sending = new ChannelActivities(ledger, ledger, notices, moved -> {}, memory, minute);
      agenda.agenda(ApprovalRef.of(entry.id())).orders().forEach(sending::send);
    }

    /** Says why alice cannot decide by the API. */
    Refusal byApi() {
      var alice = new Principal(Fixtures.TENANT, Fixtures.ISSUER, "alice");
      var actor = authority.actor(alice, Set.of(Role.APPROVER), Set.of());
      var admitted = (Admitted) authority.admit(actor, entry.id(), Action.DECIDE);
      var view = entry.approval().request().view();
      var result = approvals.decide(admitted, null, Door.API, Verdict.APPROVE, null, view);
      return ((CommandResult.Declined) result).refusal();
    }
  }

  private ApprovalRecord now(ApprovalRecord entry) {
    return ledger.find(entry.id()).orElseThrow();
  }

  private List<Event> events(ApprovalRecord entry) {
    return ledger.story(entry.id()).orElseThrow().events().stream()
        .map(StoredEvent::event)
        .toList();
  }

  private Event.Decided decided(ApprovalRecord entry) {
    return (Event.Decided)
        events(entry).stream().filter(Event.Decided.class::isInstance).findFirst().orElseThrow();
  }

  private List<String> attempts(ApprovalRecord entry) {
    return ledger.story(entry.id()).orElseThrow().attempts().stream()
        .map(FiledAttempt::attempt)
        .map(it -> it.by().name() + " " + it.command() + " " + it.refusal())
        .toList();
  }
}
