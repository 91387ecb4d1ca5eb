// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.fakes.mail.FakeSmtp;
import io.assentor.fakes.mail.Fault;
import io.assentor.fakes.mail.ReceivedMail;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server that misbehaves does to our mail. */
class SmtpTest {

  private static final Duration SILENCE = Duration.ofMillis(700);

  private static final String NOT_ASKED =
      """

            - {id: dana, identities: [{issuer: 'https://issuer.example', subject: dana}]}
          agents: [{id: deploy-bot, owner: dana}]
      """;

  private final FakeSmtp server = FakeSmtp.start().late(SILENCE.multipliedBy(2));
  private final EmailWorld world = world(EmailWorld.DIRECTORY);

  @AfterEach
  void close() {
    server.close();
  }

  private EmailWorld world(String directory) {
    var world =
        new EmailWorld(
            directory, new Smtp(EmailWorld.relay("127.0.0.1", server.port()), null, SILENCE));
    world.requirement =
        new Requirement(
            List.of(new Stage(new Eligible.Role("owner"), 1, List.of())),
            Duration.ofMinutes(30),
            Duration.ofMinutes(10));
    return world;
  }

  /** Nothing was taken: the same mail is sent anew, and nobody doubts that. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BUSY", "NO_GREETING", "SILENT", "NOT_NOW", "DROPPED_AT_RECIPIENT", "NOT_THIS_NOW"})
  void mailThatWasCertainlyNotTaken_isSentAgain(Fault fault) {
    server.failing(connection -> connection < 2 ? fault : null);
    var entry = world.newRequest("carts");
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(ApplicationFailure.class);
    assertThat(delivery(entry).claims()).as("it may be claimed as if for the first time").isZero();

    world.tend(entry);

    assertThat(server.taken()).hasSize(1);
    assertThat(delivery(entry).receipt()).isEqualTo(server.taken().getFirst().header("Message-ID"));
  }

  /** It may have been taken: the repeat is the same mail, as far as mail programs can tell. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DROPPED_IN_MESSAGE", "DROPPED_UNTAKEN", "DROPPED_TAKEN", "TAKEN_LATE"})
  void mailThatMayHaveBeenTaken_isRepeatedWithTheSameMessageId(Fault fault) {
    server.failing(connection -> connection < 2 ? fault : null);
    var entry = world.newRequest("carts");
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(ApplicationFailure.class);
    assertThat(delivery(entry).isDoubtful()).isTrue();
    world.tend(entry);

    assertThat(server.taken())
        .hasSize(fault == Fault.DROPPED_TAKEN || fault == Fault.TAKEN_LATE ? 3 : 1);
    assertThat(ids(server.taken())).containsExactly(delivery(entry).receipt());
  }

  @Test
  void slowServer_isWaitedFor() {
    server.failing(connection -> Fault.SLOW);
    assertThat(delivery(world.asked()).receipt()).isNotNull();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void mailRefusedForGood_isRecordedWithWhatTheServerSaid() {
    server.failing(connection -> Fault.NEVER_THIS);
    var entry = world.asked();

    assertThat(delivery(entry).failure())
        .contains("554 5.7.1 that looks like spam")
        .doesNotContain("\n", "\u202e", "\u0080");
    assertThat(server.connections()).as("nobody tries again").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 550, 551, 552, 553, 554})
  void refusedAddress_isRecordedAndEndsWhatNobodyCanReach(int code) {
    server.refusing("carol@example.com", code);
    var entry = world.asked();

    assertThat(delivery(entry).failure()).contains(code + " 5.1.1 <carol@example.com> is refused");
    assertThat(world.now(entry).status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(world.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
  }

  @Test
  void refusedAddress_leavesTheOthersAsked() {
    server.refusing("alice@example.com", 550);
    world.requirement =
        new Requirement(
            List.of(new Stage("approver", 1)), Duration.ofMinutes(30), Duration.ofMinutes(10));
    var entry = world.asked();

    assertThat(server.taken()).extracting(ReceivedMail::to).containsExactly("bob@example.com");
    assertThat(world.now(entry).status()).isEqualTo(Status.PENDING);
  }

  /** 530 and its like are about us: an operator mends it, and the mail goes out. */
  @Test
  void refusedSession_isNotTheRecipientsFault() {
    server.refusing("carol@example.com", 530);
    var entry = world.newRequest("carts");
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(ApplicationFailure.class);
    assertThat(delivery(entry).failure()).isNull();
  }

  @Test
  void serverThatIsNotThere_isAFault() {
    server.close();
    var entry = world.newRequest("carts");
    assertThatThrownBy(() -> world.tendOnce(entry)).isInstanceOf(ApplicationFailure.class);
    assertThat(delivery(entry).settled()).isFalse();
  }

  /** 500 mails, one to each of 50 people about ten requests, through every fault that passes. */
  @Test
  void fiveHundredMails_arriveThroughEveryFault() {
    var faults = new ArrayList<>(List.of(Fault.values()));
    faults.removeAll(List.of(Fault.NEVER_THIS, Fault.SILENT)); // one ends it, one only takes long
    server.failing(
        connection -> connection % 3 == 0 ? faults.get(connection / 3 % faults.size()) : null);
    var people =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    "      - {id: p%1$d, roles: [owner], contacts: {email: p%1$d@example.com}}"
                        .formatted(i))
            .collect(Collectors.joining("\n"));
    var many = world("tenants:\n  - name: default\n    people:\n" + people + NOT_ASKED);
    var entries = IntStream.range(0, 10).mapToObj(i -> many.newRequest("carts-" + i)).toList();

    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      entries.forEach(entry -> workers.execute(() -> many.tend(entry)));
    }

    var receipts = new ArrayList<String>();
    for (var entry : entries) {
      many.deliveries(entry).forEach(it -> receipts.add(Objects.requireNonNull(it.receipt())));
    }
    assertThat(receipts).hasSize(500).doesNotHaveDuplicates();
    assertThat(ids(server.taken())).containsExactlyInAnyOrderElementsOf(receipts);
    var repeated =
        server.taken().stream().collect(Collectors.groupingBy(it -> it.header("Message-ID")));
    assertThat(repeated.values())
        .allSatisfy(
            copies -> {
              assertThat(copies.stream().map(ReceivedMail::to).distinct()).hasSize(1);
              assertThat(copies.subList(0, copies.size() - 1))
                  .as("a copy only where the server did not say that it took the one before")
                  .allMatch(copy -> isDoubtful(faults, copy.connection()));
            });
  }

  private static boolean isDoubtful(List<Fault> faults, int connection) {
    var fault = connection % 3 == 0 ? faults.get(connection / 3 % faults.size()) : Fault.SLOW;
    return fault == Fault.DROPPED_TAKEN || fault == Fault.TAKEN_LATE;
  }

  private Delivery delivery(ApprovalRecord entry) {
    return world.deliveries(entry).stream()
        .filter(it -> it.key().occasion().purpose() == Purpose.ANNOUNCEMENT)
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> ids(List<ReceivedMail> taken) {
    return taken.stream().map(it -> it.header("Message-ID")).collect(Collectors.toSet());
  }
}
