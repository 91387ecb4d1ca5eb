// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.InProcessTestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Evaluation mode: whatever is not configured is embedded. */
@Configuration(proxyBeanMethods = false)
class EvaluationConfiguration implements DisposableBean {

  /** One host, and that a loopback one: the whole authority must match, whatever follows it. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "([a-z:]+//)?(127\\.[0-9.]+|localhost|\\[::1]|::1|0:0:0:0:0:0:0:1)(:[0-9]+)?([/?].*)?");

  private final Settings settings;
  private final InetAddress address;
  private @Nullable EmbeddedDatabase embeddedDatabase;

  EvaluationConfiguration(Settings settings, @Value("${server.address}") InetAddress address) {
    this.settings = settings;
    this.address = address;
  }

  static boolean isLoopback(String addressOrUrl) {
    return LOOPBACK.matcher(addressOrUrl).matches();
  }

  @Bean
  DatabaseAccess databaseAccess() {
    if (!settings.database().url().isEmpty()) {
      return Databases.configured(settings);
    }
    embeddedDatabase = EmbeddedDatabase.start(settings.data());
    return embeddedDatabase.access();
  }

  /** Called after the beans that use the database are gone. */
  @Override
  public void destroy() throws IOException {
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
          "ASSENTOR_TEMPORAL_TARGET is unset, but the embedded Temporal is seen by one process only"
              + " (expected: both roles here, or a Temporal to share)");
    }
    InProcessTestServer server = TestServer.createServer(true);
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setChannel(server.getChannel()).build());
  }

  /** Where the demo people's mail is. */
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
