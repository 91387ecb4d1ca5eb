// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.assentor.core.Role;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

/** What was committed is answered even if the database is unavailable by then. */
class CommittedAnswerTest {

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"));
  private final Replies replies;
  private final Caller gatewayAndApprover =
      new Caller(Fixtures.GATEWAY, Set.of(Role.GATEWAY, Role.APPROVER), Set.of(), null);

  CommittedAnswerTest() throws JOSEException {
    var key = new ECKeyGenerator(Curve.P_256).keyID("1").generate();
    var tokens = new DecisionTokens("https://assentor.example", key);
    var away = new Away();
    replies = new Replies(new Answers("https://assentor.example", tokens, away), away);
  }

  private ApprovalRecord submitted() {
    var request = Fixtures.request("checkout");
    return ledger
        .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
        .entry();
  }

  private CommandResult.Done executed(ApprovalRecord entry, Command command) {
    return (CommandResult.Done) ledger.execute(entry.id(), null, command);
  }

  private CommandResult.Done approved() {
    var entry = submitted();
    var standing = Fixtures.standing("alice", "approver");
    var view = entry.approval().request().view();
    return executed(entry, new Command.Decide(standing, Verdict.APPROVE, null, view));
  }

  @Test
  void release_isAnsweredToAGatewayThatReviewsToo() {
    var approved = approved().entry();
    var sequence = approved.approval().sequence();
    var presented = approved.approval().request().fingerprint();
    var consumed =
        executed(approved, new Command.Consume(Fixtures.GATEWAY, presented, "a", sequence));

    var answer = answer(replies.releasing(consumed.entry(), Optional.empty()));

    assertThat(answer.allow()).isTrue();
    assertThat(answer.arguments()).isEqualTo(approved.content().call().arguments());
  }

  @Test
  void decision_isAnsweredWithoutWhatCannotBeRead() {
    var answer = answer(replies.outcome(approved(), gatewayAndApprover));

    assertThat(answer.status()).isEqualTo("approved");
    assertThat(answer.request()).isNull();
    assertThat(answer.deliveries()).isNull();
  }

  @Test
  void submissionAndRefusal_areAnsweredWithoutWhatCannotBeRead() {
    var entry = submitted();

    var pending = answer(replies.answer(entry, gatewayAndApprover, Optional.empty()));
    var refused = replies.problem(new Refusal.OwnRequest(), entry, gatewayAndApprover);

    assertThat(pending.status()).isEqualTo("pending");
    assertThat(refused.problem().code()).isEqualTo("own-request");
  }

  @Test
  void question_failsAsNothingWasCommitted() {
    var entry = submitted();
    assertThatThrownBy(() -> replies.answerToRead(entry, gatewayAndApprover, Optional.empty()))
        .hasMessage("the database is away");
  }

  private static Answer answer(ResponseEntity<?> response) {
    return (Answer) Objects.requireNonNull(response.getBody());
  }

  /** A reader whose database is away. */
  private static final class Away implements LedgerReader {

    private static RuntimeException away() {
      return new IllegalStateException("the database is away");
    }

    @Override
    public Optional<ApprovalRecord> find(ApprovalId id) {
      throw away();
    }

    @Override
    public AgentHistory history(String tenant, String agent, Duration within) {
      throw away();
    }

    @Override
    public List<Delivery> deliveries(ApprovalId id) {
      throw away();
    }

    @Override
    public Page search(Query query) {
      throw away();
    }

    @Override
    public List<Waiting> waiting(String tenant, Candidate by, int limit) {
      throw away();
    }

    @Override
    public Optional<Rendering> rendering(ApprovalId id, String channel) {
      throw away();
    }

    @Override
    public Rendering shown(ApprovalRecord entry) {
      throw away();
    }

    @Override
    public Optional<Story> story(ApprovalId id) {
      throw away();
    }

    @Override
    public Optional<Verification> verify(ApprovalId id) {
      throw away();
    }
  }
}
