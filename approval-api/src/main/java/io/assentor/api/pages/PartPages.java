// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.Caller;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The parts of a request that its page folds: each a bounded answer, all of them together whole.
 */
@Controller
class PartPages {

  private final LedgerReader ledger;

  PartPages(LedgerReader ledger) {
    this.ledger = ledger;
  }

  @GetMapping("/approvals/{id}/part")
  String part(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String text,
      @RequestParam(defaultValue = "0") String at,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      Authentication authentication,
      Model model) {
    var shown = shown(id, Caller.of(authentication));
    model.addAttribute("id", id);
    model.addAttribute("visitor", Visitor.of(authentication));
    if (from != null) {
      var position = ArgumentTree.Position.parse(from);
      model.addAttribute("inLine", position.at() > 0);
      model.addAttribute(
          "tree", ArgumentTree.from(shown.rawObject("arguments"), shown.strings("show"), position));
    } else {
      model.addAttribute("folded", Asked.text(shown, named(text), within(at)));
    }
    return htmx == null ? "part" : "part :: part";
  }

  private Members shown(String id, Caller caller) {
    if (!caller.reviews()) {
      throw PageException.notFound();
    }
    var entry = caller.approval(id).flatMap(ledger::find).orElseThrow(PageException::notFound);
    return StoredRequest.shown(entry, ledger).orElseThrow(PageException::damaged);
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
