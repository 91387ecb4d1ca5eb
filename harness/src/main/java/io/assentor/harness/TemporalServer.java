// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import com.google.protobuf.util.Durations;
import io.assentor.testkit.Wait;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** Temporal's own server on PostgreSQL, with the settings of docker-compose.yml. */
public final class TemporalServer implements AutoCloseable {

  private static final List<String> PORTS =
      List.of(
          "FRONTEND_GRPC_PORT",
          "FRONTEND_HTTP_PORT",
          "FRONTEND_MEMBERSHIP_PORT",
          "MATCHING_GRPC_PORT",
          "MATCHING_MEMBERSHIP_PORT",
          "HISTORY_GRPC_PORT",
          "HISTORY_MEMBERSHIP_PORT",
          "WORKER_GRPC_PORT",
          "WORKER_MEMBERSHIP_PORT");

  private final Path binaries;
  private final Path log;
  private final ComposeFile compose;
  private final PostgresServer postgres;
  private final Map<String, String> environment;
  private final Set<String> namespaces = new CopyOnWriteArraySet<>();
  private Process process;

  private TemporalServer(
      Path binaries, Path directory, ComposeFile compose, PostgresServer postgres) {
    this.binaries = binaries;
    this.log = directory.resolve("temporal.log");
    this.compose = compose;
    this.postgres = postgres;
    this.environment = new HashMap<>(compose.environment("temporal"));
    environment.put("POSTGRES_SEEDS", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(postgres.port()));
    environment.put("BIND_ON_IP", "127.0.0.1");
    environment.put(
        "DYNAMIC_CONFIG_FILE_PATH", compose.file("deploy/temporal/dynamicconfig.yaml").toString());
    PORTS.forEach(port -> environment.put(port, Integer.toString(Ports.free())));
    updateSchema();
    this.process = launch();
  }

  /** Why no server can be started here, or nothing if one can. */
  public static Optional<String> missing() {
    if (!Files.isExecutable(binaries(ComposeFile.ofLaptop()).resolve("temporal-server"))) {
      return Optional.of("no Temporal server at hand; .ci/temporal-server builds one");
    }
    if (Commands.onPath("psql").isEmpty()) {
      return Optional.of("no psql at hand, which deploy/postgres/roles.sh needs");
    }
    return Optional.empty();
  }

  /** Where .ci/temporal-server puts the version that docker-compose.yml names. */
  private static Path binaries(ComposeFile compose) {
    var home = System.getenv("ASSENTOR_TEMPORAL_HOME");
    if (home != null) {
      return Path.of(home);
    }
    var cache = System.getenv("XDG_CACHE_HOME");
    return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
        .resolve("assentor")
        .resolve("temporal-" + compose.version("temporal"));
  }

  static TemporalServer start(Path directory, ComposeFile compose, PostgresServer postgres) {
    var server = new TemporalServer(binaries(compose), directory, compose, postgres);
    server.awaitReady();
    return server;
  }

  private void updateSchema() {
    var forTools = new HashMap<>(compose.environment("temporal-schema"));
    forTools.put("SQL_HOST", "127.0.0.1");
    forTools.put("SQL_PORT", Integer.toString(postgres.port()));
    forTools.put("PATH", binaries + ":" + System.getenv("PATH"));
    Commands.run(forTools, List.of("sh", compose.file("deploy/temporal/schema.sh").toString()));
  }

  private Process launch() {
    var builder =
        new ProcessBuilder(binaries.resolve("temporal-server").toString(), "start")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** host:port of its frontend. */
  public String target() {
    return "127.0.0.1:" + environment.get("FRONTEND_GRPC_PORT");
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** kill -9. */
  public void kill() {
    Commands.awaitEnd(process.destroyForcibly());
  }

  /** Starts it again, after a kill. */
  public void restart() {
    process = launch();
    awaitReady();
  }

  /** kill -9, and everything it knew is gone; then a new one, with the same empty namespaces. */
  public void wipe() {
    kill();
    postgres.recreate("temporal");
    postgres.recreate("temporal_visibility");
    updateSchema();
    restart();
    namespaces.forEach(this::make);
  }

  /** Makes a namespace, as deploy/temporal/namespace.sh does; returns when it can be used. */
  public void register(String namespace) {
    make(namespace);
    namespaces.add(namespace);
  }

  private void make(String namespace) {
    var stubs = stubs();
    try {
      var request =
          RegisterNamespaceRequest.newBuilder()
              .setNamespace(namespace)
              .setWorkflowExecutionRetentionPeriod(Durations.fromHours(24))
              .build();
      Wait.until("namespace " + namespace, () -> isMade(stubs, request));
    } finally {
      stubs.shutdownNow();
    }
  }

  private static boolean isMade(WorkflowServiceStubs stubs, RegisterNamespaceRequest request) {
    try {
      var unused = stubs.blockingStub().registerNamespace(request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        return false;
      }
    }
    try {
      var describe =
          DescribeNamespaceRequest.newBuilder().setNamespace(request.getNamespace()).build();
      return stubs.blockingStub().describeNamespace(describe).hasNamespaceInfo();
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** A connection of its own to it; to be shut down. */
  public WorkflowServiceStubs stubs() {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setTarget(target()).build());
  }

  private void awaitReady() {
    var stubs = stubs();
    try {
      Wait.until(
          "Temporal is ready; see " + log,
          () -> {
            if (!process.isAlive()) {
              throw new AssertionError("Temporal ended; see " + log);
            }
            try {
              return Objects.nonNull(stubs.healthCheck());
            } catch (StatusRuntimeException e) {
              return false;
            }
          });
    } finally {
      stubs.shutdownNow();
    }
  }

  @Override
  public void close() {
    process.destroy();
    Commands.awaitEnd(process);
  }
}
