// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.testkit.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The packaged server in a process of its own, which can be killed and started again. */
final class AssentorProcess implements AutoCloseable {

  private static final Duration READY = Duration.ofSeconds(60);

  private final Path data;
  private final int port;
  private final Map<String, String> environment = new HashMap<>();
  private Process process;

  private AssentorProcess(Path data, int port, Map<String, String> environment) {
    this.data = data;
    this.port = port;
    this.environment.putAll(environment);
    this.process = launch(Map.of());
  }

  static AssentorProcess start(Path data, Map<String, String> environment) {
    var server = new AssentorProcess(data, freePort(), environment);
    server.awaitReady();
    return server;
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  Api api() {
    return new Api(url());
  }

  Path data() {
    return data;
  }

  /** Everything printed so far, by every process there was. */
  String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts again on the same port and data, with these settings besides. */
  void restart(Map<String, String> besides) {
    process = launch(besides);
    awaitReady();
  }

  private Process launch(Map<String, String> besides) {
    var jar = Objects.requireNonNull(System.getProperty("assentor.jar"), "assentor.jar");
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-Xmx768m", "--enable-native-access=ALL-UNNAMED", "-jar", jar));
    try {
      Files.createDirectories(data);
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("ASSENTOR_"));
      builder.environment().put("SERVER_PORT", Integer.toString(port));
      builder.environment().put("ASSENTOR_DATA", data.toString());
      builder.environment().putAll(environment);
      builder.environment().putAll(besides);
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path logFile() {
    return data.resolve("server-" + port + ".log");
  }

  private void awaitReady() {
    Wait.until(
        "the server is ready; it printed:\n" + log(),
        READY,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the server ended; it printed:\n" + log());
          }
          return api().isHealthy();
        });
  }

  /** The port of the embedded PostgreSQL, from its own pid file. */
  int databasePort() {
    try {
      var lines = Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"));
      return Integer.parseInt(lines.get(3).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it in good order; if it was killed, ends the PostgreSQL it left behind. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        kill();
      }
      OrphanedPostmaster.stop(data.resolve("postgres"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
