// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import java.util.List;

/** An approval's answer to a command. */
public sealed interface Ruling {

  /** Carried out; no events when the same command had been carried out before. */
  record Accepted(List<Event> events) implements Ruling {
    public Accepted {
      events = List.copyOf(events);
    }

    static Accepted of(Event... events) {
      return new Accepted(List.of(events));
    }
  }

  /** Declined. */
  record Refused(Refusal refusal) implements Ruling {}
}
