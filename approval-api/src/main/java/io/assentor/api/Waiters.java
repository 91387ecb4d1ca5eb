// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Courier;
import io.assentor.core.FailureLog;
import io.assentor.core.Loop;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Status;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerTail;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gateways that wait for an approval. One tail per process serves them all; it is a hint: each
 * waiter also rereads its own approval now and then, and when its wait ends. A waiter is a parked
 * virtual thread and holds no platform thread, no connection and no transaction.
 */
public final class Waiters implements Courier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);

  private final FailureLog log = new FailureLog(LOG::warn);

  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration AFTER_FAULT = Duration.ofMillis(500);

  /** When a waiter that the tail does not cover yet tries again. */
  private static final Duration UNTAILED = Duration.ofMillis(20);

  /** When a waiter rereads if it was not woken; up to half as long is added at random. */
  private static final Duration REREAD = Duration.ofSeconds(15);

  /** No pause: there is nothing left to wait for. */
  private static final long OVER = -1;

  private final LedgerReader ledger;
  private final LedgerTail tail;
  private final Semaphore slots;
  private final ConcurrentHashMap<ApprovalId, Set<Waiter>> waiting = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition someoneWaits = lock.newCondition();
  private LedgerTail.Position position = new LedgerTail.Position(0, 0);
  private boolean tailing;
  private volatile boolean closed;
  private @Nullable Loop loop;

  /** Follows nothing by itself; a test runs the passes. */
  Waiters(LedgerReader ledger, LedgerTail tail, int atMost) {
    this.ledger = ledger;
    this.tail = tail;
    this.slots = new Semaphore(atMost);
  }

  /**
   * Makes the waiters of a ledger, and follows it while a gateway waits.
   *
   * @param atMost the most concurrent waiters
   */
  public static Waiters start(LedgerReader ledger, LedgerTail tail, int atMost) {
    var waiters = new Waiters(ledger, tail, atMost);
    waiters.loop =
        Loop.start(
            "ledger-tail",
            "Following the ledger for waiting gateways",
            POLL,
            AFTER_FAULT,
            waiters::pass);
    return waiters;
  }

  /**
   * A parked thread, with a flag that says whether it was woken since it last began to read. The
   * permit of {@link LockSupport} alone is not enough: while the thread reads, the database driver
   * and the pool also park, and consume it.
   */
  private static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean told;

    void tell() {
      told = true;
      LockSupport.unpark(thread);
    }

    /** Parks until it is woken, or for a time in nanoseconds. */
    void park(long nanos) {
      long end = System.nanoTime() + nanos;
      for (long left = nanos; !told && left > 0; left = end - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** Reserves a place before anything is committed; returns false if there is none. */
  boolean reserve() {
    return slots.tryAcquire();
  }

  void release() {
    slots.release();
  }

  /**
   * Returns once the approval is no longer pending, or when the wait is over. A fault of the ledger
   * does not end a wait, because an error would tell the gateway that its request does not exist. A
   * waiter keeps only the approval's id, nothing large.
   */
  void await(ApprovalId id, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    boolean tailed = false;
    var waiter = register(id);
    try {
      while (true) {
        long pause;
        waiter.told = false; // before reading: later wake-ups are not part of what is read
        try {
          tailed = tailed || startTailing(); // before reading: later commits are in the tail
          pause = Math.min(untilExpiry(id), tailed ? reread() : UNTAILED.toNanos());
        } catch (DamagedRecordException e) {
          throw e; // waiting does not mend it
        } catch (RuntimeException e) {
          log.failed("read", "Reading approval " + id + " for its gateway failed; retrying", e);
          tailed = false;
          pause = AFTER_FAULT.toNanos();
        }
        long left = deadline - System.nanoTime();
        if (pause == OVER || left <= 0 || closed) {
          return;
        }
        waiter.park(Math.min(left, pause));
      }
    } finally {
      unregister(id, waiter);
    }
  }

  /**
   * Returns the nanoseconds until a pending approval expires; {@link #OVER} if it is not pending.
   */
  private long untilExpiry(ApprovalId id) {
    var state = ledger.state(id).orElseThrow();
    var expiresAt = state.approval().request().expiresAt();
    if (state.approval().status(state.asOf()) != Status.PENDING || expiresAt == null) {
      return OVER;
    }
    return Duration.between(state.asOf(), expiresAt).plusMillis(1).toNanos();
  }

  private static long reread() {
    return REREAD.toNanos() + ThreadLocalRandom.current().nextLong(REREAD.toNanos() / 2);
  }

  private Waiter register(ApprovalId id) {
    var waiter = new Waiter();
    waiting.compute(
        id,
        (key, others) -> {
          var all = others == null ? ConcurrentHashMap.<Waiter>newKeySet(1) : others;
          all.add(waiter);
          return all;
        });
    return waiter;
  }

  private void unregister(ApprovalId id, Waiter waiter) {
    waiting.computeIfPresent(
        id,
        (key, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }

  /** Returns whether a gateway waits for it in this process; other processes may have more. */
  public boolean waitsFor(ApprovalId id) {
    return waiting.containsKey(id);
  }

  /** Wakes its waiters in this process, without waiting for the tail. */
  @Override
  public void moved(ApprovalId id) {
    var waiters = waiting.get(id);
    if (waiters != null) {
      waiters.forEach(Waiter::tell);
    }
  }

  /**
   * Returns true once the tail covers all commits from now on; false if another thread is still
   * preparing that.
   */
  private boolean startTailing() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (!tailing) {
        position = tail.end();
        tailing = true;
        someoneWaits.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those whose approval moved since the pass before. */
  void pass() throws InterruptedException {
    awaitWaiters();
    if (!closed) {
      var moved = tail.after(position);
      position = moved.position();
      moved.approvals().forEach(this::moved);
    }
  }

  /** Rests while there are no waiters; the next one sets the position to continue from. */
  private void awaitWaiters() throws InterruptedException {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        tailing = false;
      }
      while (!tailing && !closed) {
        someoneWaits.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Answers everyone who waits with the answer now. */
  @Override
  public void close() {
    closed = true;
    waiting.values().forEach(waiters -> waiters.forEach(Waiter::tell));
    lock.lock();
    try {
      someoneWaits.signalAll();
    } finally {
      lock.unlock();
    }
    if (loop != null) {
      loop.close();
    }
  }
}
