// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.benchmarks.Connection.Reply;
import io.assentor.harness.Assentor;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The paths of a gateway and an approver, over HTTP. */
final class AssentorPaths {

  /** So that a waiter has reached its waiting before what it waits for happens. */
  private static final long UNTIL_IT_WAITS_MILLIS = 15;

  private final AtomicLong count = new AtomicLong(System.nanoTime());
  private final String prefix;
  private final URI url;
  private final DataSource database;
  private final boolean tended;
  private final String gateway;
  private final String alice;

  /**
   * @param prefix of the names in the results
   * @param tended whether a worker tends what is submitted, and is to be waited for
   */
  AssentorPaths(String prefix, Assentor assentor, DataSource database, boolean tended) {
    this.prefix = prefix;
    this.url = URI.create(assentor.url());
    this.database = database;
    this.tended = tended;
    this.gateway = assentor.api().token("gateway");
    this.alice = assentor.api().token("alice");
  }

  /** Everything, as fast as it goes. */
  List<Work> all() {
    return List.of(
        work("submit -> 202", Integer.MAX_VALUE, true, this::submits),
        work("decide -> waiter answered", Integer.MAX_VALUE, false, this::decidesForWaiter),
        work("allowed outright", Integer.MAX_VALUE, true, this::allowed),
        cycles(Integer.MAX_VALUE));
  }

  /** So many full cycles; then it is waited for until everybody has been told. */
  Work cycles(int atMost) {
    return work("full cycle (submit, decide, consume)", atMost, true, this::cycles);
  }

  private Work work(String name, int atMost, boolean timedWhole, Start start) {
    return new Work() {
      @Override
      public boolean timedWhole() {
        return timedWhole;
      }

      @Override
      public String name() {
        return prefix + name;
      }

      @Override
      public int atMost() {
        return atMost;
      }

      @Override
      public Caller caller() throws Exception {
        return start.caller();
      }

      @Override
      public void settle() throws Exception {
        if (tended) {
          awaitTended();
        }
      }
    };
  }

  private interface Start {
    Work.Caller caller() throws Exception;
  }

  /** A caller that holds a connection. */
  private abstract class Connected implements Work.Caller {
    final Connection connection = new Connection(url);

    Connected() throws IOException {}

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  private Work.Caller submits() throws Exception {
    return new Connected() {
      @Override
      public long once() throws Exception {
        var body = newSubmission();
        return FloorPaths.timed(() -> connection.post("/v1/approvals", gateway, body).expect(202));
      }
    };
  }

  private Work.Caller allowed() throws Exception {
    return new Connected() {
      @Override
      public long once() throws Exception {
        var body =
            submission(
                    "kubectl_get",
                    "{\"resourceType\":\"pods\",\"name\":\"x" + count.incrementAndGet() + "\"}")
                .replace("destructiveHint", "readOnlyHint");
        return FloorPaths.timed(() -> connection.post("/v1/approvals", gateway, body).expect(200));
      }
    };
  }

  private Work.Caller cycles() throws Exception {
    return new Connected() {
      @Override
      public long once() throws Exception {
        var call = call(count.incrementAndGet());
        return FloorPaths.timed(
            () -> {
              var held =
                  connection.post("/v1/approvals", gateway, submission("kubectl_delete", call));
              decide(connection, held.expect(202));
              var released =
                  connection.post(
                      "/v1/approvals/" + held.text("id") + "/consume", gateway, consumption(call));
              if (!released.expect(200).body().contains("\"allow\":true")) {
                throw new IllegalStateException(released.body());
              }
            });
      }
    };
  }

  private Work.Caller decidesForWaiter() throws Exception {
    return new Connected() {
      final Connection waiting = new Connection(url);

      @Override
      public long once() throws Exception {
        var body = newSubmission();
        var held = connection.post("/v1/approvals", gateway, body).expect(202);
        var answered = new CompletableFuture<Long>();
        Thread.startVirtualThread(
            () -> {
              try {
                waiting.post("/v1/approvals", gateway, body, "Prefer: wait=60").expect(200);
                answered.complete(System.nanoTime());
              } catch (Exception e) {
                answered.completeExceptionally(e);
              }
            });
        Thread.sleep(UNTIL_IT_WAITS_MILLIS);
        long start = System.nanoTime();
        decide(connection, held);
        return answered.get() - start;
      }

      @Override
      public void close() throws IOException {
        waiting.close();
        super.close();
      }
    };
  }

  /** Alice approves what was held. */
  void decide(Connection connection, Reply held) throws IOException {
    var body = "{\"verdict\":\"approve\",\"view\":\"" + held.text("view") + "\"}";
    connection.post("/v1/approvals/" + held.text("id") + "/decisions", alice, body).expect(200);
  }

  /** A held call that nobody submitted yet. */
  String newSubmission() {
    return submission("kubectl_delete", call(count.incrementAndGet()));
  }

  String gateway() {
    return gateway;
  }

  URI url() {
    return url;
  }

  private static String call(long number) {
    return "{\"resourceType\":\"deployment\",\"namespace\":\"prod\",\"name\":\"checkout-"
        + number
        + "\"}";
  }

  private static String submission(String tool, String arguments) {
    return "{\"tool\":{\"server\":\"kubernetes\",\"name\":\""
        + tool
        + "\",\"annotations\":{\"destructiveHint\":true}},\"arguments\":"
        + arguments
        + ",\"subject\":{\"id\":\"dana\"},\"agent\":{\"id\":\"deploy-bot\"},\"session\":\"s1\","
        + "\"context\":{\"justification\":\"the deployment is replaced by its successor\"}}";
  }

  private static String consumption(String arguments) {
    return "{\"tool\":{\"server\":\"kubernetes\",\"name\":\"kubectl_delete\"},\"arguments\":"
        + arguments
        + ",\"attemptId\":\"attempt-1\"}";
  }

  /** Until nothing is left that somebody should have acted on. */
  void awaitTended() throws Exception {
    while (overdue() > 0) {
      Thread.sleep(200);
    }
  }

  private long overdue() throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select count(*) from assentor.approval where tend_at <= clock_timestamp()")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
