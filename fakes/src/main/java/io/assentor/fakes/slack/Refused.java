// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer of the web API that says no: a status, headers, and the body with its error code. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> headers;
  private final transient Json.Obj body;

  private Refused(int status, Map<String, String> headers, Json.Obj body) {
    super(body.canonicalString(), null, false, false);
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static Refused because(String error) {
    return new Refused(200, Map.of(), body(error).build());
  }

  /** A refusal with Slack's explanations, as {@code invalid_blocks} has them. */
  static Refused because(String error, List<String> messages) {
    var metadata = Json.object().put("messages", Json.strings(messages)).build();
    return new Refused(200, Map.of(), body(error).put("response_metadata", metadata).build());
  }

  static Refused missingScope(String needed, String provided) {
    return new Refused(
        200,
        Map.of(),
        body("missing_scope").put("needed", needed).put("provided", provided).build());
  }

  /** Too many calls: Slack's status 429, with the seconds to wait. */
  static Refused rateLimited(int seconds) {
    return new Refused(
        429,
        new TreeMap<>(Map.of("Retry-After", Integer.toString(seconds))),
        body("ratelimited").build());
  }

  private static Json.Obj.Builder body(String error) {
    return Json.object().put("ok", Json.Bool.FALSE).put("error", error);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  Json.Obj body() {
    return body;
  }
}
