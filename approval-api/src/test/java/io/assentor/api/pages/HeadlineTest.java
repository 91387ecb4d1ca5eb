// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.pages.Headline.Tone;
import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.ExecutionResult;
import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Principal;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.RequestState;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a page says first, in every state. */
class HeadlineTest {

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InMemoryLedger ledger = new InMemoryLedger(() -> now);
  private ApprovalRecord entry =
      ledger
          .submit(
              Fixtures.submit(
                  Fixtures.request("checkout"), Fixtures.requiring(Fixtures.ONE_APPROVER)))
          .entry();

  private void execute(Command command) {
    ledger.execute(entry.id(), null, command);
    look();
  }

  private void look() {
    entry = ledger.find(entry.id()).orElseThrow();
  }

  private void after(Duration duration) {
    now = now.plus(duration);
    look();
  }

  private void decide(Verdict verdict) {
    execute(
        new Command.Decide(
            Fixtures.standing("alice", "approver"),
            verdict,
            "because",
            entry.approval().request().view()));
  }

  private void release() {
    decide(Verdict.APPROVE);
    execute(
        new Command.Consume(
            Fixtures.GATEWAY,
            entry.content().fingerprint(),
            "attempt",
            entry.approval().sequence()));
  }

  private void report(ExecutionResult result) {
    release();
    execute(new Command.Report(Fixtures.GATEWAY, result, null, "boom"));
  }

  private void assertSaid(RequestState state, Tone tone, String title, String call) {
    assertThat(RequestState.of(entry)).isEqualTo(state);
    var headline = Headline.of(entry);
    assertThat(headline.tone()).isEqualTo(tone);
    assertThat(headline.title()).isEqualTo(title);
    assertThat(headline.call()).isEqualTo(call);
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).told()).contains(title);
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).sentence())
        .startsWith(StatusLine.of(entry));
  }

  @Test
  void pending_willRunIfApproved() {
    assertSaid(RequestState.PENDING, Tone.WAITING, "Pending", "This will run if approved");
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).sentence())
        .isEqualTo("Waiting for 1 approval from the role approver.");
  }

  @Test
  void approved_mayRunOnce() {
    decide(Verdict.APPROVE);
    assertSaid(RequestState.APPROVED, Tone.GOOD, "Approved, not run yet", "This may run once");
  }

  @Test
  void released_wasReleasedOnceAt() {
    release();
    assertSaid(RequestState.RELEASED, Tone.GOOD, "Released", "This was released once");
    assertThat(Headline.of(entry).at()).isEqualTo(Time.of(now));
  }

  @Test
  void succeeded_ranOnceAt() {
    report(ExecutionResult.SUCCEEDED);
    assertSaid(RequestState.SUCCEEDED, Tone.GOOD, "Ran, succeeded", "This ran once");
    assertThat(Headline.of(entry).at()).isEqualTo(Time.of(now));
  }

  @Test
  void releasedThenFailed_isRed() {
    report(ExecutionResult.FAILED);
    assertSaid(
        RequestState.RUN_FAILED, Tone.BAD, "Ran, failed", "This was released once, then failed");
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).sentence()).contains("\"boom\"");
  }

  @Test
  void unknownResult_mayHaveRun() {
    report(ExecutionResult.UNKNOWN);
    assertSaid(
        RequestState.RESULT_UNKNOWN,
        Tone.BAD,
        "Released, result unknown",
        "This was released once; it may have run");
  }

  @Test
  void denied_didNotRunAndIsNotGreen() {
    decide(Verdict.DENY);
    assertSaid(RequestState.DENIED, Tone.STOPPED, "Denied", "This did not run");
  }

  @Test
  void expired_didNotRun() {
    after(Duration.ofHours(1));
    assertSaid(RequestState.EXPIRED, Tone.STOPPED, "Expired", "This did not run");
  }

  @Test
  void cancelled_didNotRun() {
    execute(new Command.Cancel(Fixtures.GATEWAY, Reason.CANCELLED_BY_GATEWAY, null));
    assertSaid(RequestState.CANCELLED, Tone.STOPPED, "Cancelled", "This did not run");
  }

  @Test
  void failed_didNotRun() {
    execute(
        new Command.GiveUp(
            Principal.assentor(Fixtures.TENANT, "directory"),
            0,
            Reason.NO_ELIGIBLE_APPROVER,
            "no one holds the role",
            entry.approval().sequence()));
    assertSaid(
        RequestState.FAILED, Tone.STOPPED, "Failed: no one could decide", "This did not run");
  }

  @Test
  void revoked_didNotRun() {
    decide(Verdict.APPROVE);
    execute(new Command.Revoke(Fixtures.ALICE, null, true, "changed my mind"));
    assertSaid(RequestState.REVOKED, Tone.STOPPED, "Revoked", "This did not run");
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).sentence())
        .isEqualTo(
            "Approved by alice, then revoked by alice: \"changed my mind\". It did not run.");
  }

  @Test
  void outdated_didNotRun() {
    decide(Verdict.APPROVE);
    execute(
        new Command.Revoke(Principal.assentor(Fixtures.TENANT, "policy"), null, true, "two now"));
    assertSaid(RequestState.OUTDATED, Tone.STOPPED, "Approval outdated", "This did not run");
  }

  @Test
  void lapsed_didNotRun() {
    decide(Verdict.APPROVE);
    after(Duration.ofHours(1));
    assertSaid(RequestState.LAPSED, Tone.STOPPED, "Approval lapsed", "This did not run");
  }

  /** Cards, mails, pages and replies say the same; a gateway's report is said on the page alone. */
  @Test
  void sentence_isTheOneThatCardsAndMailsSay() {
    assertSentence("Waiting for 1 approval from the role approver.");
    decide(Verdict.APPROVE);
    assertSentence("Approved by alice; it has not run yet.");
    after(Duration.ofHours(1));
    assertSentence("Approved by alice, but it was not run in time and has lapsed.");
  }

  @Test
  void sentenceOfARun_saysItsResult() {
    release();
    assertSentence("Approved by alice; released to run, once.");
    execute(new Command.Report(Fixtures.GATEWAY, ExecutionResult.FAILED, null, null));
    assertSentence("Approved by alice; it ran and failed.");
  }

  @Test
  void sentenceOfARequestThatWasReplaced_saysWhatToDecide() {
    execute(
        new Command.Cancel(
            Principal.assentor(Fixtures.TENANT, "policy"), Reason.SUPERSEDED, "another policy"));
    assertSentence(
        "Replaced by a new request under the current rules; decide that one: \"another policy\"."
            + " It did not run.");
  }

  @Test
  void sentenceOfADenial_saysWhoDenied() {
    decide(Verdict.DENY);
    assertSentence("Denied by alice: \"because\".");
    assertThat(sentenceOfDenial(Reason.DENIED_BY_POLICY))
        .isEqualTo("Denied by policy: \"detail\".");
    assertThat(sentenceOfDenial(Reason.RECENTLY_DENIED))
        .isEqualTo("Denied: an approver denied the same call less than ten minutes ago.");
    assertThat(sentenceOfDenial(Reason.APPROVER_FLOOD))
        .isEqualTo("Denied: too many requests are waiting for the approvers: \"detail\".");
  }

  private String sentenceOfDenial(Reason reason) {
    var denied = new Event.Denied(now, reason, "detail");
    var approval = Approval.fold(entry.id(), List.of(entry.approval().request(), denied));
    return StatusLine.of(new ApprovalRecord(approval, entry.content(), 0, now));
  }

  private void assertSentence(String expected) {
    assertThat(StatusLine.of(entry)).isEqualTo(expected);
    assertThat(Progress.of(entry, false, Fixtures.CHANNELS).sentence()).isEqualTo(expected);
  }

  /** Green is for what was agreed to or went well; a stop that was meant is no error. */
  @Test
  void tones_followWhatHappened() {
    assertThat(EnumSet.allOf(RequestState.class)).hasSize(13);
    assertThat(new Message(Message.Kind.STOPPED, "You denied this.", "").kind().css())
        .isEqualTo("stopped");
  }
}
