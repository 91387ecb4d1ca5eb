// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Speaks the wire contract as a stranger would: JSON, tokens and nothing of our own code. */
public final class Api {

  public static final JsonMapper JSON = new JsonMapper();

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static final ConcurrentHashMap<String, String> TOKENS = new ConcurrentHashMap<>();

  private final String url;
  private final UnaryOperator<String> issuer;

  /** Of a server with the demo issuer. */
  public Api(String url) {
    this.url = url;
    this.issuer = this::fetchToken;
  }

  /** Of a server that believes another issuer, which gives a token by name. */
  Api(String url, UnaryOperator<String> issuer) {
    this.url = url;
    this.issuer = issuer;
  }

  public String url() {
    return url;
  }

  /** An answer: its status, its body, and its headers when asked. */
  public record Answer(int status, JsonNode body, HttpResponse<byte[]> raw) {
    public String text(String member) {
      return body.path(member).asString("");
    }

    public String header(String name) {
      return raw.headers().firstValue(name).orElse("");
    }
  }

  public boolean isHealthy() {
    try {
      var request = HttpRequest.newBuilder(URI.create(url + "/actuator/health")).build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public String token(String who) {
    return TOKENS.computeIfAbsent(url + " " + who, key -> issuer.apply(who));
  }

  private String fetchToken(String who) {
    var secret =
        Base64.getEncoder()
            .encodeToString((who + ":" + who + "-secret").getBytes(StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(URI.create(url + "/oauth2/token"))
            .header("Authorization", "Basic " + secret)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("grant_type=client_credentials"))
            .build();
    return send(request).text("access_token");
  }

  public Answer get(String who, String path, String... headers) {
    return send(request(who, path, headers).GET().build());
  }

  public CompletableFuture<Answer> getLater(String who, String path, String... headers) {
    return later(request(who, path, headers).GET().build());
  }

  public Answer post(String who, String path, Object body, String... headers) {
    return send(posting(who, path, body, headers));
  }

  public CompletableFuture<Answer> postLater(
      String who, String path, Object body, String... headers) {
    return later(posting(who, path, body, headers));
  }

  private static CompletableFuture<Answer> later(HttpRequest request) {
    return HTTP.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Api::answer);
  }

  private HttpRequest posting(String who, String path, Object body, String... headers) {
    return request(who, path, headers).POST(BodyPublishers.ofString(body.toString())).build();
  }

  private HttpRequest.Builder request(String who, String path, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url + path));
    request.setHeader("Content-Type", "application/json");
    if (!who.isEmpty()) {
      request.setHeader("Authorization", "Bearer " + token(who));
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  private static Answer send(HttpRequest request) {
    try {
      return answer(HTTP.send(request, BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    var body = response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
    return new Answer(response.statusCode(), body, response);
  }

  // The dialogue

  /** {@code kubectl_delete deployment/<name> -n prod} for dana by deploy-bot, in a session. */
  public static ObjectNode submission(String name) {
    var body =
        (ObjectNode)
            JSON.readTree(
                """
                {"tool": {"server": "kubernetes", "name": "kubectl_delete",
                          "annotations": {"destructiveHint": true}},
                 "arguments": {"resourceType": "deployment", "namespace": "prod"},
                 "subject": {"id": "dana"}, "agent": {"id": "deploy-bot"}, "session": "s1"}
                """);
    ((ObjectNode) body.get("arguments")).put("name", name);
    return body;
  }

  /** What a gateway sends just before it runs the submitted call. */
  public static ObjectNode consumption(JsonNode submission, String attemptId) {
    var body = JSON.createObjectNode();
    body.set("tool", submission.get("tool"));
    body.set("arguments", submission.get("arguments"));
    return body.put("attemptId", attemptId);
  }

  public Answer submit(JsonNode submission, String... headers) {
    return post("gateway", "/v1/approvals", submission, headers);
  }

  public Answer decide(String who, Answer request, String verdict, String... headers) {
    var body = JSON.createObjectNode().put("verdict", verdict).put("view", request.text("view"));
    return post(who, "/v1/approvals/" + request.text("id") + "/decisions", body, headers);
  }

  public Answer consume(String who, Answer request, JsonNode body) {
    return post(who, "/v1/approvals/" + request.text("id") + "/consume", body);
  }

  public Answer story(Answer request) {
    return get("audrey", "/v1/audit/approvals/" + request.text("id"));
  }

  public Answer look(Answer request) {
    return look("gateway", request);
  }

  public Answer look(String who, Answer request) {
    return get(who, "/v1/approvals/" + request.text("id"));
  }

  /** What was sent, as {@code purpose claims=n receipt=r}. */
  public List<String> deliveries(Answer request) {
    return story(request).body().get("deliveries").valueStream().map(Api::delivery).toList();
  }

  private static String delivery(JsonNode delivery) {
    return "%s claims=%d receipt=%s"
        .formatted(
            delivery.get("purpose").asString(),
            delivery.get("claims").asInt(),
            delivery.path("receipt").asString(""));
  }

  /** Names of what happened, in order. */
  public List<String> events(Answer request) {
    return story(request)
        .body()
        .get("events")
        .valueStream()
        .map(event -> event.get("type").asString())
        .toList();
  }
}
