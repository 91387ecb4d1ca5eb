// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.api.Caller;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.Use;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The auditor's pages. They hold a {@link LedgerReader}, so they cannot append. */
@Controller
class AuditPages {

  private static final int LIMIT = 50;

  private final LedgerReader ledger;

  AuditPages(LedgerReader ledger) {
    this.ledger = ledger;
  }

  /** One that was found. */
  record Found(
      String id,
      String tool,
      String server,
      String status,
      String tier,
      String agent,
      String subject,
      String rule,
      String deciders,
      Time at) {

    /** In the words that one searches by. */
    private static String state(ApprovalRecord entry) {
      var approval = entry.approval();
      var use = approval.use(entry.asOf());
      var word = use == Use.CONSUMED ? "released" : nameOf(entry.status());
      var result = approval.result();
      return use == Use.LAPSED || use == Use.REVOKED
          ? nameOf(use)
          : result == null ? word : word + ", " + nameOf(result.result());
    }

    static Found of(ApprovalRecord entry) {
      var approval = entry.approval();
      var request = approval.request();
      return new Found(
          entry.id().uuid().toString(),
          InlineText.word(request.tool()),
          InlineText.word(request.server()),
          state(entry),
          nameOf(request.assessment().tier()),
          InlineText.word(request.agent().id()),
          InlineText.word(request.subject().id()),
          DisplayText.line(request.assessment().rule()),
          InlineText.list(approval.deciders().stream().sorted().toList()),
          Time.of(request.at()));
    }

    /** By what the index says; none of that is authenticated. */
    static Found of(DamagedRecord damaged) {
      return new Found(
          damaged.id().uuid().toString(),
          InlineText.word(damaged.tool()),
          InlineText.word(damaged.server()),
          "damaged: " + DisplayText.line(damaged.why()),
          "damaged",
          InlineText.word(damaged.agent()),
          InlineText.word(damaged.subject()),
          DisplayText.line(damaged.rule()),
          "",
          Time.of(damaged.submittedAt()));
    }

    /** Newest first, as ids are. */
    static List<Found> of(LedgerReader.Page page) {
      return Stream.concat(
              page.items().stream().map(Found::of), page.damaged().stream().map(Found::of))
          .sorted(Comparator.comparing(Found::id).reversed())
          .toList();
    }
  }

  @GetMapping("/audit")
  String search(HttpServletRequest http, Authentication auth, Model model) {
    var asked = AuditSearch.of(http.getQueryString());
    var page = ledger.search(asked.query(Caller.of(auth).principal().tenant(), LIMIT));
    model.addAttribute("visitor", Visitor.of(auth));
    model.addAttribute("fields", asked.fields());
    model.addAttribute("found", Found.of(page));
    model.addAttribute("older", page.next() == null ? null : asked.link(page.next()));
    return "audit";
  }

  /** Something that happened. */
  record Happened(Time at, String what, String data, String hash) {
    static Happened of(StoredEvent stored) {
      return new Happened(
          Time.of(stored.event().at()),
          EventFormat.type(stored.event()),
          DisplayText.line(EventFormat.data(stored.event()).canonicalString()),
          stored.hash());
    }
  }

  /** A message to people. */
  record Sent(String what, String to, String how) {
    static Sent of(Delivery delivery) {
      var key = delivery.key();
      return new Sent(
          nameOf(key.purpose()),
          InlineText.word(key.recipient()) + " by " + InlineText.word(key.channel()),
          how(delivery));
    }

    private static String how(Delivery delivery) {
      return switch (delivery.status()) {
        case SENDING -> "sending" + attempts(delivery);
        case RETRYING -> "not sent" + attempts(delivery) + retrying(delivery);
        case SENT ->
            "receipt "
                + quoted(delivery.receipt())
                + (delivery.nextTryAt() == null ? "" : ", not up to date" + retrying(delivery));
        case FAILED ->
            "failed"
                + attempts(delivery)
                + (delivery.failure() == null
                    ? ": no attempt was confirmed"
                    : ": " + quoted(delivery.failure()));
        case RETURNED ->
            "failed after it was sent: "
                + quoted(delivery.failure())
                + ", receipt "
                + quoted(delivery.receipt());
      };
    }

    private static String attempts(Delivery delivery) {
      int attempts = delivery.attempts();
      return attempts <= 1 ? "" : " after " + attempts + " attempts";
    }

    private static String retrying(Delivery delivery) {
      var error = delivery.lastError();
      return error == null || error.nextTryAt() == null
          ? ""
          : ", next attempt " + Time.of(error.nextTryAt()).text() + ": " + quoted(error.message());
    }

    private static String quoted(@Nullable String text) {
      return InlineText.quoted(Objects.requireNonNullElse(text, ""));
    }
  }

  /** A command that was declined. */
  record Tried(Time at, String who, String what, String why) {
    static Tried of(FiledAttempt filed) {
      var attempt = filed.attempt();
      var by = attempt.by();
      return new Tried(
          Time.of(filed.at()),
          InlineText.word(by.name())
              + " of "
              + InlineText.word(by.tenant())
              + " ("
              + InlineText.word(by.issuer())
              + ")",
          DisplayText.line(attempt.command()),
          DisplayText.line(attempt.refusal() + ": " + attempt.detail()));
    }
  }

  /** What was shown, by a channel. */
  record Shown(String channel, String view, String body) {}

  @GetMapping("/audit/{id}")
  String story(
      @PathVariable String id, Authentication auth, HttpServletResponse response, Model model) {
    model.addAttribute("visitor", Visitor.of(auth));
    var approval = Caller.of(auth).approval(id).orElseThrow(PageException::notFound);
    try {
      return story(approval, model);
    } catch (DamagedRecordException e) {
      return damaged(approval, e, model, response);
    }
  }

  private String story(ApprovalId approval, Model model) {
    var story = ledger.story(approval).orElseThrow(PageException::notFound);
    var entry = story.entry();
    var salt = entry.content().salt();
    model.addAttribute("found", Found.of(entry));
    model.addAttribute("progress", Progress.of(entry, false));
    model.addAttribute("events", story.events().stream().map(Happened::of).toList());
    model.addAttribute(
        "shown",
        story.renderings().stream()
            .map(
                it ->
                    new Shown(
                        DisplayText.line(it.channel()),
                        it.view(salt),
                        DisplayText.line(it.body().canonicalString())))
            .toList());
    model.addAttribute("sent", story.deliveries().stream().map(Sent::of).toList());
    model.addAttribute("tried", story.attempts().stream().map(Tried::of).toList());
    model.addAttribute("problems", problems(approval));
    model.addAttribute("damaged", story.damaged().stream().map(DisplayText::line).toList());
    return "story";
  }

  /** All that is wrong with a record of which nothing can be believed. */
  private String damaged(
      ApprovalId approval,
      DamagedRecordException found,
      Model model,
      HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_CONFLICT);
    var problems = problems(approval);
    var why = DisplayText.line(found.why());
    model.addAttribute("id", approval.uuid().toString());
    model.addAttribute("problems", problems.isEmpty() ? List.of(why) : problems);
    return "damaged";
  }

  private List<String> problems(ApprovalId approval) {
    return ledger.verify(approval).orElseThrow(PageException::notFound).problems().stream()
        .map(DisplayText::line)
        .toList();
  }
}
