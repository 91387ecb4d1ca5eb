// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailureLogTest {

  private final List<String> lines = new ArrayList<>();
  private final List<Throwable> traces = new ArrayList<>();
  private final FailureLog log =
      new FailureLog(
          (line, trace) -> {
            lines.add(line);
            if (trace != null) {
              traces.add(trace);
            }
          });

  @Test
  void outage_isOneLineForWhateverIdsItNames() {
    for (int i = 0; i < 1_000; i++) {
      var id = UUID.randomUUID();
      log.failed(
          "signal",
          "Signalling " + id + " failed; retrying",
          new IOException("no answer from 10.0.0." + i + ":7233 about " + id));
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .startsWith("Signalling ")
        .contains(" failed; retrying: java.io.IOException: no answer from 10.0.0.0:7233 about ");
    assertThat(traces).isEmpty();
  }

  @Test
  void anotherCauseOrKind_hasALineOfItsOwn() {
    log.failed("one", "One failed", "refused");
    log.failed("one", "One failed", "no answer");
    log.failed("two", "Two failed", "refused");

    assertThat(lines)
        .containsExactly("One failed: refused", "One failed: no answer", "Two failed: refused");
  }

  @Test
  void whatMayBeABug_hasItsStackTraceOnce() {
    for (int i = 0; i < 10; i++) {
      log.unexpected("click", "A click failed", new IllegalStateException("number " + i));
    }

    assertThat(lines).hasSize(1);
    assertThat(traces).hasSize(1);
  }

  @Test
  void textFromOutside_staysOnOneLineOfBoundedLength() {
    log.failed("mail", "Sending failed", new IOException("a\nWARN b\u202e" + "x".repeat(9_999)));

    assertThat(lines.getFirst()).doesNotContain("\n", "\u202e").endsWith("…").hasSizeLessThan(400);
  }
}
