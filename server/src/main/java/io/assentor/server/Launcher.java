// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.Mode;
import io.assentor.server.settings.SettingsCheck;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/**
 * Starts the server, and ends the process if that fails: with the reason in one paragraph and exit
 * code 1. Without this the threads of embedded servers would keep a process alive that does
 * nothing.
 */
public final class Launcher {

  static final int FAILED = 1;

  /** The time limit for an orderly stop; then the process is halted. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final PrintStream console;
  private final IntConsumer exit;
  private final Thread cutOff;

  /**
   * Makes a launcher that can end the process even when no memory is left.
   *
   * @param exit ends the process in an orderly way
   * @param halt ends it at once
   * @param patience how long the orderly end may take
   */
  Launcher(PrintStream console, IntConsumer exit, IntConsumer halt, Duration patience) {
    // Loads the classes that the end needs while there is memory for them.
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
                    // an interrupt only makes the end come sooner
                  }
                  halt.accept(FAILED);
                });
  }

  /** Starts a composition; returns once it serves, and ends the process if it fails. */
  public static void launch(Class<?> composition, Mode mode, String... args) {
    var launcher = new Launcher(System.err, System::exit, Runtime.getRuntime()::halt, PATIENCE);
    launcher.launch(() -> application(composition, mode).run(args));
  }

  /** A composition, with what must happen before its first bean is made. */
  public static SpringApplication application(Class<?> composition, Mode mode) {
    var application = new SpringApplication(composition);
    application.setAdditionalProfiles(mode.profile());
    application.addInitializers(new SettingsCheck(mode), new LibraryLogLimit());
    return application;
  }

  /** Runs the start. Returns when it has succeeded, and never if it fails. */
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
      // Nothing more can be reported; the process ends anyway.
    } finally {
      exit.accept(FAILED);
    }
  }
}
