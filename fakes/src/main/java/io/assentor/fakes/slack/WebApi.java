// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import com.sun.net.httpserver.HttpExchange;
import io.assentor.core.json.Json;
import io.assentor.fakes.slack.Misbehaviour.Turn;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The web API over HTTP: who calls, what of it is taken, and what comes back. */
final class WebApi {

  private static final int RETRY_AFTER = 1;

  private final Workspace workspace;
  private final Misbehaviour misbehaviour;
  private final Map<String, Function<Call, Json.Obj>> methods;
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private volatile @Nullable String refused;
  private volatile Duration late = Duration.ofSeconds(5);

  WebApi(Workspace workspace, Misbehaviour misbehaviour, Modals modals, Sockets sockets) {
    this.workspace = workspace;
    this.misbehaviour = misbehaviour;
    var chat = new ChatMethods(workspace, misbehaviour);
    var conversations = new ConversationMethods(workspace);
    var users = new UserMethods(workspace);
    this.methods =
        Map.ofEntries(
            Map.entry("auth.test", call -> users.authTest()),
            Map.entry("apps.connections.open", sockets::open),
            Map.entry("chat.postMessage", chat::postMessage),
            Map.entry("chat.update", chat::update),
            Map.entry("chat.postEphemeral", chat::postEphemeral),
            Map.entry("conversations.open", conversations::open),
            Map.entry("conversations.info", conversations::info),
            Map.entry("conversations.history", conversations::history),
            Map.entry("conversations.replies", conversations::replies),
            Map.entry("users.info", users::info),
            Map.entry("users.lookupByEmail", users::lookupByEmail),
            Map.entry("views.open", modals::open),
            Map.entry("views.update", modals::update));
  }

  int requests(String method) {
    var count = requests.get(method);
    return count == null ? 0 : count.get();
  }

  void refuseTokens(String error) {
    refused = error;
  }

  void late(Duration duration) {
    late = duration;
  }

  void before(String method, Runnable event) {
    before.put(method, event);
  }

  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var method = exchange.getRequestURI().getPath().substring("/api/".length());
      var params = params(exchange);
      requests.computeIfAbsent(method, it -> new AtomicInteger()).incrementAndGet();
      var turn = misbehaviour.turn(method);
      if (turn == Turn.LATER_AS_TOLD) {
        workspace.violated(method + " was called sooner than Retry-After told");
      }
      if (turn != Turn.NOW) {
        refuseForNow(exchange);
        return;
      }
      Optional.ofNullable(before.remove(method)).ifPresent(Runnable::run);
      var fault = misbehaviour.next(method);
      switch (fault) {
        case SERVER_ERROR -> send(exchange, 500, Map.of(), "text/plain", "Internal Server Error");
        case RATE_LIMITED -> {
          misbehaviour.hold(method);
          refuseForNow(exchange);
        }
        case HTML ->
            send(
                exchange,
                502,
                Map.of(),
                "text/html",
                "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>");
        case LOST_ANSWER -> call(exchange, method, params, fault); // closed without a word
        case TAKEN_THEN_ERROR -> {
          call(exchange, method, params, fault);
          send(exchange, 500, Map.of(), "text/plain", "Internal Server Error");
        }
        case SLOW -> {
          var answer = call(exchange, method, params, fault);
          pause();
          send(exchange, answer);
        }
        case null -> send(exchange, call(exchange, method, params, null));
      }
    }
  }

  private record Answer(int status, Map<String, String> headers, Json.Obj body) {}

  private Answer call(
      HttpExchange exchange, String method, Map<String, String> params, @Nullable Fault fault) {
    synchronized (workspace) {
      try {
        var call = new Call(method, params, fault);
        return new Answer(200, Map.of(), method(exchange, call).apply(call));
      } catch (Refused e) {
        return new Answer(e.status(), e.headers(), e.body());
      }
    }
  }

  private Function<Call, Json.Obj> method(HttpExchange exchange, Call call) {
    var method = methods.get(call.method());
    if (method == null) {
      throw Refused.because("unknown_method");
    }
    var token = token(exchange, call);
    if (token == null) {
      throw Refused.because("not_authed");
    }
    var refusal = refused;
    if (refusal != null) {
      throw Refused.because(refusal);
    }
    var ordered = misbehaviour.refusal(call.method());
    if (ordered != null) {
      throw Refused.because(ordered);
    }
    boolean app = token.equals(Workspace.APP_TOKEN);
    if (!app && !token.equals(Workspace.BOT_TOKEN)) {
      throw Refused.because("invalid_auth");
    }
    if (app != call.method().startsWith("apps.")) {
      throw Refused.because("not_allowed_token_type");
    }
    return method;
  }

  private static @Nullable String token(HttpExchange exchange, Call call) {
    var header = exchange.getRequestHeaders().getFirst("Authorization");
    if (header == null) {
      return call.optional("token");
    }
    return header.startsWith("Bearer ") ? header.substring("Bearer ".length()) : header;
  }

  private void refuseForNow(HttpExchange exchange) throws IOException {
    var refused = Refused.rateLimited(RETRY_AFTER);
    send(exchange, new Answer(refused.status(), refused.headers(), refused.body()));
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    var headers = new TreeMap<>(answer.headers());
    headers.put("X-OAuth-Scopes", workspace.scopes());
    send(
        exchange,
        answer.status(),
        headers,
        "application/json; charset=utf-8",
        answer.body().canonicalString());
  }

  static void send(
      HttpExchange exchange, int status, Map<String, String> headers, String type, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    headers.forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(late);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("the fake was closed");
    }
  }

  private static Map<String, String> params(HttpExchange exchange) throws IOException {
    var params = new TreeMap<String, String>();
    form(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""), params);
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null && type.startsWith("application/json")) {
      var json = Objects.requireNonNullElse(Inputs.parse(body), Json.Obj.EMPTY);
      json.members()
          .forEach(
              (name, value) ->
                  params.put(
                      name, value instanceof Json.Str(var text) ? text : value.canonicalString()));
    } else {
      form(body, params);
    }
    return params;
  }

  private static void form(String encoded, Map<String, String> params) {
    for (var pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        params.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
