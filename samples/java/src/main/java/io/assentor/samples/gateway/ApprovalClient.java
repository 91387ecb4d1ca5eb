// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.samples.gateway;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A gateway's side of Assentor's HTTP API. Whatever goes wrong is an exception: do not run. */
final class ApprovalClient {

  /** The mapper keeps long integers to the last digit, so the call may have them. */
  static final String INTEGERS = "exact";

  private static final McpJsonMapper JSON = McpJsonDefaults.getMapper();
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** Waits are whole seconds on the wire. */
  private static final Duration WORTH_WAITING = Duration.ofSeconds(1);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final String token;

  ApprovalClient(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  /** An answer of Assentor's. */
  record Answer(Map<String, Object> members) {

    /** True only in the one answer that releases the call. */
    boolean allow() {
      return Boolean.TRUE.equals(members.get("allow"));
    }

    boolean is(String nextAction) {
      return nextAction.equals(members.get("nextAction"));
    }

    String text(String member) {
      return Objects.requireNonNull(members.get(member), member).toString();
    }

    /** What was released, and so what is to be run. */
    @SuppressWarnings("unchecked")
    Map<String, Object> arguments() {
      return (Map<String, Object>) Objects.requireNonNull(members.get("arguments"), "arguments");
    }
  }

  /**
   * Submits the call, or attaches to the request that is open for it already, and waits.
   *
   * @param until by {@link System#nanoTime}; a call that is still pending then can be submitted
   *     again
   */
  Answer ask(Map<String, Object> submission, long until) {
    var answer = send("POST", "/v1/approvals", submission, left(until));
    while (answer.is("wait") && left(until).compareTo(WORTH_WAITING) > 0) {
      answer = send("GET", "/v1/approvals/" + answer.text("id"), null, left(until));
    }
    return answer;
  }

  private static Duration left(long until) {
    var left = Duration.ofNanos(until - System.nanoTime());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Asks for the release of exactly this call, right before it runs. */
  Answer consume(Answer approved, Map<String, Object> tool, Map<String, Object> arguments) {
    var attempt = UUID.randomUUID().toString();
    var call =
        Map.of("tool", tool, "arguments", arguments, "integers", INTEGERS, "attemptId", attempt);
    return send("POST", "/v1/approvals/" + approved.text("id") + "/consume", call, Duration.ZERO);
  }

  /** Reports what came of it, for the record. */
  void report(Answer released, String outcome, String message) {
    var path = "/v1/approvals/" + released.text("id") + "/result";
    var report = new HashMap<String, Object>(Map.of("outcome", outcome));
    if (!message.isEmpty()) {
      report.put("message", message);
    }
    send("POST", path, report, Duration.ZERO);
  }

  private Answer send(
      String method, String path, @Nullable Map<String, Object> body, Duration wait) {
    try {
      var request =
          HttpRequest.newBuilder(url.resolve(path))
              .timeout(wait.plus(SLACK))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .header("Prefer", "wait=" + wait.toSeconds())
              .method(
                  method,
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        throw new IOException(response.statusCode() + " " + response.body());
      }
      return new Answer(JSON.readValue(response.body(), new TypeRef<Map<String, Object>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
