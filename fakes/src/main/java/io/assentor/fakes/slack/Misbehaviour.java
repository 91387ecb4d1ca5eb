// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides which call meets which fault, and who has to wait. */
final class Misbehaviour {

  private static final int BURST = 3;
  private static final long SECOND = 1_000_000_000L;

  /** What was sent before its sender can have read the 429 is not held against it. */
  private static final long UNDER_WAY = SECOND / 4;

  private final Map<String, Deque<Fault>> next = new HashMap<>();
  private final Map<String, SplittableRandom> randoms = new HashMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Map<String, Bucket> paces = new HashMap<>();
  private final LongSupplier nanoTime;
  private double share;
  private long seed;
  private List<Fault> faults = List.of();
  private final Map<String, String> refusals = new HashMap<>();
  private boolean pace = true;
  private boolean refusesDeadThreads;

  Misbehaviour(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  synchronized void failNext(String method, Fault fault, int times) {
    var queue = next.computeIfAbsent(method, it -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(fault);
    }
  }

  synchronized void failRandomly(double share, long seed, List<Fault> faults) {
    if (share > 0 && faults.isEmpty()) {
      throw new IllegalArgumentException("expected a fault to fail with");
    }
    this.share = share;
    this.seed = seed;
    this.faults = faults;
    randoms.clear();
  }

  synchronized void enforcePace(boolean on) {
    pace = on;
    paces.clear();
  }

  /** Every call of a method is refused with this error; null ends that. */
  synchronized void refuse(String method, @Nullable String error) {
    if (error == null) {
      refusals.remove(method);
    } else {
      refusals.put(method, error);
    }
  }

  synchronized @Nullable String refusal(String method) {
    return refusals.get(method);
  }

  synchronized void refuseDeadThreads() {
    refusesDeadThreads = true;
  }

  synchronized boolean refusesDeadThreads() {
    return refusesDeadThreads;
  }

  /**
   * What happens to this call. Every method has its own random sequence, so that threads that call
   * different methods do not disturb each other's.
   */
  synchronized @Nullable Fault next(String method) {
    var queue = next.get(method);
    if (queue != null && !queue.isEmpty()) {
      return queue.remove();
    }
    if (share <= 0 || !method.matches("(chat|conversations|users|views)\\..*")) {
      return null;
    }
    var random =
        randoms.computeIfAbsent(method, it -> new SplittableRandom(seed + 31L * it.hashCode()));
    return random.nextDouble() < share ? faults.get(random.nextInt(faults.size())) : null;
  }

  /** What becomes of a call, as to pace. */
  enum Turn {
    NOW,
    LATER,
    /** Later, and the sender knew: it was told to wait a second, and did not. */
    LATER_AS_TOLD
  }

  /** Whether this may be sent now, or its sender was told to wait. */
  synchronized Turn turn(String what) {
    var since = told.get(what);
    long waited = since == null ? SECOND : nanoTime.getAsLong() - since;
    if (waited >= SECOND) {
      return Turn.NOW;
    }
    if (waited < UNDER_WAY) {
      return Turn.LATER; // without waiting anew, or a client that never waits were never caught
    }
    hold(what);
    return Turn.LATER_AS_TOLD;
  }

  /** The sender of this is told to wait a second. */
  synchronized void hold(String what) {
    told.put(what, nanoTime.getAsLong());
  }

  /** Takes the place of one message in a channel. */
  synchronized Turn turnInChannel(String channel) {
    if (!pace) {
      return Turn.NOW;
    }
    var what = "a message in " + channel;
    var turn = turn(what);
    if (turn != Turn.NOW) {
      return turn;
    }
    long now = nanoTime.getAsLong();
    var bucket = paces.computeIfAbsent(channel, it -> new Bucket(BURST, now));
    bucket.level = Math.min(BURST, bucket.level + (now - bucket.at) / (double) SECOND);
    bucket.at = now;
    if (bucket.level < 1) {
      hold(what);
      return Turn.LATER;
    }
    bucket.level--;
    return Turn.NOW;
  }

  private static final class Bucket {
    private double level;
    private long at;

    private Bucket(double level, long at) {
      this.level = level;
      this.at = at;
    }
  }
}
