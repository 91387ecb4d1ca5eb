// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;

/**
 * Submits real tool calls as a demo gateway: over HTTP, with a token of the demo issuer. They take
 * the same way as any gateway's calls, so authentication, limits and policy apply to them.
 */
final class SampleRequests {

  private static final String CALLS = "evaluation/sample-calls.json";

  /** The gateway that submits for each demo tenant. */
  private static final Map<String, String> GATEWAYS =
      Map.of("default", "gateway", "other", "other-gateway");

  /** Both are in both tenants' directories. */
  private static final String SUBJECT = "dana";

  static final String AGENT = "deploy-bot";

  /** A guard against a hang. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String url;

  SampleRequests(String url) {
    this.url = url;
  }

  /** What became of a call when it was submitted. */
  enum Status {
    PENDING,
    APPROVED,
    DENIED,
    FAILED,
    /** The server answered with a problem instead. */
    REJECTED
  }

  /**
   * How the calls were answered.
   *
   * @param problem the first problem; null if there was none
   */
  record Created(Map<Status, Integer> counts, @Nullable String problem) {

    int count(Status status) {
      return counts.getOrDefault(status, 0);
    }
  }

  /**
   * Submits every sample call once.
   *
   * @param tenant one of the demo tenants
   * @throws IOException if this process cannot reach itself, or its token endpoint refuses
   */
  Created create(String tenant) throws IOException, InterruptedException {
    var counts = new EnumMap<Status, Integer>(Status.class);
    @Nullable String problem = null;
    // A new session: earlier approvals and requests of these calls are not attached to.
    var session = "samples-" + UUID.randomUUID();
    try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var token = token(http, GATEWAYS.getOrDefault(tenant, tenant));
      for (var call : calls()) {
        var answer = submit(http, token, submission(call, session));
        var members = Members.of(Json.parseObject(answer.body()));
        boolean taken = answer.statusCode() < 300;
        counts.merge(
            taken ? members.constant("status", Status.class) : Status.REJECTED, 1, Integer::sum);
        if (!taken && problem == null) {
          problem = members.optionalString("detail");
        }
      }
    }
    return new Created(counts, problem);
  }

  /** The sample calls: objects with {@code about}, {@code tool} and {@code arguments}. */
  static List<Json.Obj> calls() throws IOException {
    try (var in = new ClassPathResource(CALLS).getInputStream()) {
      var all = (Json.Arr) Json.parse(in.readAllBytes());
      return all.items().stream().map(Json.Obj.class::cast).toList();
    }
  }

  private static Json.Obj submission(Json.Obj call, String session) {
    return Json.object()
        .put("tool", call.get("tool"))
        .put("arguments", call.get("arguments"))
        .put("subject", Json.object().put("id", SUBJECT).build())
        .put("agent", Json.object().put("id", AGENT).build())
        .put("session", session)
        .build();
  }

  private String token(HttpClient http, String gateway) throws IOException, InterruptedException {
    var secret = (gateway + ":" + gateway + "-secret").getBytes(StandardCharsets.UTF_8);
    var request =
        request("/oauth2/token")
            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(secret))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    var answer = http.send(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("The demo issuer answered " + answer.statusCode() + " to " + gateway);
    }
    return Members.of(Json.parseObject(answer.body())).string("access_token");
  }

  private HttpResponse<byte[]> submit(HttpClient http, String token, Json.Obj submission)
      throws IOException, InterruptedException {
    var request =
        request("/v1/approvals")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(submission.canonical()))
            .build();
    return http.send(request, BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }
}
