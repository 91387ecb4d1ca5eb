// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Verdict;
import io.assentor.core.channel.Channel;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.notifiers.TestWorker;
import io.assentor.policies.YamlDirectory;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One tenant with e-mail: the core over its in-memory ledger, and the worker's activities. */
final class EmailWorld {

  static final String FROM = "assentor@assentor.example";
  static final String LINK = "https://assentor.example";

  /** dana, on whose behalf is asked, and mute, who has no address, get no mail. */
  static final String DIRECTORY =
      """
      tenants:
        - name: default
          people:
            - {id: alice, roles: [approver], contacts: {email: alice@example.com}}
            - {id: bob, roles: [approver], contacts: {email: bob@example.com}}
            - {id: carol, roles: [owner], contacts: {email: carol@example.com}}
            - {id: mute, roles: [approver]}
            - {id: dana, roles: [approver], contacts: {email: dana@example.com},
               identities: [{issuer: 'https://issuer.example', subject: dana}]}
          agents: [{id: deploy-bot, owner: dana}]
      """;

  final InMemoryLedger ledger;
  volatile Requirement requirement = Fixtures.ONE_APPROVER;

  private final Approvals approvals;
  private final TestWorker worker;
  private volatile Duration ahead = Duration.ZERO;

  EmailWorld(Post post) {
    this(DIRECTORY, post);
  }

  EmailWorld(String directoryYaml, Post post) {
    this(directoryYaml, directory -> channel(directory, post));
  }

  static EmailChannel channel(Directory directory, Post post) {
    return new EmailChannel(settings(), directory, Identities.listed(directory), post);
  }

  private EmailWorld(String directoryYaml, Function<Directory, Channel> channel) {
    ledger = new InMemoryLedger(() -> Instant.now().plus(ahead));
    var directory =
        YamlDirectory.parse("directory.yaml", directoryYaml, Map.of(), Fixtures.CHANNELS);
    approvals =
        new Approvals(
            ledger,
            new Authority(
                ledger,
                Rules.of(
                    (tenant, request) ->
                        new Judgement(
                            Fixtures.assessment(new Effect.Require(requirement)),
                            null,
                            Budgets.NONE),
                    directory)),
            moved -> {});
    worker =
        new TestWorker(ledger, approvals, channel.apply(directory), LINK, this::aheadTo, () -> {});
  }

  /** Settings whose server nobody asks. */
  static EmailSettings settings() {
    return new EmailSettings.Local(new Mailbox(), FROM);
  }

  static EmailSettings.Relay relay(String host, int port) {
    return new EmailSettings.Relay(host, port, null, null, FROM, false);
  }

  ApprovalRecord newRequest(String name) {
    return approvals.submit(Fixtures.request(name)).entry();
  }

  /** A new request, told to whom it concerns. */
  ApprovalRecord asked() {
    var entry = newRequest("carts");
    tend(entry);
    return entry;
  }

  /** What the worker does until there is nothing more to do now, however often sending fails. */
  void tend(ApprovalRecord entry) {
    worker.tend(entry);
  }

  /** One round of what the worker does, its faults thrown. */
  void tendOnce(ApprovalRecord entry) {
    worker.tendOnce(entry);
  }

  private synchronized void aheadTo(Instant instant) {
    var needed = Duration.between(Instant.now(), instant);
    if (needed.compareTo(ahead) > 0) {
      ahead = needed;
    }
  }

  synchronized void later(Duration duration) {
    ahead = ahead.plus(duration);
  }

  void decide(ApprovalRecord entry, String person, Verdict verdict) {
    var standing = Fixtures.standing(person, "approver", "owner");
    var view = entry.approval().request().view();
    ledger.execute(entry.id(), null, new Command.Decide(standing, verdict, "because", view));
  }

  ApprovalRecord now(ApprovalRecord entry) {
    return ledger.find(entry.id()).orElseThrow();
  }

  List<Delivery> deliveries(ApprovalRecord entry) {
    return ledger.deliveries(entry.id());
  }
}
