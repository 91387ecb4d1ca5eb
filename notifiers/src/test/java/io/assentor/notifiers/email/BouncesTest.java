// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Sha256;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.fakes.mail.BreakingProxy;
import io.assentor.fakes.mail.FakeImap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is read of a mailbox, and what comes of it. */
class BouncesTest {

  private final FakeImap server = FakeImap.start(EmailWorld.FROM, "assentor", "geheim");
  private final Logger logger = (Logger) LoggerFactory.getLogger(Bounces.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<ApprovalId> moved = new CopyOnWriteArrayList<>();
  private final EmailWorld world = new EmailWorld(new Mailbox());
  private final Bounces bounces;

  BouncesTest() {
    bounces = reader(world);
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    bounces.close();
    server.close();
  }

  @Test
  void bounce_isNotedWithItsDelivery() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));

    bounces.round();

    assertThat(sent(entry, "alice").failure()).isEqualTo("bounced (5.1.1): unknown user: \"gone\"");
    assertThat(sent(entry, "alice").receipt()).isNotNull();
    assertThat(sent(entry, "bob").failure()).isNull();
    assertThat(moved).as("whoever counts the people that are left").containsExactly(entry.id());
    assertThat(unread()).isZero();
  }

  @Test
  void bouncesOfEverybodyAsked_endWhatNobodyCanReach() throws Exception {
    var told =
        new EmailWorld(
            EmailWorld.DIRECTORY.replace("- {id: mute, roles: [approver]}", ""), new Mailbox());
    var reading = reader(told);
    var entry = told.asked();
    var deliveries = told.deliveries(entry);
    arrives("exim-unknown-user", deliveries.getFirst());
    reading.round();
    assertThat(told.ledger.overdue(Duration.ofMinutes(-1), 10)).contains(entry.id());
    told.tend(entry);
    assertThat(told.now(entry).status()).isEqualTo(Status.PENDING);

    arrives("postfix-expired", deliveries.getLast());
    reading.round();
    told.tend(entry);

    assertThat(told.now(entry).status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(told.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
  }

  @Test
  void bounceThatComesTwice_isNotedOnce() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    bounces.round();
    arrives("postfix-expired", sent(entry, "alice"));
    bounces.round();

    assertThat(sent(entry, "alice").failure()).as("the first reason").startsWith("bounced (5.1.1)");
    assertThat(unread()).isZero();
  }

  @Test
  void bouncesReadByManyAtOnce_areNotedOnce() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    arrives("gmail-unknown-user", sent(entry, "bob"));
    var rounds = new ArrayList<Future<?>>();
    try (var processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        var process = reader(world);
        rounds.add(processes.submit(process::round));
      }
    }
    for (var round : rounds) {
      round.get();
    }

    assertThat(world.deliveries(entry)).allMatch(Delivery::isLost);
    assertThat(unread()).isZero();
    assertThat(log.list).as("nobody minds the others").noneMatch(BouncesTest::isWarning);
  }

  @Test
  void bounceOfTheOutcome_isOnlyNoted() throws Exception {
    var entry = world.asked();
    world.decide(entry, "alice", Verdict.DENY);
    world.tend(entry);
    arrives("postfix-unknown-user", sent(entry, "bob", Purpose.OUTCOME));

    bounces.round();
    world.tend(entry);

    assertThat(sent(entry, "bob", Purpose.OUTCOME).failure()).startsWith("bounced");
    assertThat(world.now(entry).status()).isEqualTo(Status.DENIED);
  }

  /** Who knows request and recipient still does not know the mail. */
  @Test
  void forgedBounce_changesNothing() throws Exception {
    var entry = world.asked();
    var guessed = "<" + Sha256.text("assentor-mail-1\n", new byte[16]) + "@assentor.example>";
    arrives(BounceMails.named("postfix-unknown-user", guessed));
    arrives(BounceMails.named("postfix-unknown-user", "<alice@example.com>"));

    bounces.round();

    assertThat(world.deliveries(entry)).noneMatch(Delivery::isLost);
    assertThat(moved).isEmpty();
    assertThat(unread()).as("people may look at them").isEqualTo(2);
  }

  @Test
  void otherMail_staysUnreadAndKeepsNoBounceFromBeingNoted() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    arrives("postfix-delayed", sent(entry, "bob"));
    arrives("From: bob@example.com\nSubject: =?x?y?\nContent-Type: multipart/report;;;\n\n--\n");
    for (int i = 0; i < 150; i++) {
      arrives("From: bob@example.com\nSubject: Re: Approve?\n\nYes, go on.\n");
    }

    bounces.round();
    assertThat(world.deliveries(entry)).as("the newest come first").noneMatch(Delivery::isLost);
    bounces.round();

    assertThat(sent(entry, "alice").isLost()).isTrue();
    assertThat(sent(entry, "bob").isLost()).isFalse();
    assertThat(unread()).isEqualTo(152);
  }

  /** A server on the same machine is that fast. */
  @Test
  void bounceThatIsHereBeforeItsReceiptIsNoted_isNotedAfterwards() throws Exception {
    var reading = new ArrayList<Bounces>();
    var fast =
        new EmailWorld(
            (message, recipient) -> {
              arrives(BounceMails.named("postfix-unknown-user", message.getMessageID()));
              reading.getFirst().round();
            });
    reading.add(reader(fast));
    var entry = fast.newRequest("carts");
    fast.tendOnce(entry);
    assertThat(fast.deliveries(entry)).hasSize(2).anyMatch(it -> !it.isLost());

    reading.getFirst().round();

    assertThat(fast.deliveries(entry)).allMatch(Delivery::isLost);
  }

  @Test
  void bounceThatNobodyKnows_isLeftAloneAfterThreeLooks() throws Exception {
    arrives(BounceMails.named("postfix-unknown-user", BounceMails.ID));
    for (int i = 0; i < 3; i++) {
      bounces.round();
    }
    var entry = world.newRequest("carts");
    var key = new Delivery.Key(entry.id(), "email", "x", new Occasion(Purpose.ANNOUNCEMENT, 0));
    world.ledger.claim(key, Set.of());
    world.ledger.receipt(key, BounceMails.ID, entry.state());

    bounces.round();
    assertThat(world.deliveries(entry)).noneMatch(Delivery::isLost);
    reader(world).round();
    assertThat(world.deliveries(entry)).as("by a process that is new").allMatch(Delivery::isLost);
  }

  /** The first mail is one that the server breaks down over. */
  @Test
  void mailThatCannotBeRead_keepsNoOtherFromBeingRead() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    arrives("postfix-unknown-user", sent(entry, "bob"));
    try (var breaking = new BreakingProxy(server.port(), "FETCH 2 (BODY.PEEK")) {
      var reading = new Bounces(settings(breaking.port(), false), null, world.ledger, moved::add);
      for (int i = 0; i < 5; i++) {
        reading.round();
      }
      assertThat(breaking.times()).as("it is given up").isEqualTo(3);
    }

    assertThat(sent(entry, "alice").isLost()).isTrue();
    assertThat(sent(entry, "bob").isLost()).isFalse();
    assertThat(log.list).filteredOn(BouncesTest::isWarning).hasSize(1);
  }

  @Test
  void mailThatAFaultIsMetWith_holdsUpNoOther() throws Exception {
    var faulty = world.newRequest("faulty");
    var sound = world.newRequest("sound");
    world.tend(faulty);
    world.tend(sound);
    arrives("postfix-unknown-user", sent(sound, "alice"));
    arrives("postfix-unknown-user", sent(faulty, "alice")); // the newest is read first
    var reading =
        new Bounces(
            settings(server.port(), false),
            null,
            world.ledger,
            id -> {
              if (id.equals(faulty.id())) {
                throw new IllegalStateException("no connection");
              }
            });
    reading.round();
    assertThat(sent(sound, "alice").isLost()).isFalse();
    reading.round();

    assertThat(sent(sound, "alice").isLost()).isTrue();
    assertThat(unread()).as("it is tried again").isEqualTo(1);
  }

  @Test
  void longMail_isReadAsFarAsItCounts() throws Exception {
    var entry = world.asked();
    var bounce =
        BounceMails.named("postfix-unknown-user", receipt(sent(entry, "alice")))
            .replace("You are asked", ("x".repeat(70) + "\n").repeat(20_000));
    assertThat(bounce).hasSizeGreaterThan(4 * Inbox.MAX_LENGTH);
    arrives(bounce);

    bounces.round();

    assertThat(sent(entry, "alice").isLost()).isTrue();
  }

  @Test
  void serverThatIsAway_isToldOnceAndSoIsItsEnd() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    server.setPassword("another");
    for (int i = 0; i < 3; i++) {
      bounces.round();
    }
    assertThat(log.list).filteredOn(BouncesTest::isWarning).hasSize(1);
    assertThat(log.list.toString())
        .contains("Reading bounces from 127.0.0.1:")
        .doesNotContain("geheim");
    assertThat(sent(entry, "alice").isLost()).isFalse();
    assertThat(bounces.isAway()).as("what health says").isTrue();

    server.setPassword("geheim");
    bounces.round();
    assertThat(bounces.isAway()).isFalse();

    assertThat(log.list)
        .filteredOn(it -> it.getLevel() == Level.INFO)
        .singleElement()
        .asString()
        .contains("Bounces are read again");
    assertThat(sent(entry, "alice").isLost()).isTrue();
  }

  /** As somebody in between would have it. */
  @Test
  void serverWithoutStartTls_isToldNothing() throws Exception {
    var entry = world.asked();
    arrives("postfix-unknown-user", sent(entry, "alice"));
    new Bounces(settings(true), null, world.ledger, moved::add).round();

    assertThat(sent(entry, "alice").isLost()).isFalse();
    assertThat(log.list).filteredOn(BouncesTest::isWarning).hasSize(1);
  }

  @Test
  void settingsThatCannotWork_areNamed() {
    assertThatThrownBy(() -> imap("imap.example", 0, "u", "geheim", true))
        .hasMessage("port 0 (expected: 1 to 65535)");
    assertThatThrownBy(() -> imap("imap.example", 143, "", "geheim", true))
        .hasMessage("no user (expected: both)");
    assertThatThrownBy(() -> imap("imap.example", 143, "u", "", true))
        .hasMessage("no password (expected: both)");
    assertThatThrownBy(() -> imap("imap.example", 143, "u", "geheim", false))
        .hasMessageContaining("in the clear")
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> imap("127.0.0.1.example.com", 143, "u", "geheim", false))
        .hasMessageContaining("in the clear");
    assertThatThrownBy(() -> new ImapSettings("h", 993, "u", "geheim", true, Duration.ZERO))
        .hasMessage("interval PT0S (expected: 1s or more)");
    for (var host : List.of("127.0.0.1", "localhost", "::1")) {
      assertThat(imap(host, 143, "u", "geheim", false).startTls()).isFalse();
    }
    assertThat(imap("imap.example", 993, "u", "geheim", false).toString())
        .isEqualTo("imap.example:993 as u");
  }

  private static ImapSettings imap(
      String host, int port, String user, String password, boolean startTls) {
    return new ImapSettings(host, port, user, password, startTls, Duration.ofSeconds(30));
  }

  private Bounces reader(EmailWorld of) {
    return new Bounces(settings(false), null, of.ledger, moved::add);
  }

  private ImapSettings settings(boolean startTls) {
    return settings(server.port(), startTls);
  }

  private static ImapSettings settings(int port, boolean startTls) {
    return imap("127.0.0.1", port, "assentor", "geheim", startTls);
  }

  private void arrives(String name, Delivery about) {
    arrives(BounceMails.named(name, receipt(about)));
  }

  private void arrives(String mail) {
    server.deliver(BounceMails.bytes(mail));
  }

  private Delivery sent(ApprovalRecord entry, String person) {
    return sent(entry, person, Purpose.ANNOUNCEMENT);
  }

  private Delivery sent(ApprovalRecord entry, String person, Purpose purpose) {
    return world.deliveries(entry).stream()
        .filter(it -> it.key().recipient().startsWith(person + "@"))
        .filter(it -> it.key().occasion().purpose() == purpose)
        .findFirst()
        .orElseThrow();
  }

  private static String receipt(Delivery delivery) {
    return Objects.requireNonNull(delivery.receipt());
  }

  private long unread() {
    return server.unread();
  }

  private static boolean isWarning(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(Level.WARN);
  }
}
