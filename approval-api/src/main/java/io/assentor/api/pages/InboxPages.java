// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.Caller;
import io.assentor.api.Role;
import io.assentor.core.Entry;
import io.assentor.core.LedgerReader;
import io.assentor.core.LedgerReader.Filters;
import io.assentor.core.LedgerReader.Query;
import io.assentor.core.Verdict;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What waits for me, soonest expiry first. */
@Controller
class InboxPages {

  /** Nobody works through more at a time; the next ones follow. */
  private static final int LIMIT = 100;

  private final Desk desk;
  private final LedgerReader ledger;

  InboxPages(Desk desk, LedgerReader ledger) {
    this.desk = desk;
    this.ledger = ledger;
  }

  @GetMapping("/inbox")
  String inbox(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tier,
      Authentication authentication,
      Model model) {
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute("nonce", Forms.newNonce());
    list(q, tier, authentication, model);
    return "inbox";
  }

  /** The list, if it is another than was last shown. */
  @GetMapping("/inbox/list")
  @Nullable String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tier,
      @RequestParam String seen,
      @RequestParam(defaultValue = "") String who,
      Authentication authentication,
      HttpServletResponse response,
      Model model) {
    if (!who.equals(Visitor.mark(Caller.of(authentication)))) {
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED); // somebody else signed in meanwhile
      return null;
    }
    list(q, tier, authentication, model);
    if (seen.equals(model.getAttribute("seen"))) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return null;
    }
    return "inbox :: list";
  }

  /** Several requests of one tool, if policy finds all of them harmless; one click each is said. */
  @PostMapping("/inbox/decisions")
  String decide(
      @RequestParam(defaultValue = "") List<String> pick,
      @RequestParam String verdict,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam String nonce,
      Authentication authentication,
      HttpSession session,
      RedirectAttributes after) {
    var caller = Caller.of(authentication);
    var ruling = Forms.verdict(verdict);
    var why = Forms.reason(reason);
    var command = Forms.nonce(nonce);
    var chosen = pick.stream().filter(it -> !it.isEmpty()).distinct().limit(LIMIT + 1L).toList();
    var picks =
        chosen.size() > LIMIT
            ? List.<Pick>of()
            : chosen.stream().map(it -> picked(it, caller)).toList();
    var tools = picks.stream().map(it -> InboxRow.of(it.entry()).toolOfServer()).distinct();
    if (tools.count() != 1) {
      after.addFlashAttribute(
          "message",
          new Message(
              false,
              "Nothing was decided.",
              "Choose requests of low tier and of one tool; others are decided one by one."));
      return "redirect:/inbox";
    }
    var messages =
        picks.stream()
            .map(
                it ->
                    InboxRow.of(it.entry()).severally()
                        ? desk.decide(
                            it.entry(),
                            caller,
                            new Desk.Form(ruling, why, it.view(), command),
                            session)
                        : new Message(false, "", "It is decided on its own page only."))
            .toList();
    after.addFlashAttribute("message", summary(messages, ruling));
    return "redirect:/inbox";
  }

  private record Pick(Entry entry, String view) {}

  private Pick picked(String value, Caller caller) {
    int blank = value.indexOf(' ');
    var id = caller.approval(value.substring(0, Math.max(0, blank)));
    return id.flatMap(desk::find)
        .map(entry -> new Pick(entry, Forms.view(value.substring(blank + 1))))
        .orElseThrow(PageException::notFound);
  }

  private static Message summary(List<Message> messages, Verdict verdict) {
    var refused = messages.stream().filter(it -> !it.good()).toList();
    var done = messages.size() - refused.size();
    var word = verdict == Verdict.APPROVE ? "approved" : "denied";
    return new Message(
        refused.isEmpty(),
        "You " + word + " " + done + " of " + messages.size() + ".",
        refused.stream().map(Message::text).distinct().collect(Collectors.joining(" ")));
  }

  private void list(String q, String tier, Authentication authentication, Model model) {
    var caller = Caller.of(authentication);
    var page =
        desk.decidable(caller)
            .map(
                person ->
                    ledger.search(
                        new Query(
                            caller.principal().tenant(), null, person, Filters.NONE, LIMIT, null)))
            .orElse(new LedgerReader.Page(List.of(), null));
    var rows =
        page.items().stream()
            .map(InboxRow::of)
            .filter(row -> row.matches(q) && (tier.isEmpty() || row.tier().equals(tier)))
            .toList();
    model.addAttribute("rows", rows);
    model.addAttribute("visitorApproves", caller.is(Role.APPROVER));
    model.addAttribute("who", Visitor.mark(caller));
    model.addAttribute("q", q);
    model.addAttribute("tier", tier);
    model.addAttribute("all", page.items().size());
    model.addAttribute("more", page.next() != null);
    model.addAttribute(
        "seen", Integer.toHexString(Objects.hash(rows, page.items().size(), page.next() != null)));
  }
}
