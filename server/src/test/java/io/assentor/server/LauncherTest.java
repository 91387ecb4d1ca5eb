// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.server.settings.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.web.server.PortInUseException;

class LauncherTest {

  private static final Duration NEVER = Duration.ofMinutes(10);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final CompletableFuture<Integer> halt = new CompletableFuture<>();

  static Stream<Throwable> failures() {
    return Stream.of(
        new StartupException("ASSENTOR_DB_USER is unset"),
        new IllegalStateException("outer", new StartupException("ASSENTOR_DB_USER is unset")),
        new IllegalStateException(),
        new OutOfMemoryError("Java heap space"),
        new NoClassDefFoundError("io/assentor/Missing"),
        new ExceptionInInitializerError(new IllegalArgumentException("static")),
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedStart_endsTheProcess(Throwable failure) {
    new Launcher(console, exit::complete, halt::complete, NEVER)
        .launch(
            () -> {
              throw sneaky(failure);
            });

    assertThat(exit).isCompletedWithValue(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("\nAssentor cannot start: ");
  }

  @Test
  void goodStart_goesOn() {
    new Launcher(console, exit::complete, halt::complete, NEVER).launch(() -> {});

    assertThat(exit).isNotDone();
    assertThat(printed.size()).isZero();
  }

  @Test
  void endThatHangs_isCutOff() throws Exception {
    var hangs = new CountDownLatch(1);
    var launcher =
        new Launcher(
            console,
            code -> await(hangs),
            code -> {
              halt.complete(code);
              hangs.countDown();
            },
            Duration.ofMillis(1));
    launcher.launch(
        () -> {
          throw new StartupException("SERVER_PORT is abc");
        });

    assertThat(halt.get(60, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void consoleThatFails_keepsNothingFromEnding() {
    var broken =
        new PrintStream(printed) {
          @Override
          public void println(String text) {
            throw new OutOfMemoryError("not even this");
          }
        };
    new Launcher(broken, exit::complete, halt::complete, NEVER)
        .launch(
            () -> {
              throw new StartupException("SERVER_PORT is abc");
            });

    assertThat(exit).isCompletedWithValue(1);
  }

  @Test
  void reason_namesTheSettingHoweverDeepItIs() {
    assertThat(StartFailure.paragraph(new IllegalStateException(new PortInUseException(8080))))
        .contains("SERVER_PORT is 8080, but another program listens there");
    assertThat(
            StartFailure.paragraph(
                new IllegalStateException("bean", new StartupException("ASSENTOR_X is wrong"))))
        .isEqualTo("\nAssentor cannot start: ASSENTOR_X is wrong\nSee docs/configuration.md.\n");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
    throw (T) failure;
  }
}
