// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.Approvals;
import io.assentor.core.Explanation;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.PolicyBook.Finding;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints for policy authors: the versions in force, and what policy says about a call. */
@RestController
class PoliciesController {

  private final Approvals approvals;
  private final PolicyState state;
  private final SubmissionLimit limit;

  PoliciesController(Approvals approvals, PolicyState state, SubmissionLimit limit) {
    this.limit = limit;
    this.approvals = approvals;
    this.state = state;
  }

  @GetMapping("/v1/policies")
  @Operation(summary = "The policy and directory in force")
  PolicyState.State inForce() {
    return state.now();
  }

  @PostMapping("/v1/policies/explain")
  @Operation(
      summary = "Explain what policy says about a call and who would be asked; records nothing")
  @io.swagger.v3.oas.annotations.parameters.RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = Bodies.Submission.class)))
  Explained explain(HttpServletRequest http, Authentication authentication) {
    var caller = Caller.of(authentication);
    limit.admit(caller.principal());
    var request = SubmissionBody.read(RequestBody.of(http).exactMembers(), caller.principal());
    return explained(approvals.explain(request, ActorFilter.actor(http)));
  }

  private static Explained explained(Explanation it) {
    var assessment = it.assessment();
    return switch (assessment.effect()) {
      case Effect.Allow allow -> answer("allow", null, it, List.of());
      case Effect.Deny(var reason) -> answer("deny", reason, it, List.of());
      case Effect.Require(var requirement) -> {
        var stages =
            IntStream.range(0, requirement.stages().size())
                .mapToObj(
                    i -> {
                      var stage =
                          Answer.Stage.of(requirement.stages().get(i), List.of(), List.of());
                      return new Stage(
                          stage.role(),
                          stage.group(),
                          stage.people(),
                          stage.needed(),
                          it.people().get(i));
                    })
                .toList();
        yield answer("require", it.unreachable(), it, stages);
      }
    };
  }

  private static Explained answer(
      String verdict, @Nullable String reason, Explanation it, List<Stage> stages) {
    var assessment = it.assessment();
    var people = it.people().stream().flatMap(List::stream).distinct().sorted().toList();
    return new Explained(
        verdict,
        reason,
        Members.nameOf(assessment.tier()),
        assessment.rule(),
        assessment.policyVersion(),
        it.findings(),
        stages,
        people,
        assessment.notes().isEmpty() ? null : assessment.noteTexts());
  }

  /**
   * What policy says about a call.
   *
   * @param verdict allow, deny or require
   * @param reason why it is denied, or why nobody could decide it
   * @param rule ids of the rules that decide
   * @param rules every rule that matched, and why
   * @param people ids of everyone who would be asked, in any stage
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Explanation")
  record Explained(
      String verdict,
      @Nullable String reason,
      String tier,
      String rule,
      String policyVersion,
      List<Finding> rules,
      List<Stage> stages,
      List<String> people,
      @Nullable List<String> notes) {}

  /**
   * A stage: for a role, a group or named people.
   *
   * @param asked ids of the people who would be asked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ExplainedStage")
  record Stage(
      @Nullable String role,
      @Nullable String group,
      @Nullable Collection<String> people,
      int needed,
      List<String> asked) {}
}
