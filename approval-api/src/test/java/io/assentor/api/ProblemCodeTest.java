// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.Refusals;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemCodeTest {

  private static final List<Refusal> ANSWERED =
      List.of(
          new Refusal.UnknownApproval(),
          new Refusal.NotAllowed("detail"),
          new Refusal.NotEligible("detail"),
          new Refusal.OwnRequest(),
          new Refusal.AlreadyDecided(),
          new Refusal.Closed(Status.EXPIRED),
          new Refusal.StaleView(),
          new Refusal.PartWithheld(),
          new Refusal.AlreadyReleased(),
          new Refusal.Lapsed(),
          new Refusal.Withdrawn(),
          new Refusal.DifferentCall(),
          new Refusal.KeyReused());

  private static final List<Refusal> INTERNAL = List.of(new Refusal.Moved(), new Refusal.NotDue());

  /** Gateways and auditors read the same code of the same refusal. */
  @Test
  void problemOfARefusal_hasTheCodeUnderWhichTheAttemptIsRecorded() {
    for (var refusal : ANSWERED) {
      assertThat(Problem.of(refusal, null).code()).isEqualTo(Refusals.code(refusal));
    }
    for (var refusal : INTERNAL) {
      assertThat(ProblemCode.of(refusal)).isEqualTo(ProblemCode.INTERNAL_ERROR);
    }
    assertThat(Stream.concat(ANSWERED.stream(), INTERNAL.stream()).map(Object::getClass))
        .as("every refusal there is")
        .isEqualTo(List.of(Refusal.class.getPermittedSubclasses()));
  }

  @Test
  void everyProblem_hasATitleOfItsOwn() {
    var titles = Arrays.stream(ProblemCode.values()).map(ProblemCode::title).toList();

    assertThat(titles).doesNotHaveDuplicates();
    assertThat(Problem.of(ProblemCode.UNKNOWN_CHANNEL, "detail").title())
        .isEqualTo("No such channel");
  }

  /** What is out does not change; only these two share a code with another problem. */
  @Test
  void code_isTheNameOfOneProblem() {
    var shared = Set.of(ProblemCode.NOT_AUTHENTICATED, ProblemCode.NOT_A_FORM);
    var own = Arrays.stream(ProblemCode.values()).filter(it -> !shared.contains(it)).toList();

    assertThat(own).extracting(ProblemCode::code).doesNotHaveDuplicates();
    assertThat(shared.stream().map(ProblemCode::code).collect(toSet()))
        .isEqualTo(Set.of("not-allowed", "invalid-request"));
  }

  @Test
  void errorOfTheContainer_keepsItsStatus() {
    for (int status = 400; status < 600; status++) {
      var problem = ErrorAnswers.problem(status);
      assertThat(problem.status()).isEqualTo(status);
      assertThat(problem.code().equals("internal-error"))
          .as("%d is a fault of ours", status)
          .isEqualTo(status >= 500 && status != 503);
    }
  }
}
