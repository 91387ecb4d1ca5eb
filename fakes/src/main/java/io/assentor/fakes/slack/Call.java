// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the web API.
 *
 * @param params as sent, whether in a form, in JSON (then as text) or in the query
 * @param fault what will happen to the answer, although the call is taken
 */
record Call(String method, Map<String, String> params, @Nullable Fault fault) {

  String required(String name) {
    var value = optional(name);
    if (value == null) {
      throw Refused.because(
          "invalid_arguments", List.of("[ERROR] missing required field: " + name));
    }
    return value;
  }

  /** Empty counts as absent, as it does to Slack. */
  @Nullable String optional(String name) {
    var value = params.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  boolean flag(String name) {
    var value = params.get(name);
    return value != null && (value.equals("true") || value.equals("1"));
  }

  /** A whole number of {@code min} to {@code max}. */
  int number(String name, int otherwise, int min, int max) {
    var value = optional(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw Refused.because("invalid_" + name);
  }

  /** The JSON that a parameter holds; refused as {@code error} if it holds none. */
  @Nullable Json json(String name, String error) {
    var value = optional(name);
    if (value == null) {
      return null;
    }
    try {
      return Json.parse(value.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException e) {
      throw Refused.because(error, List.of("[ERROR] " + e.getMessage()));
    }
  }
}
