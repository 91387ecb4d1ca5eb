// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import io.assentor.harness.Ports;
import io.assentor.harness.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures everything that docs/performance.md says, in one run on one machine. Arguments: a
 * directory for the results, and {@code full}, {@code quick}, which is no figure to quote, or
 * {@code smoke}, which only shows that it runs. Then {@code slack}, if nothing but clicks in Slack
 * is of interest, or {@code macs}, if nothing but what MACs cost is.
 */
public final class Benchmarks {

  private static final String SUPERUSER = "postgres";
  private static final List<String> JAVA = List.of("-Xmx3g", "-XX:+UseG1GC");

  private static final int DECISIONS_PER_SECOND = 20;
  private static final int CLICKING_AT_ONCE = 16;

  /** No limit of ours may be what is measured. */
  private static final Map<String, String> UNLIMITED =
      Map.of(
          "ASSENTOR_SUBMISSIONS_PER_MINUTE",
          "100000000",
          "ASSENTOR_POLICY_DIR",
          PolicyDirectory.unbudgeted().toString());

  private final Results results = new Results();
  private final Path directory;
  private final Plan plan;

  private Benchmarks(Path directory, Plan plan) {
    this.directory = directory;
    this.plan = plan;
  }

  /**
   * How much is done.
   *
   * @param callers at once
   * @param cycles of whole Assentor in a round
   * @param blocked gateways that wait at once, growing
   * @param finished approvals when history is asked for
   * @param cards that people click on in a round
   * @param forks of JMH
   * @param untilCounted an idle connection tells PostgreSQL's statistics only after 10 s
   */
  private record Plan(
      List<Integer> callers,
      int rounds,
      Duration warmUp,
      Duration round,
      int cycles,
      List<Integer> blocked,
      int finished,
      int cards,
      int forks,
      Duration untilCounted) {

    static final Plan FULL =
        new Plan(
            List.of(1, 16, 32),
            3,
            Duration.ofSeconds(7),
            Duration.ofSeconds(3),
            200,
            List.of(2_000, 10_000),
            100_000,
            300,
            1,
            Duration.ofSeconds(11));
    static final Plan QUICK =
        new Plan(
            List.of(16),
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(4),
            200,
            List.of(500),
            10_000,
            300,
            1,
            Duration.ofSeconds(11));
    static final Plan SMOKE =
        new Plan(
            List.of(2),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            4,
            List.of(20),
            1_000,
            10,
            1,
            Duration.ZERO);
  }

  public static void main(String[] args) throws Exception {
    var plan =
        switch (args[1]) {
          case "full" -> Plan.FULL;
          case "quick" -> Plan.QUICK;
          case "smoke" -> Plan.SMOKE;
          default ->
              throw new IllegalArgumentException(args[1] + " (expected: full, quick or smoke)");
        };
    new Benchmarks(Path.of(args[0]), plan).run(args.length > 2 ? args[2] : "all");
    System.exit(0);
  }

  private void run(String part) throws Exception {
    boolean all = part.equals("all");
    if (all) {
      pureCode();
    }
    var postgres =
        Map.of("shared_preload_libraries", "pg_stat_statements", "pg_stat_statements.track", "top");
    try (var stack = Stack.start(postgres)) {
      if (all) {
        throughput(stack);
        wholeAssentor(stack);
      }
      if (all || part.equals("slack")) {
        slack(stack);
      }
      if (all || part.equals("macs")) {
        macs(stack);
      }
    }
    results.write(directory);
  }

  // Hot pure code

  private void pureCode() throws Exception {
    var options =
        new OptionsBuilder()
            .include(PureCode.class.getName())
            .include(PolicyRules.class.getName())
            .forks(plan.forks)
            .measurementTime(TimeValue.milliseconds(plan.round.toMillis() / 4))
            .jvmArgsAppend("-Dassentor.policy=" + System.getProperty("assentor.policy"))
            .build();
    for (var result : new Runner(options).run()) {
      var primary = result.getPrimaryResult();
      results.add(
          "JMH " + primary.getLabel() + rules(result.getParams()),
          String.format(
              Locale.ROOT,
              "%.2f ± %.2f %s",
              primary.getScore(),
              primary.getScoreError(),
              primary.getScoreUnit()));
    }
  }

  private static String rules(BenchmarkParams params) {
    var rules = params.getParam("rules");
    return rules == null ? "" : ", " + rules + " rules of which 10 are relevant";
  }

  // The floor, Assentor's own path, Temporal alone and Flowable, taking turns

  private void throughput(Stack stack) throws Exception {
    var data = Files.createTempDirectory("assentor-benchmark");
    var floorUrl = database(stack, "floor");
    var flowableUrl = database(stack, "flowable");
    stack.temporal().register("alone");
    try (var assentor = Assentor.start(data, UNLIMITED, Assentor.WITHOUT_TEMPORAL, stack, JAVA);
        var jdbc = new JdbcFloor(floorUrl, SUPERUSER);
        var http = new FloorProcess(floorUrl);
        var temporal = new TemporalAlone(stack.temporal(), "alone");
        var flowable = new FlowableAlone(flowableUrl, SUPERUSER)) {
      assentor.killWorker();
      var database = stack.postgres().database(assentor.database());
      var paths = new AssentorPaths("Assentor without Temporal: ", assentor, database, false);
      var works = new ArrayList<Work>();
      works.addAll(FloorPaths.jdbc(jdbc));
      works.addAll(FloorPaths.http(http.url()));
      works.addAll(paths.all());
      works.add(temporal);
      works.addAll(flowable.all());
      takeTurns(works);

      footprint(
          "JDBC floor, full cycle",
          stack.postgres().database("floor"),
          FloorPaths.jdbc(jdbc).getLast());
      footprint("Assentor, full cycle, api alone", database, paths.all().getLast());
      footprint("Flowable, full cycle", stack.postgres().database("flowable"), flowable.cycle());
      history(assentor, database, flowable, stack.postgres().database("flowable"));
    }
  }

  private void takeTurns(List<Work> works) throws Exception {
    int most = plan.callers.getLast();
    for (var work : works) {
      var unused = Load.run(work, most, plan.warmUp);
    }
    for (int round = 0; round < plan.rounds; round++) {
      for (int callers : plan.callers) {
        for (var work : works) {
          results.add(work.name(), callers, Load.run(work, callers, plan.round));
        }
      }
    }
  }

  // All of Assentor on two cores: api, worker, Temporal, PostgreSQL

  private void wholeAssentor(Stack stack) throws Exception {
    var data = Files.createTempDirectory("assentor-benchmark");
    try (var assentor = Assentor.start(data, UNLIMITED, Map.of(), stack, JAVA)) {
      var database = stack.postgres().database(assentor.database());
      var paths = new AssentorPaths("Assentor, all of it: ", assentor, database, true);
      var cycles = paths.cycles(plan.cycles);
      for (int i = 0; i < plan.rounds; i++) {
        var unused = Load.run(cycles, 16, plan.warmUp);
      }
      for (int round = 0; round < plan.rounds; round++) {
        for (int callers : plan.callers) {
          var one = Load.run(cycles, callers, Duration.ofMinutes(5));
          results.add(cycles.name(), callers, one);
          var told = new Load.Round(one.settledPerSecond(), Double.NaN, Double.NaN, 0, 0);
          results.add(cycles.name() + ", until everyone is told", callers, told);
        }
      }
      footprint("Assentor, full cycle, all of it", database, cycles);
      temporalActions(stack, assentor, paths);
      blocked(assentor, paths, database);
    }
  }

  // Clicks in Slack, with all of Assentor on the same two cores

  private void slack(Stack stack) throws Exception {
    var data = Files.createTempDirectory("assentor-benchmark");
    try (var teams = SlackAcknowledgements.teams();
        var assentor = Assentor.start(data, teams.settings(), Map.of(), stack, JAVA)) {
      for (int round = 0; round <= plan.rounds; round++) {
        var sorted = SlackAcknowledgements.run(assentor, teams, plan.cards, CLICKING_AT_ONCE);
        if (round > 0) { // the first warms up
          results.add(
              "click in Slack -> committed and acknowledged",
              CLICKING_AT_ONCE,
              new Load.Round(
                  Double.NaN,
                  Load.percentile(sorted, 0.50),
                  Load.percentile(sorted, 0.99),
                  Double.NaN,
                  sorted.length));
        }
      }
    }
  }

  // What the MACs of rows cost, of approvals that went all the way

  private void macs(Stack stack) throws Exception {
    var data = Files.createTempDirectory("assentor-benchmark");
    try (var assentor = Assentor.start(data, UNLIMITED, Assentor.WITHOUT_TEMPORAL, stack, JAVA)) {
      var database = stack.postgres().database(assentor.database());
      var paths = new AssentorPaths("Assentor without Temporal: ", assentor, database, false);
      var unused = Load.run(paths.all().getLast(), 1, plan.round);
      new MacWal(database, results).measure();
    }
  }

  private void footprint(String name, DataSource database, Work work) throws Exception {
    Thread.sleep(plan.untilCounted);
    var before = Footprint.of(database);
    var round = Load.run(work, 1, plan.round);
    Thread.sleep(plan.untilCounted);
    results.add(name + ", each", Footprint.of(database).since(before, round.operations()));
  }

  /** What Temporal's own history has of one approval that was announced before it was decided. */
  private void temporalActions(Stack stack, Assentor assentor, AssentorPaths paths)
      throws Exception {
    try (var connection = new Connection(paths.url())) {
      var held = connection.post("/v1/approvals", paths.gateway(), paths.newSubmission());
      paths.awaitTended();
      paths.decide(connection, held.expect(202));
      paths.awaitTended();
      var workflow = "default/" + held.text("id");
      results.add(
          "Temporal, one approval announced, decided and told",
          TemporalAlone.actions(stack.temporal(), assentor.namespace(), workflow));
    }
  }

  private void blocked(Assentor assentor, AssentorPaths paths, DataSource database)
      throws Exception {
    var process = new ProcessMemory(assentor.pids().getFirst());
    var before = Footprint.of(database);
    var heap = process.heap();
    var resident = process.resident();
    try (var gateways = new BlockedGateways(paths)) {
      for (int count : plan.blocked) {
        gateways.growTo(count);
        paths.awaitTended();
        var name = String.format(Locale.ROOT, "%,d gateways blocked: ", count);
        results.add(
            name + "memory of the api process, each",
            String.format(
                Locale.ROOT,
                "%.1f kB heap, %.1f kB resident",
                (process.heap() - heap) / 1000.0 / count,
                (process.resident() - resident) / 1000.0 / count));
        if (count == plan.blocked.getFirst()) {
          results.add(
              "one pending approval, announced: bytes in the ledger's tables and indexes",
              Long.toString(Footprint.of(database).grownSince(before, count)));
        }
        for (int round = 0; round < plan.rounds; round++) {
          gateways.growTo(count);
          paths.awaitTended();
          var sorted = gateways.decideFor(Math.min(count / 2, 200), DECISIONS_PER_SECOND);
          results.add(
              "decide -> answered, " + DECISIONS_PER_SECOND + " a second, so many blocked",
              count,
              new Load.Round(
                  Double.NaN,
                  Load.percentile(sorted, 0.50),
                  Load.percentile(sorted, 0.99),
                  Double.NaN,
                  sorted.length));
        }
      }
    }
  }

  // Asking for the latest fifty of a tool, when so many are finished

  private void history(
      Assentor assentor, DataSource database, FlowableAlone flowable, DataSource flowables)
      throws Exception {
    int copies = plan.finished / FinishedOnes.REAL;
    FinishedOnes.ofAssentor(database, copies);
    FinishedOnes.ofFlowable(flowables, copies);
    var api = assentor.api();
    var asked =
        List.of(
            Work.of(
                "Assentor: history of a tool",
                () ->
                    FloorPaths.timed(
                        () -> {
                          var path = "/v1/audit/approvals?limit=50&tool=" + FinishedOnes.tool();
                          var items = api.get("audrey", path).body().get("items");
                          FinishedOnes.expectSome(items.size());
                        })),
            Work.of(
                "Flowable: history of a tool",
                () ->
                    FloorPaths.timed(
                        () -> FinishedOnes.expectSome(flowable.history(FinishedOnes.tool())))));
    for (int round = 0; round <= plan.rounds; round++) {
      for (var work : asked) {
        var one = Load.run(work, 1, plan.round);
        if (round > 0) { // the first warms up
          var name =
              String.format(Locale.ROOT, "%s, %,d finished and more", work.name(), plan.finished);
          results.add(name, 1, one);
        }
      }
    }
  }

  private String database(Stack stack, String name) throws SQLException {
    try (var connection = stack.postgres().database(SUPERUSER).getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    return "jdbc:postgresql://127.0.0.1:" + stack.postgres().port() + "/" + name;
  }

  /** {@link FloorServer} in a process of its own. */
  private static final class FloorProcess implements AutoCloseable {
    private final int port = Ports.free();
    private final Process process;

    FloorProcess(String database) throws IOException, InterruptedException {
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(JAVA);
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(
          List.of(FloorServer.class.getName(), Integer.toString(port), database, SUPERUSER));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      while (!answers()) {
        Thread.sleep(100);
      }
    }

    private boolean answers() {
      try (var connection = new Connection(url())) {
        return connection.post("/insert", "none", "{}").status() == 200;
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the floor server ended");
        }
        return false;
      }
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
