// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.policy.Judgement;
import io.assentor.policies.YamlPolicyBook;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Judging a call by many rules, of which ten concern its tool. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // set up before each trial
public class PolicyRules {

  private static final int RELEVANT = 10;

  @Param({"10", "100", "1000"})
  public int rules;

  private final NewRequest request =
      Fixtures.withCall(Fixtures.request("x"), McpCalls.named("k8s-delete-prod").call());
  private final NewRequest large = large();
  private YamlPolicyBook policy;
  private String yaml;

  @Setup
  public void parsePolicy() {
    var text = new StringBuilder("default: {require: {stages: [{role: approver}]}}\nrules:\n");
    for (int i = 0; i < rules; i++) {
      var tool = i < RELEVANT ? "kubectl_delete" : "tool_" + i;
      text.append(
          """
            - id: rule-%d
              when: tool.server == 'kubernetes' && tool.name == '%s' && args.namespace == 'ns-%d'
              require: {stages: [{role: approver}]}
          """
              .formatted(i, tool, i));
    }
    yaml = text.toString();
    policy = YamlPolicyBook.parse("policy.yaml", yaml);
  }

  @Benchmark
  public Judgement judge() {
    return policy.judge(Fixtures.TENANT, request);
  }

  /** With 64 kB of text that makes every pattern for secrets look twice. */
  @Benchmark
  public Judgement judge64kB() {
    return policy.judge(Fixtures.TENANT, large);
  }

  /** What a reload costs, on a thread of its own. */
  @Benchmark
  public YamlPolicyBook load() {
    return YamlPolicyBook.parse("policy.yaml", yaml);
  }

  private static NewRequest large() {
    var text = "the secret token of AKIA, ghp_, eyJ and sk- is a password://key 1234 ".repeat(950);
    var arguments = Json.object().put("namespace", "prod").put("manifest", text).build();
    var call = new ToolCall("kubernetes", "kubectl_delete", null, Json.Obj.EMPTY, arguments);
    return Fixtures.withCall(Fixtures.request("x"), call);
  }
}
