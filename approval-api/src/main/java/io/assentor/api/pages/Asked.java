// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.Party;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Requirement;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, as far as policy discloses it: what does not move while somebody looks.
 *
 * @param claims what the tool's server says of the tool
 * @param notes what whoever decides must know besides
 * @param words the agent's own; absent if it says nothing
 * @param risk the gateway's score and signals
 * @param history what became of the agent's calls in the last hour
 */
record Asked(
    String id,
    String tool,
    String server,
    String tier,
    String rule,
    @Nullable String claims,
    @Nullable String definitionHash,
    List<String> notes,
    ArgumentTree arguments,
    boolean redacted,
    Who agent,
    Who subject,
    String gateway,
    @Nullable String session,
    @Nullable String words,
    @Nullable String risk,
    String history,
    Time submitted,
    int repeats,
    String view) {

  static Asked of(ApprovalRecord entry, AgentHistory history) {
    var request = entry.approval().request();
    var call = entry.content().call();
    var shown = entry.content().shown();
    var context = shown.context();
    var show = Desk.requirement(entry).map(Requirement::show).orElse(List.of());
    return new Asked(
        entry.id().uuid().toString(),
        DisplayText.line(call.name()),
        DisplayText.line(call.server()),
        nameOf(request.assessment().tier()),
        DisplayText.line(request.assessment().rule()),
        call.annotations().members().isEmpty() ? null : text(call.annotations()),
        call.definitionHash(),
        request.assessment().notes().stream().map(DisplayText::line).toList(),
        ArgumentTree.of(shown.arguments(), show),
        entry.content().redacted() != null,
        party(request.agent()),
        party(request.subject()),
        DisplayText.line(request.gateway().name()),
        request.session() == null ? null : DisplayText.line(request.session()),
        context.justification() == null ? null : DisplayText.lines(context.justification()),
        risk(context.riskScore(), context.riskSignals()),
        history(history),
        Time.of(request.at()),
        entry.repeats(),
        request.view());
  }

  private static String text(Json json) {
    return DisplayText.line(json.canonicalString());
  }

  /**
   * A subject or an agent.
   *
   * @param issuer whose id that is
   * @param claimed whether the gateway says so, and nobody else
   */
  record Who(String id, @Nullable String issuer, boolean claimed) {}

  private static Who party(Party party) {
    return new Who(
        InlineText.word(party.id()),
        party.issuer() == null ? null : InlineText.word(party.issuer()),
        party.assurance() == Assurance.CLAIMED);
  }

  private static @Nullable String risk(@Nullable Double score, List<String> signals) {
    var parts =
        Optional.ofNullable(score).map(it -> "score " + new Json.Num(it).canonicalString()).stream()
            .toList();
    var text =
        String.join("; ", parts)
            + (parts.isEmpty() || signals.isEmpty() ? "" : "; ")
            + InlineText.list(signals);
    return text.isEmpty() ? null : text;
  }

  private static String history(AgentHistory history) {
    return count(history.calls(), "call")
        + " in the last hour, "
        + history.denials()
        + " of them denied, "
        + history.expiries()
        + " decided by nobody";
  }

  private static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
