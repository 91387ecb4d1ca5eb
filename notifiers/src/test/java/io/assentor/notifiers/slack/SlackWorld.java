// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.sun.net.httpserver.HttpServer;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Rules;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.NewRequest;
import io.assentor.core.channel.Inbound.RawRequest;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Budgets;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Requirement;
import io.assentor.core.work.MemoryBudget;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Message;
import io.assentor.fakes.slack.User;
import io.assentor.notifiers.Channels;
import io.assentor.notifiers.TestWorker;
import io.assentor.policies.YamlDirectory;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryAccountLinks;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * One tenant with a Slack workspace: the core over its in-memory ledger, the worker's activities
 * without Temporal, and the channel with its way back over HTTP.
 */
final class SlackWorld implements AutoCloseable {

  static final String LINK = "https://assentor.example";
  static final String ROOM = "C0APPROVE";
  static final String OWNERS = "C0OWNERS";

  /** alice and bob read the channel of approvers; carol, who owns, is told in person. */
  static final String DIRECTORY =
      """
      tenants:
        - name: default
          slack:
            channels: [{role: approver, channel: C0APPROVE}]
          people:
            - {id: alice, roles: [approver], identities: [{slack: {team: T0FAKE, user: U0ALICE}}]}
            - {id: bob, roles: [approver], identities: [{slack: {team: T0FAKE, user: U0BOB}}]}
            - {id: carol, roles: [owner], identities: [{slack: {team: T0FAKE, user: U0CAROL}}]}
            - {id: gus, roles: [approver], identities: [{slack: {team: T0FAKE, user: U0GUEST}}]}
            - {id: dana, identities: [{issuer: 'https://issuer.example', subject: dana},
                {slack: {team: T0FAKE, user: U0DANA}}]}
            - {id: erin, roles: [approver], identities: [{email: erin@example.com}]}
          agents: [{id: deploy-bot, owner: dana}]
          nonHumans: [{id: nightly, owner: dana, identities: [{slack: {team: T0FAKE, user: U0CI}}]}]
      """;

  final VirtualClock clock = new VirtualClock();
  final FakeSlack slack;
  final InMemoryLedger ledger;
  final InMemoryAccountLinks links;
  final Identities identities;
  final SlackSettings settings;
  final SlackClicks clicks;
  final Timing timing;
  Requirement requirement = Fixtures.ONE_APPROVER;

  /** Bytes of memory for clicks. */
  static final long MEMORY = Long.MAX_VALUE / 2;

  final MemoryBudget memory = new MemoryBudget(MEMORY);

  private final Approvals approvals;
  private final TestWorker worker;
  private final HttpServer server;
  private int requests;

  SlackWorld() {
    this(DIRECTORY, () -> {}, false);
  }

  /**
   * A world.
   *
   * @param beforeLedger what happens before the ledger does anything
   */
  SlackWorld(String directoryYaml, Runnable beforeLedger, boolean matchEmail) {
    this(directoryYaml, beforeLedger, matchEmail, Duration.ofSeconds(4), Duration.ofSeconds(2));
  }

  /** A world in which nothing that is too slow is waited for longer than this. */
  static SlackWorld impatient(Runnable beforeLedger, Duration patience) {
    return new SlackWorld(DIRECTORY, beforeLedger, false, patience, patience);
  }

  private SlackWorld(
      String directoryYaml,
      Runnable beforeLedger,
      boolean matchEmail,
      Duration ofCalls,
      Duration ofClicks) {
    timing = new Timing(clock::nanoTime, clock::turn, ofCalls);
    slack =
        FakeSlack.start(clock)
            .withChannel(ROOM, "approvals")
            .withChannel(OWNERS, "owners")
            .withUser("U0ALICE", "alice", "alice@example.com")
            .withUser("U0BOB", "bob", "bob@example.com")
            .withUser("U0CAROL", "carol", "carol@example.com")
            .withUser("U0DANA", "dana", "dana@example.com")
            .withUser("U0ERIN", "erin", "erin@example.com")
            .withUser("U0CI", "nightly", "nightly@example.com")
            .withUser(user("U0GUEST", FakeSlack.TEAM, false, true))
            .withUser(user("U0STRANGER", "T0OTHER", true, false));
    ledger =
        new InMemoryLedger(
            () -> {
              beforeLedger.run();
              return clock.instant();
            });
    links = new InMemoryAccountLinks(clock::instant);
    var directory =
        YamlDirectory.parse("directory.yaml", directoryYaml, Map.of(), Fixtures.CHANNELS);
    identities = Identities.linked(directory, links, Channels.DECIDING.accounts());
    settings =
        new SlackSettings(
            Map.of("", FakeSlack.BOT_TOKEN),
            FakeSlack.SIGNING_SECRET,
            FakeSlack.APP_TOKEN,
            slack.apiBase(),
            List.of("Not now", "Wrong target"),
            matchEmail,
            LINK + "/account/link/");
    var authority =
        new Authority(
            ledger,
            Rules.of(
                (tenant, request) ->
                    new Judgement(
                        Fixtures.assessment(new Effect.Require(requirement)), null, Budgets.NONE),
                directory,
                identities));
    approvals = new Approvals(ledger, authority, moved -> {});
    clicks =
        new SlackClicks(
            settings,
            directory,
            identities,
            links,
            authority,
            approvals,
            ledger,
            memory,
            timing,
            ofClicks);
    var channel = new SlackChannel(settings, directory, identities, timing);
    worker =
        new TestWorker(
            ledger,
            approvals,
            channel,
            LINK,
            clock::turnTo,
            () -> clock.turn(Duration.ofMillis(300)));
    server = serve(new SlackInbound(FakeSlack.SIGNING_SECRET, clicks, clock));
  }

  /** Clicks come by HTTP; otherwise by Socket Mode. */
  SlackWorld clickedOverHttp() {
    slack.sendingClicksTo(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/channels/slack"));
    return this;
  }

  private static User user(String id, String team, boolean stranger, boolean guest) {
    return new User(id, team, "x", "x@example.com", false, false, guest, false, stranger);
  }

  private static HttpServer serve(SlackInbound inbound) {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/channels/slack",
          exchange -> {
            var headers = new HashMap<String, String>();
            exchange
                .getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.get(0)));
            var reply =
                inbound.inbound(new RawRequest(headers, exchange.getRequestBody().readAllBytes()));
            var body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", reply.contentType());
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new request that nobody was told of yet. */
  ApprovalRecord newRequest() {
    return approvals.submit(Fixtures.request("deployment-" + ++requests)).entry();
  }

  /** A new request, told to whom it concerns. */
  ApprovalRecord asked() {
    var entry = newRequest();
    tend(entry);
    return entry;
  }

  /** This request, told to whom it concerns. */
  ApprovalRecord asked(NewRequest request) {
    var entry = approvals.submit(request).entry();
    tend(entry);
    return entry;
  }

  /** What the worker does until there is nothing more to do now. */
  void tend(ApprovalRecord entry) {
    worker.tend(entry);
  }

  /** One round of what the worker does, its faults thrown. */
  void tendOnce(ApprovalRecord entry) {
    worker.tendOnce(entry);
  }

  void decide(ApprovalRecord entry, String person, Verdict verdict) {
    var standing = Fixtures.standing(person, "approver");
    var view = entry.approval().request().view();
    ledger.execute(entry.id(), null, new Command.Decide(standing, verdict, "because", view));
  }

  /** Time goes by. */
  void later(Duration duration) {
    clock.turn(duration);
  }

  ApprovalRecord now(ApprovalRecord entry) {
    return ledger.find(entry.id()).orElseThrow();
  }

  Message card(String channel) {
    return slack.messages(channel).getLast();
  }

  List<String> attempts(ApprovalRecord entry) {
    return ledger.story(entry.id()).orElseThrow().attempts().stream()
        .map(FiledAttempt::attempt)
        .map(it -> it.by().name() + " " + it.command() + " " + it.refusal())
        .toList();
  }

  List<String> events(ApprovalRecord entry) {
    return ledger.story(entry.id()).orElseThrow().events().stream()
        .map(StoredEvent::event)
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
    clicks.close();
    slack.close();
  }
}
