// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Command;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.Ruling;
import io.assentor.core.approval.Standing;
import io.assentor.core.approval.Submit;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Fingerprint;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Salt;
import io.assentor.core.json.Json;
import io.assentor.core.policy.Judgement;
import io.assentor.policies.YamlPolicyBook;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.McpCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The hot pure code, on the 25 real calls; each figure is for one of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PureCode {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Standing APPROVER = Fixtures.standing("alice", "approver");

  private final List<McpCalls.McpCall> calls = McpCalls.all();
  private final List<byte[]> bytes =
      calls.stream().map(c -> c.call().arguments().canonical()).toList();
  private final List<NewRequest> requests =
      calls.stream().map(c -> Fixtures.withCall(Fixtures.request("x"), c.call())).toList();
  private final List<Held> held = requests.stream().map(Held::of).toList();
  private final Salt salt = Salt.random();
  private final YamlPolicyBook policy = YamlPolicyBook.parse("policy.yaml", demoPolicy());
  private int next;

  private int next() {
    next = (next + 1) % calls.size();
    return next;
  }

  private static String demoPolicy() {
    try {
      return Files.readString(
          Path.of(System.getProperty("assentor.policy")), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Strict parsing of a call's arguments. */
  @Benchmark
  public Json.Obj parse() {
    return Json.parseObject(bytes.get(next()));
  }

  /** Canonical form and salted hash. */
  @Benchmark
  public Fingerprint fingerprint() {
    return Fingerprint.of(salt, calls.get(next()).call());
  }

  /** Every rule of the demo policy. */
  @Benchmark
  public Judgement assess() {
    return policy.judge(Fixtures.TENANT, requests.get(next()));
  }

  /** A held call's state folded from its events, and an approver's command ruled on. */
  @Benchmark
  public Ruling rule() {
    var submitted = held.get(next());
    var decide = new Command.Decide(APPROVER, Verdict.APPROVE, null, submitted.view());
    return Approval.fold(submitted.id(), submitted.events()).decide(decide, NOW);
  }

  private record Held(ApprovalId id, List<Event> events, String view) {

    static Held of(NewRequest request) {
      var submit = Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER));
      var events = ((Submit.Plan.Create) submit.plan(null, false, NOW)).events();
      var view = submit.rendering().view(submit.content().salt());
      return new Held(submit.id(), events, view);
    }
  }
}
