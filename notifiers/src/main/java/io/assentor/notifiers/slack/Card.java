// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.Assurance;
import io.assentor.core.CallContent.Rendering;
import io.assentor.core.Channel.Notice;
import io.assentor.core.Door;
import io.assentor.core.Effect;
import io.assentor.core.Entry;
import io.assentor.core.Legible;
import io.assentor.core.Party;
import io.assentor.core.Requirement;
import io.assentor.core.Status;
import io.assentor.core.StatusLine;
import io.assentor.core.Tier;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an approver sees. The part that says what is asked is a {@link Rendering}, made once and
 * kept; the part that moves (how it stands, until when, the buttons) is drawn anew each time.
 */
final class Card {

  static final String CHANNEL = "slack";

  static final String APPROVE = "approve";
  static final String DENY = "deny";
  static final String REVIEW = "review";

  /** Of one name from outside; what is longer is not shown whole. */
  private static final int MAX_NAME = 300;

  /** Of what the agent says. */
  private static final int MAX_WORDS = 700;

  private static final int MAX_STATUS = 1_000;

  private static final String UNCHECKED = "In the agent's own words, which nobody has checked:";

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
  static Rendering rendering(Entry entry) {
    var call = entry.content().call();
    var requirement = requirement(entry);
    var name = Legible.line(call.name());
    var server = Legible.line(call.server());
    var title = title(entry);
    var arguments =
        Excerpt.of(Legible.arguments(entry.content().shown().arguments(), requirement.show()));
    var who = who(entry);
    var why = why(entry);
    var said = said(entry);

    var blocks = new ArrayList<Json>();
    boolean titled = title.length() <= Blocks.MAX_HEADER;
    blocks.add(Blocks.header(titled ? title : "Run this tool?"));
    if (!titled) {
      blocks.add(Blocks.section("Tool: " + cut(name) + "\nServer: " + cut(server)));
    }
    blocks.add(Blocks.preformatted(arguments.text()));
    if (!arguments.isWhole()) {
      blocks.add(Blocks.section(arguments.missing()));
    }
    blocks.add(Blocks.section(who + "\n" + why));
    if (said != null) {
      blocks.add(Blocks.context(UNCHECKED));
      blocks.add(Blocks.quote(said));
    }
    if (!requirement.doors().contains(Door.SLACK)) {
      blocks.add(Blocks.context("Decided on its page, not in Slack."));
    }

    var spoken = new ArrayList<String>(List.of(title, arguments.text()));
    if (!arguments.isWhole()) {
      spoken.add(arguments.missing());
    }
    spoken.add(who);
    spoken.add(why);
    if (said != null) {
      spoken.add(UNCHECKED + "\n" + said);
    }
    var request = entry.approval().request();
    boolean namedWhole =
        Stream.of(
                name,
                server,
                request.agent().id(),
                request.subject().id(),
                request.gateway().name(),
                request.assessment().rule())
            .allMatch(it -> Legible.line(it).length() <= MAX_NAME);
    boolean noted =
        request.assessment().notes().stream().mapToInt(String::length).sum() <= MAX_NAME;
    boolean complete = arguments.isWhole() && namedWhole && noted;
    return new Rendering(
        CHANNEL,
        Json.object()
            .put("blocks", new Json.Arr(blocks))
            .put("text", Blocks.escape(String.join("\n", spoken)))
            .put("complete", Json.Bool.of(complete))
            .build());
  }

  /**
   * The card as it stands now.
   *
   * @param asked whether those who see it are asked to decide now
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
    if (asked && requirement(entry).doors().contains(Door.SLACK)) {
      var about = new Subject(entry.id(), rendering.view(entry.content().salt())).value();
      if (rendering.isComplete()) {
        buttons.add(Blocks.button(APPROVE, "Approve", about, "primary", confirm(entry)));
      }
      buttons.add(Blocks.button(DENY, "Deny", about, "danger", null));
    }
    buttons.add(Blocks.link(REVIEW, "Review", notice.link()));
    blocks.add(Blocks.actions(buttons));
    var text =
        kept.string("text") + "\n" + Blocks.escape(status) + "\n" + Blocks.escape(notice.link());
    return new Message(text, new Json.Arr(blocks));
  }

  /** Instead of a card that Slack refuses to show: what is left is decided on its page. */
  static Message plain(Notice notice) {
    var status = status(notice.entry());
    var lead = "A tool call needs a decision. Slack cannot show it; Review has all of it.";
    var blocks = new ArrayList<Json>();
    blocks.add(Blocks.section(lead));
    blocks.add(Blocks.section(status));
    if (notice.entry().status() == Status.PENDING) {
      blocks.add(Blocks.actions(List.of(Blocks.link(REVIEW, "Review", notice.link()))));
    }
    return new Message(
        lead + "\n" + Blocks.escape(status + "\n" + notice.link()), new Json.Arr(blocks));
  }

  /** Word about a request that has a card already, or about its outcome. */
  static Message note(Notice notice) {
    var entry = notice.entry();
    var lead =
        switch (notice.purpose()) {
          case ANNOUNCEMENT -> "The next stage is asked.";
          case REMINDER -> "Still waiting.";
          case ESCALATION -> "More people are asked now.";
          case OUTCOME -> cut(title(entry));
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

  private static String title(Entry entry) {
    var call = entry.content().call();
    return "Run " + Legible.line(call.name()) + " on " + Legible.line(call.server()) + "?";
  }

  private static String status(Entry entry) {
    return Blocks.cut(StatusLine.of(entry), MAX_STATUS);
  }

  private static String who(Entry entry) {
    var request = entry.approval().request();
    return "Asked by agent "
        + party(request.agent())
        + " for "
        + party(request.subject())
        + ", through gateway "
        + cut(Legible.line(request.gateway().name()))
        + ".";
  }

  private static String party(Party party) {
    return cut(Legible.line(party.id()))
        + (party.assurance() == Assurance.VERIFIED ? " (verified)" : " (claimed, not verified)");
  }

  private static String why(Entry entry) {
    var assessment = entry.approval().request().assessment();
    var why =
        new StringBuilder("Held by rule ")
            .append(cut(Legible.line(assessment.rule())))
            .append(", tier ")
            .append(Members.nameOf(assessment.tier()))
            .append('.');
    assessment.notes().forEach(note -> why.append("\n⚠ ").append(cut(Legible.line(note))));
    return Blocks.cut(why.toString(), MAX_STATUS);
  }

  /** What agent and gateway say around the call; absent if they say nothing. */
  private static @Nullable String said(Entry entry) {
    var context = entry.content().shown().context();
    var said = new ArrayList<String>();
    if (context.justification() != null) {
      said.add(Legible.lines(context.justification()));
    }
    if (context.riskScore() != null || !context.riskSignals().isEmpty()) {
      var score =
          context.riskScore() == null
              ? ""
              : " " + new Json.Num(context.riskScore()).canonicalString();
      var signals = context.riskSignals().stream().map(Legible::line).toList();
      var because = signals.isEmpty() ? "" : " (" + String.join(", ", signals) + ")";
      said.add("Risk, says the gateway:" + score + because);
    }
    var all = String.join("\n", said).strip();
    return all.isEmpty() ? null : Blocks.cut(all, MAX_WORDS);
  }

  private static Json.@Nullable Obj confirm(Entry entry) {
    if (entry.approval().request().assessment().tier().compareTo(Tier.HIGH) < 0) {
      return null;
    }
    var arguments =
        Legible.arguments(entry.content().shown().arguments(), requirement(entry).show());
    var text = String.join("\n", arguments);
    return Blocks.confirm(title(entry), text.isEmpty() ? "No arguments." : text, "Approve");
  }

  private static void until(Entry entry, List<Json> blocks) {
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

  private static Requirement requirement(Entry entry) {
    if (entry.approval().request().assessment().effect()
        instanceof Effect.Require(var requirement)) {
      return requirement;
    }
    throw new IllegalStateException(entry.id() + " requires nobody");
  }

  private static String cut(String text) {
    return Blocks.cut(text, MAX_NAME);
  }
}
