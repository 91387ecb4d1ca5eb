// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Duration;

/** What happens when a stage has waited for a time, counted from when it opened. */
public sealed interface Step {

  Duration after();

  /** The same people are reminded. */
  record Remind(Duration after) implements Step {}

  /** More people may decide in the stage, and are notified. */
  record Widen(Duration after, Eligible to) implements Step {}

  /** Returns the JSON of events and renderings. It is hashed, so members may only be added. */
  default Json json() {
    var step = Json.object().put("after", after().toSeconds());
    return switch (this) {
      case Remind it -> step.build();
      case Widen(var after, var to) -> step.put("widen", to.json().build()).build();
    };
  }

  /** Reads what {@link #json} writes. */
  static Step of(Members members) {
    var after = Duration.ofSeconds(members.integer("after"));
    var widen = members.optionalObject("widen");
    return widen == null ? new Remind(after) : new Widen(after, Eligible.stored(widen));
  }
}
