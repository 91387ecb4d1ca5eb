// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Effect;
import io.assentor.core.text.Steps;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.assentor.policies.Condition.Match;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Growth;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What evaluating a policy's expressions over hostile arguments costs, by a count of steps. */
@SuppressWarnings("try") // a scope is only closed
class EvaluationCostTest {

  private static final int SIZE = 10_000;

  /** Arguments that grow. */
  enum Shape {
    TEXT,
    WORDS,
    EMPTIES;

    Json.Obj of(int size) {
      return switch (this) {
        case TEXT -> Json.object().put("a", "x".repeat(size)).put("b", "x".repeat(size)).build();
        case WORDS -> items(size / 20, Json.of("x".repeat(15)));
        case EMPTIES -> items(size / 50, Json.Obj.EMPTY);
      };
    }
  }

  private static Json.Obj items(int count, Json item) {
    return Json.object()
        .put("a", new Json.Arr(Collections.nCopies(count, item)))
        .put("b", new Json.Arr(Collections.nCopies(count, item)))
        .build();
  }

  static Stream<Arguments> linear() {
    return Stream.of(
        Arguments.of("args.a.matches('^(x+x+)+y$')", Shape.TEXT),
        Arguments.of("matches(args.a, '.*.*.*y')", Shape.TEXT),
        Arguments.of("args.a.contains('xxxxy')", Shape.TEXT),
        Arguments.of("args.a.startsWith(args.b)", Shape.TEXT),
        Arguments.of("args.a.endsWith(args.b)", Shape.TEXT),
        Arguments.of("args.a == args.b", Shape.TEXT),
        Arguments.of("args.a < args.b", Shape.TEXT),
        Arguments.of("size(args.a) > 5", Shape.TEXT),
        Arguments.of("(args.a + args.b + args.a + args.b) == ''", Shape.TEXT),
        Arguments.of("'y' in args.a", Shape.WORDS),
        Arguments.of("args.a == args.b", Shape.WORDS),
        Arguments.of("args.a + args.b == args.b", Shape.WORDS),
        Arguments.of("args.a.exists(i, i == 'y')", Shape.WORDS),
        Arguments.of("args.a.all(i, i.matches('x+'))", Shape.WORDS),
        Arguments.of("args.a.filter(i, i != 'y').size() > 5", Shape.WORDS),
        Arguments.of("args.a.map(i, i + i).size() > 5", Shape.WORDS),
        Arguments.of("args.a.exists(i, i != {})", Shape.EMPTIES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("linear")
  void expression_costsWhatItsArgumentsSizeCosts(String expression, Shape input) {
    var condition = condition(expression);
    var growth =
        Growth.of(
            "policy: `" + expression + "`",
            SIZE,
            size -> variables(input.of(size)),
            Growth.<Map<String, Object>>steps(condition::evaluate));
    System.out.println(growth.assertLinear().row());
    assertThat(growth.tenfold()).as("is counted").isGreaterThan(SIZE / 20);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("linear")
  void countedSteps_growAsWhatIsAllocated(String expression, Shape input) {
    var condition = condition(expression);
    Growth.of(
            expression,
            SIZE,
            size -> variables(input.of(size)),
            Growth.<Map<String, Object>>allocated(it -> condition.evaluate(it, Steps.unlimited())))
        .assertLinear();
  }

  /** What is not linear, with arguments for which it would never end. */
  static Stream<Arguments> endless() {
    var list = items(3_000, Json.of("x".repeat(300)));
    return Stream.of(
        Arguments.of("args.a.all(i, args.b == args.a)", list),
        Arguments.of("args.a.all(i, (i in args.b) || true)", items(9_000, Json.of("x".repeat(50)))),
        Arguments.of("args.a.map(i, args.b).map(k, k == args.b).size() > 0", list),
        Arguments.of("args.a.matches(args.b)", Shape.TEXT.of(400_000)),
        Arguments.of("args.a.contains(args.b)", Shape.TEXT.of(400_000)),
        Arguments.of("args.c.all(i, !args.a.matches('x+y'))", loop("x".repeat(700_000))),
        Arguments.of("args.c.all(i, size(args.a) > 5)", loop("x".repeat(700_000))));
  }

  private static Json.Obj loop(String text) {
    return Json.object()
        .put("a", text)
        .put("c", new Json.Arr(Collections.nCopies(9_000, Json.of(1))))
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endless")
  void evaluationThatTakesTooLong_cannotBeTold(String expression, Json.Obj arguments) {
    var steps = Steps.atMost(20_000_000);

    assertThat(condition(expression).evaluate(variables(arguments), steps)).isEqualTo(Match.ERROR);
    assertThat(condition("true").evaluate(variables(arguments), steps))
        .as("and nothing after it")
        .isEqualTo(Match.ERROR);
  }

  /** A comparison that is given up may be passed over, and the loop around it goes on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.a.all(i, (args == args) || true)",
        "args.a.all(i, (args != tool) || true)",
        "[args.b].all(b, args.a.all(i, (b == i) || true))",
        "args.a.all(i, (i == args.b) || true)",
        "args.a.all(i, (args.b == i) || true)",
        "args.a.all(i, args.a.all(j, j != args.b || true) || true)",
      })
  void evaluationPastItsLimit_readsNothingMore(String expression) {
    var b = new CountedReads(40_000);
    var variables = new HashMap<>(variables(Json.Obj.EMPTY));
    variables.put("args", Map.of("a", Collections.nCopies(9_000, 1L), "b", b));
    var condition = condition(expression);
    var steps = Steps.atMost(100_000);

    assertThat(condition.evaluate(variables, steps)).isEqualTo(Match.ERROR);
    assertThat(b.reads).isLessThanOrEqualTo(100_000);

    long before = b.reads;
    long taken = steps.taken();
    assertThat(condition("args == tool || true").evaluate(variables, steps)).isEqualTo(Match.ERROR);
    assertThat(b.reads).as("by the next rule").isEqualTo(before);
    assertThat(steps.taken()).as("which is not even begun").isEqualTo(taken);
  }

  /** Counts how often its items are read. */
  private static final class CountedReads extends AbstractList<Object> {
    private final int size;
    private long reads;

    CountedReads(int size) {
      this.size = size;
    }

    @Override
    public Object get(int index) {
      reads++;
      return 2L;
    }

    @Override
    public int size() {
      return size;
    }
  }

  @Test
  void loopsInLoops_endTogether() {
    var arguments = variables(items(3_000, Json.of(1)));
    assertThat(
            condition("args.a.all(i, args.b.all(j, i == j))")
                .evaluate(arguments, Steps.unlimited()))
        .isEqualTo(Match.ERROR);
  }

  @Test
  void ruleThatTakesTooLong_restrainsAndNeverAllows() {
    var policy =
        YamlPolicyBook.parse(
            "policy.yaml",
            """
            rules:
              - id: fine
                when: "args.a.size() > 0 && (args.a.all(i, args.b == args.a) || true)"
                allow: {}
            default:
              require:
                stages: [{role: approver}]
            """);
    var request = request(items(3_000, Json.of("x".repeat(300))));

    var assessment = policy.judge("t", request).assessment();

    assertThat(assessment.effect()).isInstanceOf(Effect.Require.class);
    assertThat(assessment.trace()).contains("fine: error, does not count");
  }

  @Test
  void callerThatLeaves_endsTheEvaluation() {
    var work = new Work(new MemoryBudget(Long.MAX_VALUE), () -> true, Long.MAX_VALUE);
    var variables = variables(items(3_000, Json.of("x".repeat(300))));
    var condition = condition("args.a.all(i, args.b == args.a) || true");
    try (var scope = work.begin()) {
      assertThatThrownBy(() -> condition.evaluate(variables, Steps.unlimited()))
          .isInstanceOf(WorkEndedException.class);
    }
  }

  @Test
  void argumentsAsCelSeesThem_takeNoMoreThanTheyAreCharged() {
    for (var arguments :
        List.of(
            items(20_000, Json.Obj.EMPTY),
            items(20_000, Json.Arr.EMPTY),
            items(10_000, Json.object().put("a", Json.of(1)).build()),
            items(10_000, new Json.Arr(List.of(new Json.Num(0.5)))),
            items(20_000, Json.of(1_000_000)),
            items(20_000, new Json.Num(0.5)),
            items(20_000, Json.of("x")))) {
      var work = new Work(new MemoryBudget(Long.MAX_VALUE), () -> false, Long.MAX_VALUE);
      long charged;
      try (var scope = work.begin()) {
        variables(arguments);
        charged = work.chargedMemory();
      }
      long allocated =
          Growth.<Json.Obj>allocated(EvaluationCostTest::variables).applyAsLong(arguments);
      assertThat(charged)
          .as(arguments.get("a") instanceof Json.Arr it ? it.items().getFirst().toString() : "")
          .isBetween(allocated - 10_000, 2 * allocated);
    }
  }

  private static Condition condition(String expression) {
    return Condition.of(Members.of(Json.object().put("when", expression).build()), "when", true);
  }

  private static Map<String, Object> variables(Json.Obj arguments) {
    var request = request(arguments);
    return new CelValues(
            request,
            new Shown(arguments, request.context()),
            false,
            false,
            null,
            Instant.EPOCH,
            ZoneOffset.UTC)
        .variables();
  }

  private static NewRequest request(Json.Obj arguments) {
    return Fixtures.withCall(
        Fixtures.request("any"), new ToolCall("s", "t", null, Json.Obj.EMPTY, arguments));
  }
}
