// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.Salt;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.assentor.core.ledger.LedgerReader.Story;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The record of a request as an auditor reads it: a bounded part of each list, the beginning of
 * each text. Clicks fetch the rest, part by part.
 */
final class StoryRows {

  /** Rows of one part. */
  private static final int LISTED = 50;

  /** Of a text, in UTF-16 units. */
  private static final int IN_SIGHT = 400;

  /** Identifies a list of the record. */
  enum Section {
    PROBLEMS,
    /** Parts that failed verification and are left out. */
    DAMAGED,
    EVENTS,
    SHOWN,
    SENT,
    TRIED;

    static Section named(@Nullable String text) {
      return Arrays.stream(values())
          .filter(it -> nameOf(it).equals(text))
          .findFirst()
          .orElseThrow(() -> PageException.badForm("a part of the story, as its page links to it"));
    }
  }

  /**
   * A row; members that a section does not have are absent.
   *
   * @param what kind of event, channel, purpose of a message, or command
   * @param who the recipient, or the principal of an attempt
   * @param hash an event's link, or the view of a rendering
   * @param text the long text
   */
  record Row(
      @Nullable Time at,
      @Nullable String what,
      @Nullable String who,
      @Nullable String hash,
      Folded text) {}

  /**
   * A part of a section.
   *
   * @param more further rows; absent if these are the last
   */
  record Listed(List<Row> rows, @Nullable More more) {}

  private final Story story;
  private final List<String> problems;

  /**
   * Reads a story.
   *
   * @param problems findings of verification, for display
   */
  StoryRows(Story story, List<String> problems) {
    this.story = story;
    this.problems = problems;
  }

  ApprovalRecord entry() {
    return story.entry();
  }

  /** Returns the rows from an index on. */
  Listed listed(Section section, int from) {
    int size = size(section);
    int begin = Math.min(from, size);
    int end = Math.min(size, begin + LISTED);
    var rows = IntStream.range(begin, end).mapToObj(at -> row(section, at)).toList();
    return new Listed(rows, end == size ? null : More.rows(section, end, size - end));
  }

  /** Returns the part of a row's text that one click fetches. */
  Folded text(Section section, int row, int at) {
    if (row >= size(section)) {
      throw PageException.notFound();
    }
    return folded(section, row, whole(section, row), at, Folded.FETCHED);
  }

  private int size(Section section) {
    return switch (section) {
      case PROBLEMS -> problems.size();
      case DAMAGED -> story.damaged().size();
      case EVENTS -> story.events().size();
      case SHOWN -> story.renderings().size();
      case SENT -> story.deliveries().size();
      case TRIED -> story.attempts().size();
    };
  }

  private Row row(Section section, int at) {
    var text = folded(section, at, whole(section, at), 0, IN_SIGHT);
    return switch (section) {
      case PROBLEMS, DAMAGED -> new Row(null, null, null, null, text);
      case EVENTS -> event(story.events().get(at), text);
      case SHOWN -> {
        var it = story.renderings().get(at);
        yield new Row(null, DisplayText.line(it.channel()), null, "view " + it.view(salt()), text);
      }
      case SENT -> {
        var key = story.deliveries().get(at).key();
        var to = ShortName.word(key.recipient()) + " by " + ShortName.word(key.channel());
        yield new Row(null, nameOf(key.occasion().purpose()), to, null, text);
      }
      case TRIED -> attempt(story.attempts().get(at), text);
    };
  }

  private Salt salt() {
    return story.entry().content().salt();
  }

  private static Row event(StoredEvent stored, Folded text) {
    var type = EventFormat.type(stored.event());
    return new Row(Time.of(stored.event().at()), type, null, "link " + stored.hash(), text);
  }

  private static Row attempt(FiledAttempt filed, Folded text) {
    var by = filed.attempt().by();
    var who =
        ShortName.word(by.name())
            + " of "
            + ShortName.word(by.tenant())
            + " ("
            + ShortName.word(by.issuer())
            + ")";
    return new Row(
        Time.of(filed.at()), DisplayText.line(filed.attempt().command()), who, null, text);
  }

  private static Folded folded(Section section, int row, String whole, int at, int length) {
    return Folded.of(whole, at, length, (end, left) -> More.rowText(section, row, end, left));
  }

  private String whole(Section section, int at) {
    return switch (section) {
      case PROBLEMS -> problems.get(at);
      case DAMAGED -> DisplayText.line(story.damaged().get(at));
      case EVENTS ->
          DisplayText.line(EventFormat.data(story.events().get(at).event()).canonicalString());
      case SHOWN -> DisplayText.line(story.renderings().get(at).body().canonicalString());
      case SENT -> how(story.deliveries().get(at));
      case TRIED -> {
        var it = story.attempts().get(at).attempt();
        yield DisplayText.line(it.refusal() + ": " + it.detail());
      }
    };
  }

  private static String how(Delivery delivery) {
    return switch (delivery.status()) {
      case SENDING -> "sending" + attempts(delivery);
      case RETRYING -> "not sent" + attempts(delivery) + retrying(delivery);
      case SENT ->
          "receipt "
              + quoted(delivery.receipt())
              + (delivery.nextTryAt() == null ? "" : ", not up to date" + retrying(delivery));
      case FAILED ->
          "failed"
              + attempts(delivery)
              + (delivery.failure() == null
                  ? ": no attempt was confirmed"
                  : ": " + quoted(delivery.failure()));
      case RETURNED ->
          "failed after it was sent: "
              + quoted(delivery.failure())
              + ", receipt "
              + quoted(delivery.receipt());
    };
  }

  private static String attempts(Delivery delivery) {
    int attempts = delivery.attempts();
    return attempts <= 1 ? "" : " after " + attempts + " attempts";
  }

  private static String retrying(Delivery delivery) {
    var error = delivery.lastError();
    return error == null || error.nextTryAt() == null
        ? ""
        : ", next attempt " + Time.of(error.nextTryAt()).text() + ": " + quoted(error.message());
  }

  private static String quoted(@Nullable String text) {
    return InlineText.quoted(Objects.requireNonNullElse(text, ""));
  }
}
