// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A background thread that runs a pass, rests, and repeats until it is closed. A failed pass does
 * not end it: the failure is logged and the next pass follows after the usual rest.
 *
 * <p>A test runs the pass itself, without any thread.
 */
public final class Loop implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Loop.class.getName());

  private final String work;
  private final Duration rest;
  private final Pass pass;
  private final FailureLog log = new FailureLog((line, e) -> LOG.log(Level.WARNING, line, e));
  private final CountDownLatch stop = new CountDownLatch(1);

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

  private Loop(String work, Duration rest, Pass pass) {
    this.work = work;
    this.rest = rest;
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
    var loop = new Loop(work, rest, pass);
    Thread.ofPlatform().name(thread).daemon().start(loop::run);
    return loop;
  }

  private void run() {
    try {
      do {
        runOnce();
      } while (!stop.await(rest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One line per minute and cause, because passes are frequent and outages last. */
  private void runOnce() throws InterruptedException {
    try {
      pass.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      log.failed(failed(), e);
    } catch (Error e) {
      log.unexpected(work, failed(), e);
    }
  }

  private String failed() {
    return work + " failed; retrying in " + rest.toSeconds() + " s";
  }

  /** Ends the loop after the current pass, without waiting for it. */
  @Override
  public void close() {
    stop.countDown();
  }
}
