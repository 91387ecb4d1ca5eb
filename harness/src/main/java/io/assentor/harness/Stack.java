// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL and a Temporal on it, as docker-compose.yml has them. Every Assentor on it gets a
 * database and a namespace of its own.
 */
public final class Stack implements AutoCloseable {

  private static @Nullable Stack shared;

  private final ComposeFile compose;
  private final PostgresServer postgres;
  private final TemporalServer temporal;
  private final PolicyDirectory policies;
  private final AtomicInteger assentors = new AtomicInteger();

  private Stack(Path directory, Map<String, String> postgresSettings) {
    this.compose = ComposeFile.ofLaptop();
    this.postgres = PostgresServer.start(directory, compose, postgresSettings);
    this.temporal = TemporalServer.start(directory, compose, postgres);
    this.policies = PolicyDirectory.of(PolicyDirectory.demo("policy.yaml"));
  }

  /** Starts one, of its own. */
  public static Stack start(Map<String, String> postgresSettings) {
    try {
      return new Stack(Files.createTempDirectory("assentor-stack"), postgresSettings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One for this process, stopped at its end. */
  public static synchronized Stack shared() {
    if (shared == null) {
      var started = start(Map.of());
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = started;
    }
    return shared;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public TemporalServer temporal() {
    return temporal;
  }

  /** A new database and namespace, as settings. */
  Map<String, String> newTenancy() {
    var name = "assentor_" + assentors.incrementAndGet();
    postgres.createDatabase(name);
    temporal.register(name);
    return Map.of(
        "ASSENTOR_DB_URL",
        "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + name,
        "ASSENTOR_TEMPORAL_TARGET",
        temporal.target(),
        "ASSENTOR_TEMPORAL_NAMESPACE",
        name);
  }

  /**
   * What docker-compose.yml gives to a service, but on this machine's loopback, and with the demo
   * people, who sign in elsewhere.
   */
  Map<String, String> environment(String service) {
    var environment = new HashMap<>(compose.environment(service));
    environment.put("ASSENTOR_BIND", "127.0.0.1");
    environment.put("ASSENTOR_ISSUERS", DemoIssuer.url());
    environment.put("ASSENTOR_AUDIENCE", DemoIssuer.AUDIENCE);
    environment.put("ASSENTOR_POLICY_DIR", policies.toString());
    return environment;
  }

  @Override
  public void close() {
    temporal.close();
    postgres.close();
  }
}
