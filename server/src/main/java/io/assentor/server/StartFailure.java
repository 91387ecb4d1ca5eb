// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.policies.PolicyFileException;
import io.assentor.server.settings.StartupException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.tomcat.ConnectorStartFailedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Explains why a start failed, for the operator at the console. */
final class StartFailure {

  private StartFailure() {}

  /**
   * Returns the text for the console: what is wrong, with which setting, and where to read more.
   */
  static String paragraph(Throwable failure) {
    return "\nAssentor cannot start: %s\nSee docs/configuration.md.\n"
        .formatted(explanation(failure).orElseGet(() -> unexpected(failure)));
  }

  /** Returns whether the operator can fix the cause; anything else may be a bug. */
  static boolean isExplained(Throwable failure) {
    return explanation(failure).isPresent();
  }

  private static Optional<String> explanation(Throwable failure) {
    return causes(failure).flatMap(it -> explanationOf(it).stream()).findFirst();
  }

  private static Optional<String> explanationOf(Throwable failure) {
    return switch (failure) {
      case StartupException e -> Optional.ofNullable(e.getMessage());
      case PolicyFileException e ->
          Optional.of("ASSENTOR_POLICY_DIR does not load: " + e.getMessage());
      case PortInUseException e -> Optional.of(portInUse(e.getPort()));
      case ConnectorStartFailedException e -> Optional.of(portInUse(e.getPort()));
      case WebServerException e -> Optional.of(cannotListen(e));
      default -> Optional.empty();
    };
  }

  private static String portInUse(int port) {
    return "SERVER_PORT is "
        + port
        + ", but another program listens there, or this one may not (expected: a free port).";
  }

  private static String cannotListen(WebServerException e) {
    return "the web server cannot listen (SERVER_PORT, ASSENTOR_BIND): %s (expected: an address of this machine and a free port)."
        .formatted(message(root(e)));
  }

  private static String unexpected(Throwable failure) {
    return message(root(failure))
        + " (an unexpected failure; the log above or below has all of it)";
  }

  private static String message(Throwable e) {
    return Objects.requireNonNullElse(e.getMessage(), e.getClass().getName());
  }

  private static Throwable root(Throwable e) {
    return causes(e).reduce((outer, inner) -> inner).orElse(e);
  }

  /** Returns the failure and its causes, outermost first. */
  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause).limit(100);
  }

  /** Keeps Spring from reporting what {@link Launcher} reports once everything is stopped. */
  @Order(Ordered.HIGHEST_PRECEDENCE)
  static final class Reporter implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
      return true;
    }
  }
}
