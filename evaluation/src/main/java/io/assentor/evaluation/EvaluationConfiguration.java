// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.core.Loop;
import io.assentor.core.ledger.MacKeys;
import io.assentor.ledger.postgres.LedgerSchema;
import io.assentor.ledger.postgres.Maintenance;
import io.assentor.server.Temporals;
import io.assentor.server.settings.DataDirectory;
import io.assentor.server.settings.DatabaseAccess;
import io.assentor.server.settings.DatabaseCheck;
import io.assentor.server.settings.Databases;
import io.assentor.server.settings.MacKeyFile;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.InProcessTestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Evaluation mode: everything that is not configured is embedded. */
@Configuration(proxyBeanMethods = false)
class EvaluationConfiguration implements DisposableBean {

  private final Settings settings;
  private final InetAddress address;
  private @Nullable EmbeddedDatabase embeddedDatabase;
  private @Nullable Loop maintenance;

  EvaluationConfiguration(Settings settings, @Value("${server.address}") InetAddress address) {
    this.settings = settings;
    this.address = address;
  }

  @Bean
  MacKeyFile macKeys() {
    var file = settings.database().macKeyFile();
    if (!file.isEmpty()) {
      return MacKeyFile.openOrCreate(Path.of(file));
    }
    try {
      var data = DataDirectory.make(settings.data());
      return MacKeyFile.openOrCreate(data.resolve(MacKeyFile.NAME));
    } catch (IOException e) {
      throw DataDirectory.unusable(settings.data(), e);
    }
  }

  @Bean
  DatabaseAccess databaseAccess(MacKeys keys) {
    var database = settings.database();
    if (database.url().isEmpty()) {
      embeddedDatabase = EmbeddedDatabase.start(settings.data());
      migrate(embeddedDatabase.owner(), embeddedDatabase.access(), keys);
      return embeddedDatabase.access();
    }
    var access = Databases.configured(settings);
    if (!database.migrationUser().isEmpty()) {
      var user = database.migrationUser();
      var password = database.migrationPassword();
      DatabaseCheck.reachable(access);
      DatabaseCheck.reachableAsOwner(database.url(), user, password);
      migrate(Databases.owner(database.url(), user, password), access, keys);
    }
    return access;
  }

  /** Production has commands for this; evaluation mode starts with one command. */
  private void migrate(DataSource owner, DatabaseAccess access, MacKeys keys) {
    try {
      LedgerSchema.migrate(owner, access.user(), keys);
    } catch (FlywayException e) {
      throw new StartupException(
          "The schema " + LedgerSchema.NAME + " cannot be migrated: " + e.getMessage(), e);
    }
    maintenance =
        Loop.start(
            "maintenance", "Database maintenance", Maintenance.EVERY, () -> Maintenance.run(owner));
  }

  /** Called after the beans that use the database have been destroyed. */
  @Override
  public void destroy() throws IOException {
    if (maintenance != null) {
      maintenance.close();
    }
    if (embeddedDatabase != null) {
      embeddedDatabase.close();
    }
  }

  @Bean(destroyMethod = "shutdownNow")
  WorkflowServiceStubs temporal() {
    if (!settings.temporal().target().isEmpty()) {
      return Temporals.configured(settings);
    }
    if (settings.roles().size() < 2) {
      throw new StartupException(
          "ASSENTOR_TEMPORAL_TARGET is unset, but the embedded Temporal is visible to one process only"
              + " (expected: both roles here, or a Temporal to share)");
    }
    InProcessTestServer server = TestServer.createServer(true);
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setChannel(server.getChannel()).build());
  }

  /** Returns where the demo people's mail goes. */
  private String mail() {
    if (!settings.smtp().host().isEmpty()) {
      return "through " + settings.smtp().host();
    }
    boolean here = settings.evaluation().mailbox() && settings.roles().contains("worker");
    return here ? settings.publicUrl() + "/mailbox" : "off";
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    System.out.println(Banner.text(settings.publicUrl(), settings.data(), address, mail()));
  }
}
