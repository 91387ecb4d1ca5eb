// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.api.Caller;
import io.assentor.api.ProblemCode;
import io.assentor.api.pages.StoryRows.Section;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Use;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamagedRecord;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.text.DisplayText;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages for auditors. They have only a {@link LedgerReader}, so they cannot append. */
@Controller
class AuditPages {

  private static final int LIMIT = 50;

  private final LedgerReader ledger;
  private final DecidingChannels channels;

  AuditPages(LedgerReader ledger, DecidingChannels channels) {
    this.ledger = ledger;
    this.channels = channels;
  }

  /** A search result. */
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

    /** In the words of the search form. */
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
          ShortName.word(request.tool()),
          ShortName.word(request.server()),
          state(entry),
          nameOf(request.assessment().tier()),
          ShortName.word(request.agent().id()),
          ShortName.word(request.subject().id()),
          DisplayText.line(request.assessment().rule()),
          ShortName.list(approval.deciders()),
          Time.of(request.at()));
    }

    /** By the index's unauthenticated data. */
    static Found of(DamagedRecord damaged) {
      return new Found(
          damaged.id().uuid().toString(),
          ShortName.word(damaged.tool()),
          ShortName.word(damaged.server()),
          "damaged: " + DisplayText.line(damaged.why()),
          "damaged",
          ShortName.word(damaged.agent()),
          ShortName.word(damaged.subject()),
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
    var rows = rows(approval);
    model.addAttribute("id", approval.uuid().toString());
    model.addAttribute("found", Found.of(rows.entry()));
    model.addAttribute("progress", Progress.of(rows.entry(), false, channels));
    for (var section : Section.values()) {
      model.addAttribute(nameOf(section), rows.listed(section, 0));
    }
    return "story";
  }

  private StoryRows rows(ApprovalId approval) {
    return new StoryRows(
        ledger.story(approval).orElseThrow(PageException::notFound), problems(approval));
  }

  /** More rows of a story, or, where a row is named, more of its text. */
  @GetMapping("/audit/{id}/part")
  String part(
      @PathVariable String id,
      @RequestParam String list,
      @RequestParam(defaultValue = "0") String from,
      @RequestParam(required = false) @Nullable String row,
      @RequestParam(defaultValue = "0") String at,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      Authentication auth,
      Model model) {
    var section = Section.named(list);
    var approval = Caller.of(auth).approval(id).orElseThrow(PageException::notFound);
    var rows = rows(approval);
    model.addAttribute("visitor", Visitor.of(auth));
    model.addAttribute("id", id);
    if (row == null) {
      model.addAttribute("rows", rows.listed(section, Forms.index(from)));
    } else {
      model.addAttribute("text", rows.text(section, Forms.index(row), Forms.index(at)));
    }
    return htmx == null ? "story-part" : "story-part :: part";
  }

  /** Everything that is wrong with a record that failed verification. */
  private String damaged(
      ApprovalId approval,
      DamagedRecordException found,
      Model model,
      HttpServletResponse response) {
    response.setStatus(ProblemCode.DAMAGED_RECORD.status());
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
