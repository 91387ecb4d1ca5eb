// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.api.Caller;
import io.assentor.core.Actor;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.ShownRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The folded parts of a request, in bounded answers that together are the whole request. */
@Controller
class PartPages {

  private final Desk desk;
  private final LedgerReader ledger;

  PartPages(Desk desk, LedgerReader ledger) {
    this.desk = desk;
    this.ledger = ledger;
  }

  @GetMapping("/approvals/{id}/part")
  String part(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String text,
      @RequestParam(defaultValue = "0") String at,
      @RequestParam(defaultValue = "false") String withheld,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      Model model) {
    var entry = find(id, Caller.of(authentication));
    boolean disclosed = withheld.equals("true");
    var rendering =
        disclosed
            ? desk.disclosed(entry, actor, session)
                .orElseThrow(
                    () ->
                        PageException.gone("This text is withheld. View it on the request's page."))
            : ledger.shown(entry);
    var shown = ShownRequest.of(entry, rendering);
    model.addAttribute("id", id);
    model.addAttribute("disclosed", disclosed);
    model.addAttribute("visitor", Visitor.of(authentication));
    if (from != null) {
      var position = ArgumentTree.Position.parse(from);
      model.addAttribute("inLine", position.at() > 0);
      model.addAttribute("tree", ArgumentTree.from(shown.arguments(), shown.show(), position));
    } else {
      model.addAttribute("folded", Asked.text(shown, named(text), within(at)));
    }
    return htmx == null ? "part" : "part :: part";
  }

  private ApprovalRecord find(String id, Caller caller) {
    if (!caller.reviews()) {
      throw PageException.notFound();
    }
    return caller.approval(id).flatMap(ledger::find).orElseThrow(PageException::notFound);
  }

  private static Folded.Of named(@Nullable String text) {
    return Arrays.stream(Folded.Of.values())
        .filter(it -> Members.nameOf(it).equals(text))
        .findFirst()
        .orElseThrow(() -> PageException.badForm("a part of the request, as its page links to it"));
  }

  private static int within(String at) {
    if (!at.matches("\\d{1,7}")) {
      throw PageException.badForm("a part of the request, as its page links to it");
    }
    return Integer.parseInt(at);
  }
}
