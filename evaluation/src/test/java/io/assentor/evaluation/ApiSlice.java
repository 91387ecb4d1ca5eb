// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.core.people.AccountLinks;
import io.assentor.harness.Api;
import io.assentor.harness.Ports;
import io.assentor.server.Composition;
import io.assentor.server.Launcher;
import io.assentor.server.settings.Mode;
import io.assentor.testkit.InMemoryAccountLinks;
import io.assentor.testkit.InMemoryLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * All that answers HTTP, in this process and over the ledger in memory: controllers, pages, who may
 * do what, and the web server itself, in evaluation mode without its database and its Temporal.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerAutoConfiguration",
      "org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet"
          + ".OAuth2AuthorizationServerJwtAutoConfiguration",
    })
@Import({Composition.Http.class, DemoIssuer.class, DemoSignIn.class, DemoFiles.class})
class ApiSlice {

  /**
   * Whoever uses one has it alone: some count what is recorded, and starting one sets up logging.
   */
  static final String LOCK = "an API slice";

  /** One that runs. */
  record Running(String url, ConfigurableApplicationContext context) implements AutoCloseable {
    @Override
    public void close() {
      context.close();
    }
  }

  /** Made when the first test asks for it, and ended with this process. */
  private static final class Shared {
    private static final Running RUNNING = run();
  }

  /** For the tests that only ask questions. */
  static Api api() {
    return new Api(Shared.RUNNING.url);
  }

  /** One of its own, with these settings, as Spring takes them. */
  static Running run(String... settings) {
    try {
      var url = "http://127.0.0.1:" + Ports.free();
      var all = new ArrayList<>(List.of(settings));
      all.add("--server.port=" + url.substring(url.lastIndexOf(':') + 1));
      all.add("--assentor.public-url=" + url);
      all.add("--assentor.data=" + Files.createTempDirectory("assentor-slice"));
      return new Running(
          url,
          Launcher.application(ApiSlice.class, Mode.EVALUATION).run(all.toArray(String[]::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Bean
  InMemoryLedger ledger() {
    return new InMemoryLedger(Instant::now);
  }

  @Bean
  AccountLinks accountLinks() {
    return new InMemoryAccountLinks(Instant::now);
  }
}
