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

/** Which policy is in force, and what it would make of a call. Nothing here changes anything. */
@Controller
class PolicyPages {

  private static final int MAX_CALL = 100_000;

  private static final String EXAMPLE =
      """
      {
        "tool": {"server": "kubernetes", "name": "kubectl_delete",
                 "annotations": {"destructiveHint": true}},
        "arguments": {"resourceType": "deployment", "name": "checkout", "namespace": "prod"},
        "subject": {"id": "dana"},
        "agent": {"id": "deploy-bot"}
      }
      """;

  private final Approvals approvals;
  private final PolicyState state;
  private final SubmissionLimit limit;

  PolicyPages(Approvals approvals, PolicyState state, SubmissionLimit limit) {
    this.approvals = approvals;
    this.state = state;
    this.limit = limit;
  }

  /** What policy makes of a call. */
  record Explained(
      String verdict,
      @Nullable String reason,
      String tier,
      String rule,
      List<Finding> findings,
      List<Asked> stages,
      List<String> notes) {

    /** A stage and who would be asked in it. */
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
          assessment.notes().stream().map(DisplayText::line).toList());
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
    return page(Caller.of(authentication), EXAMPLE, authentication, model);
  }

  @PostMapping("/policy")
  String explain(
      @RequestParam String call,
      @RequestAttribute(ActorFilter.ACTOR) Actor actor,
      Authentication authentication,
      Model model) {
    var caller = Caller.of(authentication);
    if (call.length() > MAX_CALL) {
      throw PageException.badForm("a call of at most " + MAX_CALL + " characters");
    }
    if (!limit.admits(caller.principal())) {
      model.addAttribute("wrong", "You ask too often; wait a minute.");
    } else if (caller.reviews()) {
      explain(call, caller, actor, model);
    }
    return page(caller, call, authentication, model);
  }

  private void explain(String call, Caller caller, Actor actor, Model model) {
    try {
      var body = Members.of(Json.parseObject(call.getBytes(StandardCharsets.UTF_8)));
      var request = SubmissionBody.read(body, caller.principal());
      model.addAttribute("explained", Explained.of(approvals.explain(request, actor)));
    } catch (JsonException e) {
      var where = e.pointer().isEmpty() ? "the whole" : e.pointer();
      model.addAttribute("wrong", DisplayText.line(where + ": expected " + e.expected() + "."));
    }
  }

  private String page(Caller caller, String call, Authentication authentication, Model model) {
    if (!caller.reviews()) {
      throw PageException.notFound();
    }
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute("call", call);
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
