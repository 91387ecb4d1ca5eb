// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.LoggerFactory;

/**
 * Starts the server, and ends the process if that fails: with the reason in one paragraph and exit
 * code 1. Without this the threads of embedded servers would keep a process alive that does
 * nothing.
 */
final class Launcher {

  static final int FAILED = 1;

  /** Stopping in good order must be done by then; what still hangs is cut off. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final PrintStream console;
  private final IntConsumer exit;
  private final Thread cutOff;

  /**
   * Makes one that can end the process even when there is no memory left to make anything.
   *
   * @param exit ends the process in good order
   * @param halt ends it at once
   * @param patience how long the end in good order may take
   */
  Launcher(PrintStream console, IntConsumer exit, IntConsumer halt, Duration patience) {
    // Loads what the end needs while there is memory to load it into.
    var unused = StartFailure.paragraph(new OutOfMemoryError());
    this.console = console;
    this.exit = exit;
    this.cutOff =
        Thread.ofPlatform()
            .name("cut-off")
            .daemon()
            .unstarted(
                () -> {
                  try {
                    Thread.sleep(patience);
                  } catch (InterruptedException e) {
                    // whoever interrupts this wants the end sooner
                  }
                  halt.accept(FAILED);
                });
  }

  static Launcher ofProcess() {
    return new Launcher(System.err, System::exit, Runtime.getRuntime()::halt, PATIENCE);
  }

  /** Runs the start; returns once it has succeeded, and not at all if it fails. */
  void launch(Runnable start) {
    try {
      start.run();
    } catch (Throwable failure) {
      end(failure);
    }
  }

  private void end(Throwable failure) {
    try {
      cutOff.start();
      console.println(StartFailure.paragraph(failure));
      if (!StartFailure.isExplained(failure)) {
        LoggerFactory.getLogger(Launcher.class).error("The start failed unexpectedly", failure);
      }
    } catch (Throwable e) {
      // Nothing more can be said; the process ends all the same.
    } finally {
      exit.accept(FAILED);
    }
  }
}
