// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import io.assentor.testkit.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A packaged server, which can be killed and started again: that of evaluation mode as one process
 * with everything embedded, or that of production as an api and a worker on a {@link Stack}.
 */
public final class Assentor implements AutoCloseable {

  /** Besides others: nobody listens there, so no workflow starts and nothing is announced. */
  public static final Map<String, String> WITHOUT_TEMPORAL =
      Map.of("ASSENTOR_TEMPORAL_TARGET", "127.0.0.1:1");

  /** These processes live for seconds: what makes a long-lived one fast only delays them. */
  public static final List<String> SHORT_LIVED =
      List.of("-Xmx768m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** Often enough, and a server that is starting has other things to do than to answer. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Image image;
  private final Path data;
  private final Map<String, String> environment;
  private final List<String> javaOptions;
  private final @Nullable Stack stack;
  private final List<Part> parts = new ArrayList<>();

  private Assentor(
      Image image,
      Path data,
      Map<String, String> environment,
      List<String> javaOptions,
      @Nullable Stack stack) {
    this.image = image;
    this.data = data;
    this.javaOptions = javaOptions;
    this.stack = stack;
    boolean shares = environment.containsKey("ASSENTOR_DB_URL");
    this.environment = new HashMap<>(stack == null || shares ? Map.of() : stack.newTenancy());
    this.environment.putAll(environment);
  }

  /** One process of it. */
  private record Part(String service, int port, Process process) {
    String url() {
      return "http://127.0.0.1:" + port;
    }
  }

  /** Whether these tests run on a real Temporal, with api and worker apart. */
  public static boolean onRealTemporal() {
    return System.getProperty("assentor.temporal", "embedded").equals("real");
  }

  /**
   * Starts one as these tests run.
   *
   * @param data where it keeps its files and logs
   * @param environment settings
   */
  public static Assentor start(Path data, Map<String, String> environment) {
    return start(data, environment, Map.of());
  }

  /**
   * Starts one as these tests run.
   *
   * @param besides settings until the first restart
   */
  public static Assentor start(
      Path data, Map<String, String> environment, Map<String, String> besides) {
    var stack = onRealTemporal() ? Stack.shared() : null;
    return start(data, environment, besides, stack, SHORT_LIVED);
  }

  /** Starts one on this stack, or with everything embedded if there is none. */
  public static Assentor start(
      Path data,
      Map<String, String> environment,
      Map<String, String> besides,
      @Nullable Stack stack,
      List<String> javaOptions) {
    var image = stack == null ? Image.evaluation() : Image.production();
    return launched(new Assentor(image, data, environment, javaOptions, stack), besides);
  }

  /** Starts production's server as one process, with these settings, which name a database. */
  public static Assentor startProduction(Path data, Map<String, String> environment) {
    var server = new Assentor(Image.production(), data, environment, SHORT_LIVED, null);
    return launched(server, Map.of());
  }

  private static Assentor launched(Assentor server, Map<String, String> besides) {
    try {
      server.launch(besides);
    } catch (Throwable e) {
      server.close(); // nobody else can
      throw e;
    }
    return server;
  }

  public String url() {
    return parts.getFirst().url();
  }

  public Api api() {
    return stack == null ? new Api(url()) : new Api(url(), DemoIssuer::token);
  }

  public Path data() {
    return data;
  }

  /** The name of its database on the stack. */
  public String database() {
    var url = environment.getOrDefault("ASSENTOR_DB_URL", "");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /** Its namespace on the stack. */
  public String namespace() {
    return environment.getOrDefault("ASSENTOR_TEMPORAL_NAMESPACE", "");
  }

  /** Process ids, the one that serves the API first. */
  public List<Long> pids() {
    return parts.stream().map(part -> part.process.pid()).toList();
  }

  /** Everything printed so far, by every process there was. */
  public String log() {
    return parts.stream().map(part -> read(log(part.port))).collect(Collectors.joining());
  }

  /** kill -9. */
  public void kill() {
    parts.forEach(part -> part.process.destroyForcibly());
    parts.forEach(part -> Commands.awaitEnd(part.process));
  }

  /** kill -9 of the part that runs workflows, which must be a process of its own. */
  public void killWorker() {
    var worker = parts.getLast();
    if (!worker.service.equals("worker")) {
      throw new IllegalStateException("the worker is no process of its own");
    }
    Commands.awaitEnd(worker.process.destroyForcibly());
  }

  /** Starts again what was killed, on the same port and data, with these settings besides. */
  public void restart(Map<String, String> besides) {
    launch(besides);
  }

  private void launch(Map<String, String> besides) {
    if (parts.isEmpty()) {
      makeDatabase();
      var first = new HashMap<>(variables("api", settings(Ports.free(), besides)));
      if (stack != null) {
        first.put("ASSENTOR_ROLES", "api,worker"); // what both load is archived
      }
      image.train(first);
    }
    var services = stack == null ? List.of("server") : List.of("api", "worker");
    for (int i = 0; i < services.size(); i++) {
      if (i == parts.size()) {
        parts.add(start(services.get(i), Ports.free(), besides));
      } else if (!parts.get(i).process.isAlive()) {
        parts.set(i, start(services.get(i), parts.get(i).port, besides));
      }
    }
    parts.forEach(part -> awaitReady(part.url(), part.process, log(part.port)));
  }

  private void makeDatabase() {
    if (stack != null) {
      makeKeys();
      migrate();
    } else if (!environment.containsKey("ASSENTOR_DB_URL")) {
      image.seed(data);
    }
  }

  /** As the command mac-key does, without a process for it. */
  private void makeKeys() {
    var file = data.resolve("mac-keys");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(data);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.writeString(file, Base64.getEncoder().encodeToString(key));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As docker-compose.yml has it: a process of its own, with the owner's password, that ends. */
  private void migrate() {
    var command = new ArrayList<>(image.command(javaOptions));
    command.add("migrate");
    var process = start(command, "migrate", data.resolve("migrate.log"), Map.of());
    if (Commands.awaitEnd(process) != 0) {
      throw new AssertionError("migrate failed; it printed:\n" + read(data.resolve("migrate.log")));
    }
  }

  private Part start(String service, int port, Map<String, String> besides) {
    var settings = settings(port, besides);
    return new Part(service, port, start(image.command(javaOptions), service, log(port), settings));
  }

  private Map<String, String> settings(int port, Map<String, String> besides) {
    var settings = new HashMap<String, String>();
    int publicPort = stack == null || parts.isEmpty() ? port : parts.getFirst().port;
    settings.put("ASSENTOR_PUBLIC_URL", "http://127.0.0.1:" + publicPort);
    settings.put("SERVER_PORT", Integer.toString(port));
    // Whoever counts what was told would have to count everybody's mail as well.
    settings.put("ASSENTOR_EVALUATION_MAILBOX", "false");
    settings.putAll(environment);
    settings.putAll(besides);
    return settings;
  }

  private Process start(
      List<String> command, String service, Path log, Map<String, String> settings) {
    try {
      Files.createDirectories(data);
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().keySet().removeIf(name -> name.startsWith("ASSENTOR_"));
      builder.environment().putAll(variables(service, settings));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> variables(String service, Map<String, String> settings) {
    var variables = new HashMap<>(stack == null ? Map.of() : stack.environment(service));
    variables.put("ASSENTOR_DATA", data.toString());
    variables.put("ASSENTOR_ALLOW_HTTP", "tests do not leave this machine");
    variables.put("ASSENTOR_MAC_KEY_FILE", data.resolve("mac-keys").toString());
    variables.putAll(environment);
    variables.putAll(settings);
    return variables;
  }

  /** Returns when it can be used; fails, with what it printed, if it ends instead. */
  static void awaitReady(String url, Process process, Path log) {
    var api = new Api(url);
    Wait.lookingEvery(
        LOOK,
        "the server is ready; see " + log,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the server ended; it printed:\n" + read(log));
          }
          return api.isHealthy();
        });
  }

  private Path log(int port) {
    return data.resolve("server-" + port + ".log");
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of another one on this one's database, with its address and keys. */
  public Map<String, String> sharing() {
    var settings = new HashMap<>(environment);
    settings.put("ASSENTOR_PUBLIC_URL", url());
    settings.put("ASSENTOR_MAC_KEY_FILE", data.resolve("mac-keys").toString());
    if (stack == null) {
      settings.put(
          "ASSENTOR_DB_URL", "jdbc:postgresql://127.0.0.1:" + embeddedPort() + "/postgres");
      settings.put("ASSENTOR_DB_USER", "assentor_app");
    }
    return settings;
  }

  private int embeddedPort() {
    return Integer.parseInt(postmaster().get(3).strip());
  }

  /** What the embedded PostgreSQL wrote of itself into its pid file. */
  private List<String> postmaster() {
    return read(data.resolve("postgres").resolve("postmaster.pid")).lines().toList();
  }

  /** Stops the embedded PostgreSQL, also one that a killed server left behind. */
  public void stopEmbeddedDatabase() {
    var lines = postmaster();
    if (!lines.isEmpty()) {
      ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
          .ifPresent(
              postgres -> {
                postgres.destroyForcibly();
                postgres.onExit().join();
              });
    }
  }

  /** Ends it in good order; if it was killed, ends the PostgreSQL it left behind. */
  @Override
  public void close() {
    parts.reversed().forEach(part -> part.process.destroy());
    try {
      for (var part : parts) {
        if (!part.process.waitFor(30, TimeUnit.SECONDS)) {
          Commands.awaitEnd(part.process.destroyForcibly());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (stack == null) {
      stopEmbeddedDatabase();
    }
  }
}
