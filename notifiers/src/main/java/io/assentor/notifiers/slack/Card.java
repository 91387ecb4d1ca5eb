// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.approval.Status;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Tier;
import io.assentor.core.text.DisplayText;
import io.assentor.notifiers.notice.Question;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The card that approvers see. The request itself is a {@link Rendering}, made once and stored;
 * state, deadline and buttons are drawn anew each time.
 */
final class Card {

  static final String CHANNEL = SlackDoor.NAME;

  static final String APPROVE = "approve";
  static final String DENY = "deny";
  static final String REVIEW = "review";

  /** The limit for reading on a phone; a longer call is reviewed on its page. */
  private static final Question.Limits PHONE = new Question.Limits(60, 2_800, 700);

  private static final int MAX_STATUS = 1_000;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private Card() {}

  /**
   * A message, ready to be posted.
   *
   * @param text all of it in mrkdwn, for screen readers and notifications
   */
  record Message(String text, Json.Arr blocks) {}

  /** What is asked. */
  static Rendering rendering(ApprovalRecord entry) {
    var question = Question.of(entry, PHONE);
    var title = question.title();
    var arguments = question.arguments();
    var who = question.who();
    var why = question.why();
    var said = question.said();

    var blocks = new ArrayList<Json>();
    boolean titled = title.length() <= Blocks.MAX_HEADER;
    blocks.add(Blocks.header(titled ? title : "Run this tool?"));
    if (!titled) {
      blocks.add(
          Blocks.section(
              "Tool: "
                  + Question.name(question.tool())
                  + "\nServer: "
                  + Question.name(question.server())));
    }
    blocks.add(Blocks.preformatted(arguments.text()));
    if (!arguments.isWhole()) {
      blocks.add(Blocks.section(arguments.missing()));
    }
    blocks.add(Blocks.section(who + "\n" + why));
    if (said != null) {
      blocks.add(Blocks.context(Question.UNCHECKED));
      blocks.add(Blocks.quote(said));
    }
    if (!Question.requirement(entry).doors().admit(SlackDoor.DECIDES.door())) {
      blocks.add(Blocks.context("Decided on its page, not in Slack."));
    }

    var spoken = new ArrayList<String>(List.of(title, arguments.text()));
    if (!arguments.isWhole()) {
      spoken.add(arguments.missing());
    }
    spoken.add(who);
    spoken.add(why);
    if (said != null) {
      spoken.add(Question.UNCHECKED + "\n" + said);
    }
    return new Rendering(
        CHANNEL,
        Json.object()
            .put("blocks", new Json.Arr(blocks))
            .put("text", Blocks.escape(String.join("\n", spoken)))
            .put("title", title)
            .put("confirm", isConfirmed(entry) ? confirmed(entry) : null)
            .put("complete", Json.Bool.of(question.isWhole()))
            .build());
  }

  /**
   * Returns the card for the current state.
   *
   * @param asked whether its readers are asked to decide now
   */
  static Message of(Notice notice, boolean asked) {
    var entry = notice.entry();
    var rendering = Objects.requireNonNull(notice.rendering(), "a card without its rendering");
    var kept = Members.of(rendering.body());
    var blocks =
        new ArrayList<>(
            ((Json.Arr) Objects.requireNonNull(rendering.body().get("blocks"))).items());
    var status = status(entry);
    blocks.add(Blocks.section(status));
    if (entry.status() != Status.PENDING) {
      return new Message(Blocks.escape(status) + "\n" + kept.string("text"), new Json.Arr(blocks));
    }
    until(entry, blocks);
    var buttons = new ArrayList<Json>();
    if (asked && Question.requirement(entry).doors().admit(SlackDoor.DECIDES.door())) {
      var about = new Subject(entry.id(), entry.viewOf(rendering)).value();
      if (rendering.isComplete()) {
        buttons.add(Blocks.button(APPROVE, "Approve", about, "primary", confirm(entry, kept)));
      }
      buttons.add(Blocks.button(DENY, "Deny", about, "danger", null));
    }
    buttons.add(Blocks.link(REVIEW, "Review", notice.link()));
    blocks.add(Blocks.actions(buttons));
    var text =
        kept.string("text") + "\n" + Blocks.escape(status) + "\n" + Blocks.escape(notice.link());
    return new Message(text, new Json.Arr(blocks));
  }

  /**
   * Returns a plain message instead of a card that Slack refuses; the request is decided on its
   * page.
   */
  static Message plain(Notice notice) {
    var status = status(notice.entry());
    var lead = "A tool call needs a decision. Slack cannot show it; Review shows all of it.";
    var blocks = new ArrayList<Json>();
    blocks.add(Blocks.section(lead));
    blocks.add(Blocks.section(status));
    if (notice.entry().status() == Status.PENDING) {
      blocks.add(Blocks.actions(List.of(Blocks.link(REVIEW, "Review", notice.link()))));
    }
    return new Message(
        lead + "\n" + Blocks.escape(status + "\n" + notice.link()), new Json.Arr(blocks));
  }

  /** Returns a message about a request that already has a card, or about its outcome. */
  static Message note(Notice notice) {
    var entry = notice.entry();
    var lead =
        switch (notice.occasion().purpose()) {
          case ANNOUNCEMENT -> "The approvers of the next stage have been asked.";
          case REMINDER -> "Still waiting.";
          case ESCALATION -> "More people have been asked.";
          case OUTCOME -> Question.name(title(entry));
        };
    var status = status(entry);
    var blocks = new ArrayList<Json>();
    blocks.add(Blocks.section(lead + "\n" + status));
    if (entry.status() == Status.PENDING) {
      until(entry, blocks);
    }
    var text = Blocks.escape(lead + "\n" + status + "\n" + notice.link());
    return new Message(text, new Json.Arr(blocks));
  }

  private static String title(ApprovalRecord entry) {
    return Question.of(entry, PHONE).title();
  }

  private static String status(ApprovalRecord entry) {
    return DisplayText.cut(StatusLine.of(entry), MAX_STATUS);
  }

  /** Drawn from the kept rendering; cards of old kept neither title nor arguments for it. */
  private static Json.@Nullable Obj confirm(ApprovalRecord entry, Members kept) {
    if (!isConfirmed(entry)) {
      return null;
    }
    var title = Objects.requireNonNullElseGet(kept.optionalString("title"), () -> title(entry));
    var text =
        Objects.requireNonNullElseGet(kept.optionalString("confirm"), () -> confirmed(entry));
    return Blocks.confirm(title, text, "Approve");
  }

  private static boolean isConfirmed(ApprovalRecord entry) {
    return entry.approval().request().assessment().tier().compareTo(Tier.HIGH) >= 0;
  }

  private static String confirmed(ApprovalRecord entry) {
    var arguments =
        DisplayText.beginning(
            entry.content().shown().arguments(),
            Question.requirement(entry).show(),
            PHONE.lines(),
            Blocks.MAX_CONFIRM_TEXT);
    var text = String.join("\n", arguments);
    return text.isEmpty() ? "No arguments." : text;
  }

  private static void until(ApprovalRecord entry, List<Json> blocks) {
    var expiresAt = entry.approval().request().expiresAt();
    if (expiresAt != null) {
      blocks.add(Blocks.ownContext("Decide by " + localTime(expiresAt)));
    }
  }

  /** Slack shows it in the reader's own time zone. */
  private static String localTime(Instant at) {
    return "<!date^%d^{date_short_pretty} {time}|%s>"
        .formatted(at.getEpochSecond(), UTC.format(at));
  }
}
