// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** So many callers, each doing the next one when its last one is done: a closed loop. */
final class Load {

  private Load() {}

  /**
   * What was seen in one round.
   *
   * @param perSecond operations a second, by the clock on the wall; NaN if they are timed in part
   * @param p50 median latency, in milliseconds
   * @param p99 in milliseconds
   * @param settledPerSecond operations a second until nothing they caused was left to do
   */
  record Round(double perSecond, double p50, double p99, double settledPerSecond, int operations) {}

  static Round run(Work work, int callers, Duration duration) throws Exception {
    var left = new AtomicInteger(work.atMost());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      long end = start + duration.toNanos();
      var running = new ArrayList<Future<long[]>>();
      for (int i = 0; i < callers; i++) {
        running.add(executor.submit(loop(work, end, left)));
      }
      var latencies = LongStream.empty();
      for (var one : running) {
        latencies = LongStream.concat(latencies, Arrays.stream(one.get()));
      }
      var sorted = latencies.sorted().toArray();
      double seconds = (System.nanoTime() - start) / 1e9;
      work.settle();
      double settled = (System.nanoTime() - start) / 1e9;
      return new Round(
          work.timedWhole() ? sorted.length / seconds : Double.NaN,
          percentile(sorted, 0.50),
          percentile(sorted, 0.99),
          sorted.length / settled,
          sorted.length);
    }
  }

  private static Callable<long[]> loop(Work work, long end, AtomicInteger left) {
    return () -> {
      var latencies = LongStream.builder();
      try (var caller = work.caller()) {
        while (System.nanoTime() < end && left.getAndDecrement() > 0) {
          latencies.add(caller.once());
        }
      }
      return latencies.build().toArray();
    };
  }

  /** In milliseconds, of latencies that are sorted. */
  static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e6;
  }
}
