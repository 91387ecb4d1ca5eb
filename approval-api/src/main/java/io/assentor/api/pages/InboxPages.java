// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.api.Caller;
import io.assentor.core.Actor;
import io.assentor.core.Role;
import io.assentor.core.approval.Verdict;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.Waiting;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The inbox: requests that wait for the current user, soonest expiry first. */
@Controller
class InboxPages {

  /** The most rows shown; the next ones follow as these are decided. */
  private static final int SHOWN = 100;

  /** The most requests searched, soonest expiry first. */
  private static final int SEARCHED = 1_000;

  /** The longest search text, as in the form. */
  private static final int MAX_SEARCH = 200;

  /** Requests with more time left may show a clock that is up to a minute old. */
  private static final Duration SOON = Duration.ofMinutes(5);

  private final Desk desk;
  private final LedgerReader ledger;
  private final InboxRows rows;

  InboxPages(Desk desk, LedgerReader ledger) {
    this.desk = desk;
    this.ledger = ledger;
    this.rows = new InboxRows(ledger);
  }

  @GetMapping("/inbox")
  String inbox(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tier,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      Model model) {
    var caller = Caller.of(authentication);
    if (caller.audits() && !caller.is(Role.APPROVER)) {
      return "redirect:/audit"; // their inbox would always be empty
    }
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute("nonce", Forms.newNonce());
    list(q, tier, caller, actor, waiting(actor), model);
    return "inbox";
  }

  /** Returns the list if it differs from the one last shown. */
  @GetMapping("/inbox/list")
  @Nullable String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tier,
      @RequestParam String seen,
      @RequestParam(defaultValue = "") String who,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpServletResponse response,
      Model model) {
    var caller = Caller.of(authentication);
    if (!who.equals(Visitor.mark(caller))) {
      response.setStatus(
          HttpServletResponse.SC_UNAUTHORIZED); // another user has signed in meanwhile
      return null;
    }
    var waiting = waiting(actor);
    if (seen.equals(tag(waiting))) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return null;
    }
    list(q, tier, caller, actor, waiting, model);
    return "inbox :: list";
  }

  /** Decides several requests of one tool, if policy allows that for each of them. */
  @PostMapping("/inbox/decisions")
  String decide(
      @RequestParam(defaultValue = "") List<String> pick,
      @RequestParam String verdict,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam String nonce,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String tier,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      RedirectAttributes after) {
    after.addAttribute("q", q).addAttribute("tier", tier);
    var caller = Caller.of(authentication);
    var ruling = Forms.verdict(verdict);
    var why = Forms.reason(reason);
    var command = Forms.nonce(nonce);
    var chosen = pick.stream().filter(it -> !it.isEmpty()).distinct().limit(SHOWN + 1L).toList();
    var picks =
        chosen.size() > SHOWN
            ? List.<Pick>of()
            : chosen.stream().map(it -> picked(it, caller)).toList();
    if (!mayBeDecidedTogether(picks)) {
      after.addFlashAttribute(
          "message",
          new Message(
              false,
              "Nothing was decided.",
              "Choose requests of one tool and one policy rule that the page lets you choose;"
                  + " decide others one by one."));
      return "redirect:/inbox";
    }
    var messages =
        picks.stream()
            .map(
                it -> {
                  var form = new Desk.Form(ruling, why, it.view(), command);
                  return desk.decide(it.entry(), actor, form, session);
                })
            .toList();
    after.addFlashAttribute("message", summary(messages, ruling));
    return "redirect:/inbox";
  }

  /** The page offers only such selections; others are refused. */
  private boolean mayBeDecidedTogether(List<Pick> picks) {
    var picked = picks.stream().map(it -> rows.of(it.entry())).toList();
    return picked.stream().map(InboxRow::kind).distinct().count() == 1
        && picked.stream().allMatch(InboxRow::severally);
  }

  private record Pick(ApprovalRecord entry, String view) {}

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
    var carriedOut = verdict == Verdict.APPROVE ? Message.Kind.GOOD : Message.Kind.STOPPED;
    return new Message(
        refused.isEmpty() ? carriedOut : Message.Kind.BAD,
        "You " + word + " " + done + " of " + messages.size() + ".",
        refused.stream().map(Message::text).distinct().collect(Collectors.joining(" ")));
  }

  /** Reads one more than is searched, to know whether there are more. */
  private List<Waiting> waiting(Actor actor) {
    return Desk.candidate(actor)
        .map(person -> ledger.waiting(actor.principal().tenant(), person, SEARCHED + 1))
        .orElse(List.of());
  }

  private void list(
      String q, String tier, Caller caller, Actor actor, List<Waiting> waiting, Model model) {
    var words = words(q);
    var matching =
        waiting.stream()
            .limit(SEARCHED)
            .flatMap(it -> rows.of(it).stream())
            .filter(row -> row.parties() == null || !desk.isOnSide(row.parties(), actor))
            .filter(row -> row.matches(words) && (tier.isEmpty() || row.tier().equals(tier)))
            .limit(SHOWN + 1L)
            .toList();
    boolean tooMany = waiting.size() > SEARCHED;
    model.addAttribute("rows", matching.stream().limit(SHOWN).toList());
    model.addAttribute("asOf", waiting.isEmpty() ? null : waiting.getFirst().asOf());
    model.addAttribute("visitorApproves", caller.is(Role.APPROVER));
    model.addAttribute("who", Visitor.mark(caller));
    model.addAttribute("q", q);
    model.addAttribute("tier", tier);
    model.addAttribute("all", Math.min(waiting.size(), SEARCHED));
    model.addAttribute("tooMany", tooMany);
    model.addAttribute("more", matching.size() > SHOWN);
    model.addAttribute("seen", tag(waiting));
  }

  private static List<String> words(String q) {
    var searched = q.substring(0, Math.min(q.length(), MAX_SEARCH)).toLowerCase(Locale.ROOT);
    return List.of(searched.strip().split("\\s+", -1));
  }

  /**
   * Returns a hash of the list's content; while it is the same, the list need not be rendered.
   * Clocks are updated together, once a minute, and more often near their end.
   */
  private static String tag(List<Waiting> waiting) {
    var states = waiting.stream().map(it -> List.of(it.id(), it.sequence())).toList();
    var minute = waiting.stream().findFirst().map(it -> it.asOf().truncatedTo(ChronoUnit.MINUTES));
    var clocks =
        waiting.stream()
            .takeWhile(it -> it.expiresAt().isBefore(it.asOf().plus(SOON)))
            .map(it -> Time.left(it.asOf(), it.expiresAt()))
            .toList();
    return Integer.toHexString(Objects.hash(states, minute, clocks));
  }
}
