// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A background thread that runs a pass, rests, and repeats until it is closed. A failed pass does
 * not end it: the failure is logged and the next pass follows after a rest.
 *
 * <p>A test runs the pass itself, without any thread.
 */
public final class Loop implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Loop.class.getName());

  private final String work;
  private final Duration rest;
  private final Duration restAfterFailure;
  private final Pass pass;
  private final FailureLog log = new FailureLog((line, e) -> LOG.log(Level.WARNING, line, e));
  private final Semaphore woken = new Semaphore(0);
  private volatile boolean closed;

  /** One unit of background work. */
  @FunctionalInterface
  public interface Pass {

    /**
     * Runs once.
     *
     * @throws Exception is logged; the next pass follows all the same
     */
    void run() throws Exception;
  }

  private Loop(String work, Duration rest, Duration restAfterFailure, Pass pass) {
    this.work = work;
    this.rest = rest;
    this.restAfterFailure = restAfterFailure;
    this.pass = pass;
  }

  /**
   * Starts a daemon thread that runs the first pass at once.
   *
   * @param thread its name
   * @param work what a pass does, as the subject of a log line: {@code Connecting to Temporal}
   * @param rest between the end of a pass and the start of the next
   */
  public static Loop start(String thread, String work, Duration rest, Pass pass) {
    return start(thread, work, rest, rest, pass);
  }

  /**
   * Starts a daemon thread that runs the first pass at once.
   *
   * @param restAfterFailure between the end of a failed pass and the start of the next
   */
  public static Loop start(
      String thread, String work, Duration rest, Duration restAfterFailure, Pass pass) {
    var loop = new Loop(work, rest, restAfterFailure, pass);
    Thread.ofPlatform().name(thread).daemon().start(loop::run);
    return loop;
  }

  /** Ends the rest: the next pass runs at once, or right after the one that runs now. */
  public void wake() {
    woken.release();
  }

  private void run() {
    try {
      while (!closed) {
        var next = runOnce() ? rest : restAfterFailure;
        var unused = woken.tryAcquire(next.toNanos(), TimeUnit.NANOSECONDS);
        woken.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs one pass. Failures are logged one line per minute and cause, because passes are frequent
   * and outages last.
   *
   * @return false if it failed
   */
  private boolean runOnce() throws InterruptedException {
    try {
      pass.run();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      log.failed(failed(), e);
    } catch (Error e) {
      log.unexpected(work, failed(), e);
    }
    return false;
  }

  private String failed() {
    long millis = restAfterFailure.toMillis();
    var when = millis < 1_000 ? millis + " ms" : restAfterFailure.toSeconds() + " s";
    return work + " failed; retrying in " + when;
  }

  /** Ends the loop after the current pass, without waiting for it. */
  @Override
  public void close() {
    closed = true;
    wake();
  }
}
