// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.approval.Status;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import io.assentor.notifiers.notice.Question;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The content of a mail, independent of text and HTML. The call is a {@link Rendering}, made once
 * and stored; the state is current in each mail. All untrusted text is {@link InlineText} or {@link
 * io.assentor.core.text.DisplayText}.
 *
 * @param subject without {@code Re:}; the same for every mail of a request
 * @param lead why this mail was sent
 * @param status the request's state
 * @param until when it expires; absent if it no longer waits
 * @param link the link to its page, the only link in the mail
 * @param arguments what will run
 * @param missing a warning that arguments are missing; absent if they are complete
 * @param said what agent and gateway say about the call; absent if they say nothing
 */
record Letter(
    String subject,
    String lead,
    String status,
    @Nullable String until,
    String link,
    String title,
    String arguments,
    @Nullable String missing,
    String who,
    String why,
    @Nullable String said) {

  static final String CHANNEL = "email";

  /** Roughly what mail programs show before they cut off a message. */
  private static final Question.Limits ROOM = new Question.Limits(400, 20_000, 4_000);

  private static final int MAX_STATUS = 1_000;

  private static final int MAX_TOOL = 45;
  private static final int MAX_SERVER = 25;
  private static final int MAX_AGENT = 20;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** What is asked. */
  static Rendering rendering(ApprovalRecord entry) {
    var question = Question.of(entry, ROOM);
    var arguments = question.arguments();
    return new Rendering(
        CHANNEL,
        Json.object()
            .put("subject", subject(entry))
            .put(
                "title",
                "Run "
                    + Question.name(question.tool())
                    + " on "
                    + Question.name(question.server())
                    + "?")
            .put("arguments", arguments.text())
            .put("missing", arguments.isWhole() ? null : arguments.missing())
            .put("who", question.who())
            .put("why", question.why())
            .put("said", question.said())
            .put("complete", Json.Bool.of(question.isWhole()))
            .build());
  }

  /** What there is to say now. */
  static Letter of(Notice notice) {
    var entry = notice.entry();
    var rendering = Objects.requireNonNull(notice.rendering(), "a mail without its rendering");
    var kept = Members.of(rendering.body());
    var expiresAt = entry.approval().request().expiresAt();
    boolean waits = entry.status() == Status.PENDING;
    return new Letter(
        Objects.requireNonNullElseGet(kept.optionalString("subject"), () -> subject(entry)),
        lead(notice.occasion().purpose()),
        DisplayText.cut(StatusLine.of(entry), MAX_STATUS),
        waits && expiresAt != null ? "Decide by " + UTC.format(expiresAt) + "." : null,
        notice.link(),
        kept.string("title"),
        kept.string("arguments"),
        kept.optionalString("missing"),
        kept.string("who"),
        kept.string("why"),
        kept.optionalString("said"));
  }

  private static String lead(Purpose purpose) {
    return switch (purpose) {
      case ANNOUNCEMENT -> "Please review this tool call.";
      case REMINDER -> "This request is still waiting for a decision.";
      case ESCALATION -> "This request is still waiting; more people have been asked.";
      case OUTCOME -> "This request is closed. No action is needed.";
    };
  }

  /**
   * Returns the subject, which begins with the tier for sorting and is short enough to be seen
   * whole.
   */
  private static String subject(ApprovalRecord entry) {
    var call = entry.content().call();
    var request = entry.approval().request();
    return "["
        + Members.nameOf(request.assessment().tier())
        + "] Approve? "
        + word(call.name(), MAX_TOOL)
        + " on "
        + word(call.server(), MAX_SERVER)
        + " ("
        + word(request.agent().id(), MAX_AGENT)
        + ")";
  }

  /** Cuts the name before quoting it, so that its end is unambiguous. */
  private static String word(String name, int max) {
    var whole = name.length() <= max ? InlineText.word(name) : "";
    if (!whole.isEmpty() && whole.length() <= max) {
      return whole;
    }
    int end = Math.min(name.length(), max);
    String shown;
    do {
      end = name.offsetByCodePoints(end, -1); // an invisible character is shown by several
      shown = InlineText.quoted(name.substring(0, end)) + "…";
    } while (shown.length() > max && end > 0);
    return shown;
  }

  /** Lines of a text from outside, which may be empty. */
  static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }
}
