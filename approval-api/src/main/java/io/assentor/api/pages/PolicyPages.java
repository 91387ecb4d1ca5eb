// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.api.ActorFilter;
import io.assentor.api.Caller;
import io.assentor.api.PolicyState;
import io.assentor.api.SubmissionLimit;
import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Explanation;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.PolicyBook.Finding;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The policy in force, and what it says about a call. These pages change nothing. */
@Controller
class PolicyPages {

  private static final int MAX_CALL = 100_000;

  private static final Fields EXAMPLE =
      new Fields(
          "kubernetes",
          "kubectl_delete",
          "dana",
          "deploy-bot",
          """
          {"resourceType": "deployment", "name": "checkout", "namespace": "prod"}\
          """);

  private static final String EXAMPLE_SUBMISSION =
      """
      {
        "tool": {"server": "kubernetes", "name": "kubectl_delete",
                 "annotations": {"destructiveHint": true}},
        "arguments": {"resourceType": "deployment", "name": "checkout", "namespace": "prod"},
        "subject": {"id": "dana"},
        "agent": {"id": "deploy-bot"}
      }
      """;

  /** A call as entered in the form. */
  record Fields(String server, String tool, String subject, String agent, String arguments) {

    Json.Obj submission() {
      return Json.object()
          .put("tool", Json.object().put("server", server).put("name", tool).build())
          .put("arguments", parsed())
          .put("integers", Members.nameOf(Integers.EXACT)) // the form has no reason to refuse any
          .put("subject", Json.object().put("id", subject).build())
          .put("agent", Json.object().put("id", agent).build())
          .build();
    }

    private Json parsed() {
      return arguments.isBlank()
          ? Json.Obj.EMPTY
          : Json.parseExactly(arguments.getBytes(StandardCharsets.UTF_8));
    }

    private int length() {
      return server.length()
          + tool.length()
          + subject.length()
          + agent.length()
          + arguments.length();
    }
  }

  private final Approvals approvals;
  private final PolicyState state;
  private final SubmissionLimit limit;

  PolicyPages(Approvals approvals, PolicyState state, SubmissionLimit limit) {
    this.approvals = approvals;
    this.state = state;
    this.limit = limit;
  }

  /** What policy says about a call. */
  record Explained(
      String verdict,
      @Nullable String reason,
      String tier,
      String rule,
      List<Finding> findings,
      List<Asked> stages,
      List<String> notes) {

    /** A stage and the people who would be asked in it. */
    record Asked(String who, int needed, String people) {}

    static Explained of(Explanation it) {
      var assessment = it.assessment();
      return new Explained(
          switch (assessment.effect()) {
            case Effect.Allow allow -> "allow";
            case Effect.Deny deny -> "deny";
            case Effect.Require require -> "require";
          },
          reason(it),
          nameOf(assessment.tier()),
          DisplayText.line(assessment.rule()),
          it.findings().stream()
              .map(
                  finding ->
                      new Finding(
                          DisplayText.line(finding.id()),
                          finding.effect(),
                          DisplayText.line(finding.because())))
              .toList(),
          stages(it),
          assessment.noteTexts().stream().map(DisplayText::line).toList());
    }

    private static @Nullable String reason(Explanation it) {
      var reason =
          it.assessment().effect() instanceof Effect.Deny(var why) ? why : it.unreachable();
      return reason == null ? null : DisplayText.line(reason);
    }

    private static List<Asked> stages(Explanation it) {
      if (!(it.assessment().effect() instanceof Effect.Require(var requirement))) {
        return List.of();
      }
      var stages = requirement.stages();
      return IntStream.range(0, stages.size())
          .mapToObj(
              i ->
                  new Asked(
                      DisplayText.line(Eligible.described(List.of(stages.get(i).eligible()))),
                      stages.get(i).needed(),
                      InlineText.list(it.people().get(i))))
          .toList();
    }
  }

  @GetMapping("/policy")
  String policy(Authentication authentication, Model model) {
    return page(authentication, model);
  }

  /** Explains a call, by the form's fields or by a submission as gateways send it. */
  @PostMapping("/policy")
  String explain(
      @RequestParam(required = false) @Nullable String call,
      @RequestParam(defaultValue = "") String server,
      @RequestParam(defaultValue = "") String tool,
      @RequestParam(defaultValue = "") String subject,
      @RequestParam(defaultValue = "") String agent,
      @RequestParam(defaultValue = "") String arguments,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      Model model) {
    var caller = Caller.of(authentication);
    var fields = new Fields(server, tool, subject, agent, arguments);
    if (fields.length() > MAX_CALL || (call != null && call.length() > MAX_CALL)) {
      throw PageException.badForm("a call of at most " + MAX_CALL + " characters");
    }
    if (call == null) {
      model.addAttribute("form", fields);
    } else {
      model.addAttribute("call", call);
      model.addAttribute("raw", true);
    }
    if (!limit.admits(caller.principal())) {
      model.addAttribute("wrong", "Too many requests. Try again in a minute.");
    } else if (caller.reviews()) {
      explain(call, fields, actor, model);
    }
    return page(authentication, model);
  }

  private void explain(@Nullable String call, Fields fields, Actor actor, Model model) {
    try {
      var submission =
          call == null
              ? fields.submission()
              : Json.parseExactly(call.getBytes(StandardCharsets.UTF_8));
      var request = SubmissionBody.read(Members.of(submission), actor.principal());
      model.addAttribute("explained", Explained.of(approvals.explain(request, actor)));
    } catch (JsonException e) {
      var where = e.pointer().isEmpty() ? (call == null ? "arguments" : "submission") : e.pointer();
      model.addAttribute("wrong", DisplayText.line(where + ": expected " + e.expected() + "."));
    }
  }

  private String page(Authentication authentication, Model model) {
    var caller = Caller.of(authentication);
    if (!caller.reviews()) {
      throw PageException.notFound();
    }
    model.addAttribute("visitor", Visitor.of(authentication));
    if (!model.containsAttribute("form")) {
      model.addAttribute("form", EXAMPLE);
    }
    if (!model.containsAttribute("call")) {
      model.addAttribute("call", EXAMPLE_SUBMISSION);
      model.addAttribute("raw", false);
    }
    if (caller.audits()) {
      var now = state.now();
      model.addAttribute("state", now);
      model.addAttribute(
          "warnings",
          Objects.requireNonNullElse(now.warnings(), List.<String>of()).stream()
              .map(DisplayText::line)
              .toList());
      model.addAttribute("since", Time.of(now.since()));
      model.addAttribute(
          "refused", now.refused() == null ? null : DisplayText.lines(now.refused()));
    }
    return "policy";
  }
}
