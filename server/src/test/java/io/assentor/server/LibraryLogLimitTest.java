// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibraryLogLimitTest {

  private final LoggerContext logging = new LoggerContext();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger library = logging.getLogger("io.temporal.internal.worker.Poller");

  @BeforeEach
  void attach() {
    lines.start();
    logging.getLogger("ROOT").addAppender(lines);
    logging.getLogger("ROOT").setLevel(Level.INFO);
    logging.addTurboFilter(new LibraryLogLimit());
  }

  @Test
  void libraryThatRepeatsItself_isHeardOnce() {
    for (int i = 0; i < 1_000; i++) {
      library.warn("Failure in poller thread {}", "poller " + i, new IllegalStateException("away"));
      library.error("connection " + i + " to 10.0.0." + i % 256 + " failed");
    }
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("Failure in poller thread poller 0", "connection 0 to 10.0.0.0 failed");
  }

  /** A poller's one statement tells of whatever happened to it. */
  @Test
  void otherFailureThroughTheSameStatement_isHeard() {
    var away = new IllegalStateException("connection 17 to 10.0.0.7 failed");
    var again = new IllegalStateException("connection 18 to 10.0.0.8 failed");
    var failures =
        List.of(
            away,
            again,
            new NullPointerException("name"),
            new OutOfMemoryError("Java heap space"),
            new IllegalStateException("PERMISSION_DENIED"),
            new IllegalStateException(
                null, new IllegalArgumentException("the certificate expired")),
            new IllegalStateException(null, new IllegalArgumentException("no such namespace")));
    for (var failure : failures) {
      library.warn("Failure in poller thread {}", "poller 1", failure);
    }
    assertThat(lines.list)
        .extracting(it -> ((ThrowableProxy) it.getThrowableProxy()).getThrowable())
        .doesNotContain(again)
        .hasSize(failures.size() - 1);
  }

  @Test
  void failuresThatCauseEachOther_areHeardOnceEach() {
    var one = new IllegalStateException("one");
    var other = new IllegalStateException("other", one);
    one.initCause(other);
    library.warn("Failure", one);
    library.warn("Failure", one);
    library.warn("Failure", other);
    assertThat(lines.list).hasSize(2);
  }

  @Test
  void linesBelowTheLevel_takeNobodysPlace() {
    library.setLevel(Level.ERROR);
    library.warn("Failure");
    library.setLevel(Level.WARN);
    library.warn("Failure");
    assertThat(lines.list).hasSize(1);
  }

  @Test
  void whatIsNoWarningOrOurs_isNotLimited() {
    var ours = logging.getLogger("io.assentor.worker.IndexRepairs");
    for (int i = 0; i < 10; i++) {
      library.info("Started {}", i);
      ours.warn("The index was repaired for {}", i);
    }
    assertThat(lines.list).hasSize(20);
  }
}
