// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import io.assentor.harness.Api;
import io.assentor.harness.Assentor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** One server for all black-box tests that only ask questions. */
final class SharedServer {

  /** Whoever uses it has it alone: some count what is in its log or its lists. */
  static final String LOCK = "the shared server";

  private static final Assentor SERVER = start();

  private SharedServer() {}

  private static Assentor start() {
    try {
      var server = Assentor.start(Files.createTempDirectory("assentor-it"), Map.of());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Assentor server() {
    return SERVER;
  }

  static Api api() {
    return SERVER.api();
  }
}
