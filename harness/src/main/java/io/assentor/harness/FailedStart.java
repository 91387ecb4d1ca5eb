// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What came of a start of the packaged server that had to fail.
 *
 * @param exitCode absent: the process did not end by itself
 * @param console everything it printed
 * @param left command lines of processes that it left behind
 */
public record FailedStart(@Nullable Integer exitCode, String console, List<String> left) {

  /** Only against a hang. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * Starts it in evaluation mode with these settings, and waits until it has ended.
   *
   * @param data its data directory, unless the settings name another
   * @param environment all of its settings
   */
  public static FailedStart of(
      Path data, Map<String, String> environment, List<String> javaOptions) {
    var image = Image.evaluation();
    image.seed(data);
    return of(image, data, environment, javaOptions);
  }

  /** Starts it in production with these settings, and waits until it has ended. */
  public static FailedStart ofProduction(Path data, Map<String, String> environment) {
    return of(Image.production(), data, environment, Assentor.SHORT_LIVED);
  }

  private static FailedStart of(
      Image image, Path data, Map<String, String> environment, List<String> javaOptions) {
    try {
      var log = Files.createTempFile("assentor-failed-start", ".log");
      var builder = new ProcessBuilder(image.command(javaOptions));
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      var variables = builder.environment();
      variables.keySet().removeIf(name -> name.startsWith("ASSENTOR_"));
      variables.put("ASSENTOR_DATA", data.toString());
      variables.put("SERVER_PORT", Integer.toString(Ports.free()));
      variables.putAll(environment);
      var process = builder.start();
      boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        Commands.awaitEnd(process.destroyForcibly());
      }
      return new FailedStart(
          ended ? process.exitValue() : null, Files.readString(log), running(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> running(Path data) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(data.toString()))
        .toList();
  }
}
