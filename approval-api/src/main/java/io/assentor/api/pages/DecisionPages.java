// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.core.Actor;
import io.assentor.core.approval.Candidate;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.AuditFilter;
import io.assentor.core.ledger.Filters;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Page;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.core.people.Human;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** What the current user has decided, and, while an approval is unused, a way to revoke it. */
@Controller
class DecisionPages {

  private static final int LIMIT = 50;
  private static final int MAX_CURSOR = 256;

  private final Desk desk;
  private final LedgerReader ledger;

  DecisionPages(Desk desk, LedgerReader ledger) {
    this.desk = desk;
    this.ledger = ledger;
  }

  /** One decision of the current user. */
  record Row(
      String id,
      Time at,
      String verdict,
      String tool,
      String server,
      String agent,
      String subject,
      Headline headline,
      boolean mayRevoke,
      String nonce) {

    static Row of(ApprovalRecord entry, Event.Decided decision, boolean mayRevoke) {
      var request = entry.approval().request();
      return new Row(
          entry.id().uuid().toString(),
          Time.of(decision.at()),
          decision.verdict() == Verdict.APPROVE ? "approved" : "denied",
          ShortName.word(request.tool()),
          ShortName.word(request.server()),
          ShortName.word(request.agent().id()),
          ShortName.word(request.subject().id()),
          Headline.of(entry),
          mayRevoke,
          Forms.newNonce());
    }
  }

  @GetMapping("/decisions")
  String decisions(
      @RequestParam(required = false) @Nullable String cursor,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      Model model) {
    if (cursor != null && cursor.length() > MAX_CURSOR) {
      throw PageException.badForm("the page as it links to further ones");
    }
    var human = Desk.candidate(actor).map(Candidate::human);
    var page =
        human.map(it -> page(it, actor, cursor)).orElse(new Page(List.of(), List.of(), null));
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute(
        "rows", page.items().stream().flatMap(it -> rows(it, human.orElseThrow(), actor)).toList());
    model.addAttribute("more", page.next());
    return "decisions";
  }

  /** A person who had several ids in the directory sees the newest decisions of each. */
  private Page page(Human human, Actor actor, @Nullable String cursor) {
    var pages =
        human.ids().stream()
            .map(
                id -> {
                  var mine = Filters.NONE.with(AuditFilter.DECIDER, id);
                  var tenant = actor.principal().tenant();
                  return ledger.search(new Query(tenant, null, mine, LIMIT, cursor));
                })
            .toList();
    return pages.size() == 1
        ? pages.getFirst()
        : new Page(
            pages.stream().flatMap(it -> it.items().stream()).distinct().toList(), List.of(), null);
  }

  private Stream<Row> rows(ApprovalRecord entry, Human human, Actor actor) {
    return entry.approval().decisions().stream()
        .filter(it -> it.standing().human().isSameAs(human))
        .map(
            it ->
                Row.of(entry, it, it.verdict() == Verdict.APPROVE && desk.mayRevoke(entry, actor)));
  }
}
