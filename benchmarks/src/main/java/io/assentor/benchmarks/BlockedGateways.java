// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.benchmarks.Connection.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Gateways that wait at once, each on its own connection, while somebody decides now and then. */
final class BlockedGateways implements AutoCloseable {

  private static final int STARTING_AT_ONCE = 16;
  private static final Random RANDOM = new Random(1);

  private final AssentorPaths assentor;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Semaphore starting = new Semaphore(STARTING_AT_ONCE);
  private volatile boolean closing;

  BlockedGateways(AssentorPaths assentor) {
    this.assentor = assentor;
  }

  /** One of them: what it waits for, and the time at which it was answered. */
  private record Waiting(Reply held, Connection connection, CompletableFuture<Long> answered) {}

  /** Lets more wait, until there are so many. */
  void growTo(int count) throws Exception {
    var started = new ArrayList<CompletableFuture<Waiting>>();
    for (int i = waiting.size(); i < count; i++) {
      var one = new CompletableFuture<Waiting>();
      started.add(one);
      starting.acquire();
      Thread.startVirtualThread(
          () -> {
            try {
              one.complete(start());
            } catch (IOException | RuntimeException e) {
              one.completeExceptionally(e);
            } finally {
              starting.release();
            }
          });
    }
    for (var one : started) {
      waiting.add(one.get());
    }
  }

  private Waiting start() throws IOException {
    var connection = new Connection(assentor.url());
    var body = assentor.newSubmission();
    var held = connection.post("/v1/approvals", assentor.gateway(), body).expect(202);
    var answered = new CompletableFuture<Long>();
    Thread.startVirtualThread(() -> await(connection, body, answered));
    return new Waiting(held, connection, answered);
  }

  /** As a gateway does: asks again whenever its wait ended without an outcome. */
  private void await(Connection connection, String body, CompletableFuture<Long> answered) {
    try {
      Reply reply;
      do {
        reply = connection.post("/v1/approvals", assentor.gateway(), body, "Prefer: wait=60");
      } while (reply.status() == 202);
      answered.complete(System.nanoTime());
      reply.expect(200);
    } catch (IOException | RuntimeException e) {
      if (!closing) {
        answered.completeExceptionally(e);
      }
    }
  }

  /**
   * Decides for some of them, at a rate that no slow answer slows down.
   *
   * @return nanoseconds from when a decision was due to the waiter's answer, sorted
   */
  long[] decideFor(int count, int perSecond) throws Exception {
    var chosen = new ArrayList<>(waiting);
    Collections.shuffle(chosen, RANDOM);
    var latencies = new ArrayList<Future<Long>>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        var one = chosen.get(i);
        long due = start + i * 1_000_000_000L / perSecond;
        LockSupport.parkNanos(due - System.nanoTime());
        waiting.remove(one);
        latencies.add(executor.submit(() -> decide(one) - due));
      }
      var sorted = new long[count];
      for (int i = 0; i < count; i++) {
        sorted[i] = latencies.get(i).get();
      }
      Arrays.sort(sorted);
      return sorted;
    }
  }

  private long decide(Waiting one) throws Exception {
    try (var approver = new Connection(assentor.url())) {
      assentor.decide(approver, one.held);
      return one.answered.get();
    } finally {
      one.connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    for (var one : waiting) {
      one.connection.close();
    }
  }
}
