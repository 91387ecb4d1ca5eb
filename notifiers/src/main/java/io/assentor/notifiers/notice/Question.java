// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.notice;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Party;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request in the words that every channel uses. All of it is {@link DisplayText},
 * and none of it is more than policy discloses.
 *
 * @param tool its name, on one line
 * @param server its name, on one line
 * @param who who asks for whom, and whether that is verified
 * @param why the rule that holds it, followed by a line for each of its notes
 * @param said what agent and gateway say about the call; absent if they say nothing
 * @param isWhole whether the call is shown whole; only the agent's words may have been shortened
 */
public record Question(
    String tool,
    String server,
    Excerpt arguments,
    String who,
    String why,
    @Nullable String said,
    boolean isWhole) {

  /** The heading of {@link #said}. */
  public static final String UNCHECKED = "In the agent's own words (not verified):";

  /** The longest untrusted name shown whole. */
  private static final int MAX_NAME = 300;

  /** The part of a longer name that fits even if every character is invisible. */
  private static final int MAX_CUT = 30;

  private static final int MAX_WHY = 1_000;

  /**
   * The space that a channel has.
   *
   * @param lines of arguments
   * @param length of arguments, in characters
   * @param words of what the agent says, in characters
   */
  public record Limits(int lines, int length, int words) {}

  /** Returns the content of a request. */
  public static Question of(ApprovalRecord entry, Limits limits) {
    var call = entry.content().call();
    var shown = entry.content().shown().arguments();
    // However long and deep the arguments are, only the text shown is made.
    var lines =
        DisplayText.beginning(shown, requirement(entry).show(), limits.lines(), limits.length());
    var arguments = Excerpt.of(lines, limits.lines(), limits.length());
    return new Question(
        InlineText.word(call.name()),
        InlineText.word(call.server()),
        arguments,
        who(entry),
        DisplayText.cut(why(entry), MAX_WHY),
        said(entry, limits.words()),
        arguments.isWhole()
            && !entry.content().hasWithheldParts()
            && isNamedWhole(entry)
            && why(entry).length() <= MAX_WHY);
  }

  private static boolean isNamedWhole(ApprovalRecord entry) {
    var call = entry.content().call();
    var request = entry.approval().request();
    var names =
        Stream.of(
            call.name(),
            call.server(),
            request.agent().id(),
            request.subject().id(),
            request.gateway().name(),
            request.assessment().rule());
    return Stream.concat(names, request.assessment().noteTexts().stream())
        .allMatch(name -> DisplayText.line(name).length() <= MAX_NAME);
  }

  /** Returns it in one sentence. */
  public String title() {
    return "Run " + tool + " on " + server + "?";
  }

  /** Returns the part of a name that is shown. */
  public static String name(String name) {
    return DisplayText.cut(name, MAX_NAME);
  }

  /** Returns a name in a form that cannot be mistaken for Assentor's own words, shortened. */
  private static String inline(String name) {
    return DisplayText.line(name).length() <= MAX_NAME
        ? InlineText.word(name)
        : InlineText.quoted(DisplayText.cut(name, MAX_CUT)) + "…";
  }

  /** Returns what policy requires for this request. */
  public static Requirement requirement(ApprovalRecord entry) {
    if (entry.approval().request().assessment().effect()
        instanceof Effect.Require(var requirement)) {
      return requirement;
    }
    throw new IllegalStateException(entry.id() + " requires nobody");
  }

  private static String who(ApprovalRecord entry) {
    var request = entry.approval().request();
    return "Asked by agent "
        + party(request.agent())
        + " for "
        + party(request.subject())
        + ", through gateway "
        + inline(request.gateway().name())
        + ".";
  }

  private static String party(Party party) {
    return inline(party.id())
        + (party.assurance() == Assurance.VERIFIED ? " (verified)" : " (claimed, not verified)");
  }

  private static String why(ApprovalRecord entry) {
    var assessment = entry.approval().request().assessment();
    var why =
        new StringBuilder("Held by rule ")
            .append(inline(assessment.rule()))
            .append(", tier ")
            .append(Members.nameOf(assessment.tier()))
            .append('.');
    assessment.noteTexts().forEach(note -> why.append("\n⚠ ").append(name(DisplayText.line(note))));
    return why.toString();
  }

  private static @Nullable String said(ApprovalRecord entry, int max) {
    var context = entry.content().shown().context();
    var said = new ArrayList<String>();
    if (context.justification() != null) {
      said.add(DisplayText.lines(context.justification()));
    }
    if (context.riskScore() != null || !context.riskSignals().isEmpty()) {
      var score =
          context.riskScore() == null
              ? ""
              : " " + new Json.Num(context.riskScore()).canonicalString();
      var signals = context.riskSignals().stream().map(InlineText::quoted).toList();
      var because = signals.isEmpty() ? "" : " (" + String.join(", ", signals) + ")";
      said.add("Risk according to the gateway:" + score + because);
    }
    var all = String.join("\n", said).strip();
    return all.isEmpty() ? null : DisplayText.cut(all, max);
  }
}
