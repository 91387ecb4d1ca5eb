// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Party;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.ledger.ShownRequest;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The constant part of a request's page: the call, as far as policy discloses it.
 *
 * @param claims the server's claims about the tool
 * @param notes what approvers must also know
 * @param withheld whether a part is shown only on request
 * @param words the agent's own words; absent if there are none
 * @param risk the gateway's score and signals
 * @param history the outcomes of the agent's calls in the last hour
 */
record Asked(
    String id,
    String tool,
    String server,
    String tier,
    String rule,
    @Nullable Folded claims,
    @Nullable String definitionHash,
    List<String> notes,
    ArgumentTree arguments,
    Folded raw,
    boolean redacted,
    boolean withheld,
    Who agent,
    Who subject,
    String gateway,
    @Nullable String session,
    @Nullable Folded words,
    @Nullable Folded risk,
    String history,
    Time submitted,
    int repeats,
    String view) {

  /** Draws a request. */
  static Asked of(ApprovalRecord entry, ShownRequest shown, AgentHistory history) {
    var request = entry.approval().request();
    return new Asked(
        entry.id().uuid().toString(),
        DisplayText.line(shown.tool()),
        DisplayText.line(shown.server()),
        shown.tier(),
        DisplayText.line(shown.rule()),
        folded(shown, Folded.Of.CLAIMS, 600),
        shown.definitionHash(),
        shown.notes().stream().map(DisplayText::line).toList(),
        ArgumentTree.of(shown.arguments(), shown.show()),
        text(shown, Folded.Of.RAW, 0),
        shown.isRedacted() && !isOnlyWithheld(shown),
        shown.hasWithheldParts(),
        party(shown.agent()),
        party(shown.subject()),
        DisplayText.line(shown.gateway().id()),
        line(shown.session()),
        folded(shown, Folded.Of.WORDS, 4_000),
        folded(shown, Folded.Of.RISK, 600),
        history(history),
        Time.of(request.at()),
        entry.repeats(),
        request.view());
  }

  /** Without redaction there is no need for the sentence about it. */
  private static boolean isOnlyWithheld(ShownRequest shown) {
    return shown.hasWithheldParts()
        && !shown.arguments().canonicalString().contains("[redacted]")
        && !shown.context().json().canonicalString().contains("[redacted]");
  }

  private static @Nullable String line(@Nullable String text) {
    return text == null ? null : DisplayText.line(text);
  }

  /** Returns the part of a text that one click fetches. */
  static Folded text(ShownRequest shown, Folded.Of which, int at) {
    return Folded.of(which, whole(shown, which), at, Folded.FETCHED);
  }

  private static @Nullable Folded folded(ShownRequest shown, Folded.Of which, int length) {
    var whole = whole(shown, which);
    return whole.isEmpty() ? null : Folded.of(which, whole, 0, length);
  }

  private static String whole(ShownRequest shown, Folded.Of which) {
    return switch (which) {
      case RAW -> DisplayText.line(shown.arguments().canonicalString());
      case CLAIMS -> {
        var claims = shown.annotations();
        yield claims.members().isEmpty() ? "" : DisplayText.line(claims.canonicalString());
      }
      case RISK -> {
        var context = shown.context();
        yield risk(context.riskScore(), context.riskSignals());
      }
      case WORDS -> {
        var words = shown.context().justification();
        yield words == null ? "" : DisplayText.lines(words);
      }
    };
  }

  /**
   * A subject or an agent.
   *
   * @param issuer the issuer of the id
   * @param claimed whether only the gateway claims it
   */
  record Who(String id, @Nullable String issuer, boolean claimed) {}

  private static Who party(Party party) {
    var issuer = party.issuer();
    return new Who(
        InlineText.word(party.id()),
        issuer == null ? null : InlineText.word(issuer),
        party.assurance() == Assurance.CLAIMED);
  }

  private static String risk(@Nullable Double score, List<String> signals) {
    var parts = new ArrayList<String>();
    if (score != null) {
      parts.add("score " + new Json.Num(score).canonicalString());
    }
    if (!signals.isEmpty()) {
      parts.add(InlineText.list(signals));
    }
    return String.join("; ", parts);
  }

  private static String history(AgentHistory history) {
    return count(history.calls(), "call")
        + " in the last hour, "
        + history.denials()
        + " denied, "
        + history.expiries()
        + " expired undecided";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
