// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.json.Json;
import java.util.List;

/**
 * One step of a requirement.
 *
 * @param role the directory role whose holders may decide here
 * @param needed the quorum: how many distinct people must approve
 */
public record Stage(String role, int needed) {
  public Stage {
    if (needed < 1) {
      throw new IllegalArgumentException("a quorum of " + needed + " (expected: at least 1)");
    }
  }

  /** As events and renderings have them; hashed, so they only ever grow. */
  static Json.Arr json(List<Stage> stages) {
    return new Json.Arr(
        stages.stream()
            .<Json>map(s -> Json.object().put("role", s.role).put("needed", s.needed).build())
            .toList());
  }
}
