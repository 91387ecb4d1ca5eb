// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Use;
import io.assentor.core.approval.Verdict;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Eligible;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changing part of a request's page: its progress.
 *
 * @param headline the state
 * @param sentence the state in a sentence, as cards and mails say it
 * @param clock the time left; absent when it no longer matters
 * @param clockEnd when the time ends
 * @param agent whether a gateway waits for the answer
 */
record Progress(
    Headline headline,
    String sentence,
    @Nullable String clock,
    @Nullable Time clockEnd,
    @Nullable String agent,
    List<Stage> stages,
    List<Decision> decisions) {

  /**
   * A stage.
   *
   * @param who may decide in it
   * @param by who has approved in it
   */
  record Stage(String who, int needed, int has, List<String> by, boolean open) {}

  /**
   * A decision.
   *
   * @param door where it came in, in words
   */
  record Decision(String person, String verdict, @Nullable String reason, Time at, String door) {}

  static Progress of(ApprovalRecord entry, boolean waiter, DecidingChannels channels) {
    var approval = entry.approval();
    var end = end(entry);
    return new Progress(
        Headline.of(entry),
        sentence(entry),
        end == null ? null : Time.left(entry.asOf(), end),
        end == null ? null : Time.of(end),
        agent(entry, waiter),
        stages(approval),
        approval.decisions().stream().map(it -> decision(it, channels)).toList());
  }

  /** What is said aloud when it has changed. */
  public String told() {
    return headline.title() + ". " + sentence;
  }

  private static java.time.@Nullable Instant end(ApprovalRecord entry) {
    var approval = entry.approval();
    if (entry.status() == Status.PENDING) {
      return approval.request().expiresAt();
    }
    return approval.use(entry.asOf()) == Use.UNUSED ? approval.validUntil() : null;
  }

  /** Only for this process, so the text says no more than that. */
  private static @Nullable String agent(ApprovalRecord entry, boolean waiter) {
    boolean matters =
        entry.status() == Status.PENDING || entry.approval().use(entry.asOf()) == Use.UNUSED;
    if (!matters) {
      return null;
    }
    return waiter
        ? "A gateway is waiting for the decision."
        : "No gateway is waiting right now; it may ask again.";
  }

  /**
   * On its page only, a request says what the gateway reports of its run, which may be anything.
   */
  private static String sentence(ApprovalRecord entry) {
    var result = entry.approval().result();
    var message = result == null ? null : result.message();
    return message == null
        ? StatusLine.of(entry)
        : StatusLine.of(entry) + " The gateway reported " + InlineText.quoted(message) + ".";
  }

  private static List<Stage> stages(Approval approval) {
    var stages = new ArrayList<Stage>();
    var open = approval.waitingStage().orElse(-1);
    for (var it : approval.stages()) {
      stages.add(
          new Stage(
              DisplayText.line(Eligible.described(it.eligible())),
              it.stage().needed(),
              it.by().size(),
              it.by().stream().map(DisplayText::line).toList(),
              approval.closed() == null && stages.size() == open));
    }
    return stages;
  }

  private static Decision decision(Event.Decided it, DecidingChannels channels) {
    var reason = it.reason();
    return new Decision(
        DisplayText.line(it.standing().person()),
        it.verdict() == Verdict.APPROVE ? "approved" : "denied",
        reason == null ? null : DisplayText.lines(reason),
        Time.of(it.at()),
        DisplayText.line(channels.place(it.standing().door())));
  }
}
