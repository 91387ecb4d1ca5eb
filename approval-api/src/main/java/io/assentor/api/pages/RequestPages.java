// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.api.Caller;
import io.assentor.api.Waiters;
import io.assentor.core.Actor;
import io.assentor.core.Authority.Action;
import io.assentor.core.approval.Status;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.ShownRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The page of one request, to which every link leads. Viewing it changes nothing. */
@Controller
class RequestPages {

  private static final Duration RECENT = Duration.ofHours(1);

  private final Desk desk;
  private final LedgerReader ledger;
  private final Waiters waiters;
  private final StepUp stepUp;
  private final DecidingChannels channels;

  RequestPages(
      Desk desk, LedgerReader ledger, Waiters waiters, StepUp stepUp, DecidingChannels channels) {
    this.channels = channels;
    this.desk = desk;
    this.ledger = ledger;
    this.waiters = waiters;
    this.stepUp = stepUp;
  }

  @GetMapping("/approvals/{id}")
  String page(
      @PathVariable String id,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      Model model) {
    var caller = Caller.of(authentication);
    var entry = find(id, caller);
    var agent = entry.approval().request().agent().id();
    model.addAttribute("visitor", Visitor.of(authentication));
    var history = ledger.history(entry.id().tenant(), agent, RECENT);
    var disclosed = desk.disclosed(entry, actor, session);
    var rendering = disclosed.orElseGet(() -> ledger.shown(entry));
    model.addAttribute("asked", Asked.of(entry, ShownRequest.of(entry, rendering), history));
    if (stepUp.failed(session) && !model.containsAttribute("message")) {
      model.addAttribute(
          "message",
          new Message(
              false,
              "This does not count as a fresh sign-in.",
              "Your identity provider did not confirm a sign-in of the kind that policy requires."
                  + " Nothing was decided."));
    }
    moving(entry, caller, actor, session, disclosed, model);
    return "request";
  }

  /** Returns the parts that changed since they were last shown. */
  @GetMapping("/approvals/{id}/progress")
  @Nullable String progress(
      @PathVariable String id,
      @RequestParam String seen,
      @RequestParam(name = "bar", defaultValue = "") String shown,
      @RequestParam(defaultValue = "") String who,
      @RequestParam(defaultValue = "false") String withheld,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      HttpServletResponse response,
      Model model) {
    var caller = Caller.of(authentication);
    if (!who.equals(Visitor.mark(caller))) {
      response.setStatus(
          HttpServletResponse.SC_UNAUTHORIZED); // another user has signed in meanwhile
      return null;
    }
    var entry = find(id, caller);
    // Text that was asked for in another window is not shown here.
    var disclosed =
        withheld.equals("true")
            ? desk.disclosed(entry, actor, session)
            : Optional.<Rendering>empty();
    moving(entry, caller, actor, session, disclosed, model);
    if (seen.equals(model.getAttribute("seen"))) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return null;
    }
    // Keeps what the user is typing, unless there is nothing left to decide.
    boolean same = model.getAttribute("bar") instanceof Bar bar && bar.shape().equals(shown);
    model.addAttribute("oob", !same);
    model.addAttribute("moved", true);
    return "moved";
  }

  private void moving(
      ApprovalRecord entry,
      Caller caller,
      Actor actor,
      HttpSession session,
      Optional<Rendering> disclosed,
      Model model) {
    var progress = Progress.of(entry, waiters.waitsFor(entry.id()), channels);
    var bar = desk.bar(entry, actor, session, disclosed.isPresent());
    var request = entry.approval().request();
    model.addAttribute("id", entry.id().uuid().toString());
    model.addAttribute("disclosed", disclosed.isPresent());
    model.addAttribute("view", disclosed.map(entry::viewOf).orElse(request.view()));
    model.addAttribute("nonce", Forms.newNonce());
    model.addAttribute("oob", false);
    model.addAttribute("moved", false);
    model.addAttribute("who", Visitor.mark(caller));
    model.addAttribute("progress", progress);
    model.addAttribute("bar", bar);
    var notified = notified(entry);
    model.addAttribute("notified", notified);
    var seen = Objects.hash(entry.state(), progress, bar, notified);
    model.addAttribute("seen", Integer.toHexString(seen));
  }

  /** Of the people asked now; after the request is closed it does not matter. */
  private @Nullable Notified notified(ApprovalRecord entry) {
    return entry.status() == Status.PENDING
        ? Notified.of(ledger.deliveries(entry.id()), entry.approval().waitingStage().orElse(0))
        : null;
  }

  @PostMapping("/approvals/{id}/decision")
  String decide(
      @PathVariable String id,
      @RequestParam String verdict,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam String view,
      @RequestParam String nonce,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      RedirectAttributes after) {
    var caller = Caller.of(authentication);
    var entry = findToTouch(id, caller, actor, Action.DECIDE);
    var form =
        new Desk.Form(
            Forms.verdict(verdict), Forms.reason(reason), Forms.view(view), Forms.nonce(nonce));
    after.addFlashAttribute("message", desk.decide(entry, actor, form, session));
    var next = desk.next(actor, entry.id());
    after.addFlashAttribute("next", next.map(it -> it.uuid().toString()).orElse(""));
    return "redirect:/approvals/" + entry.id().uuid();
  }

  /** Shows the withheld text, which an approval requires. */
  @PostMapping("/approvals/{id}/withheld")
  String disclose(
      @PathVariable String id,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      HttpSession session,
      RedirectAttributes after) {
    var entry = findToTouch(id, Caller.of(authentication), actor, Action.DISCLOSE);
    desk.disclose(entry, actor, session).ifPresent(why -> after.addFlashAttribute("message", why));
    return "redirect:/approvals/" + entry.id().uuid();
  }

  @PostMapping("/approvals/{id}/revoke")
  String revoke(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam String nonce,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      RedirectAttributes after) {
    var caller = Caller.of(authentication);
    var entry = findToTouch(id, caller, actor, Action.REVOKE);
    after.addFlashAttribute(
        "message", desk.revoke(entry, actor, Forms.reason(reason), Forms.nonce(nonce)));
    return "redirect:/approvals/" + entry.id().uuid();
  }

  private ApprovalRecord find(String id, Caller caller) {
    if (!caller.reviews()) {
      throw PageException.notFound();
    }
    return caller.approval(id).flatMap(desk::find).orElseThrow(PageException::notFound);
  }

  private ApprovalRecord findToTouch(String text, Caller caller, Actor actor, Action action) {
    var id = caller.approval(text).orElseThrow(PageException::notFound);
    return desk.findToTouch(id, actor, action);
  }
}
