// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What the app hears of clicks and submissions: payloads, signatures, and the way there. */
final class Interactions implements AutoCloseable {

  private final Workspace workspace;
  private final Modals modals;
  private final ResponseUrls urls;
  private final Sockets sockets;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile @Nullable URI target;

  Interactions(Workspace workspace, Modals modals, ResponseUrls urls, Sockets sockets) {
    this.workspace = workspace;
    this.modals = modals;
    this.urls = urls;
    this.sockets = sockets;
  }

  void sendTo(URI target) {
    this.target = target;
  }

  /**
   * Presses the button that this copy of a message shows.
   *
   * @throws IllegalStateException if it shows no button with this action
   */
  Click click(User user, Message message, String action) {
    return send(blockActions(user, message, button(message, action)));
  }

  private static Json.Obj button(Message message, String action) {
    return Tree.objects(message.blocks()).stream()
        .flatMap(block -> Tree.elements(block).stream())
        .filter(it -> Tree.text(it, "type").equals("button"))
        .filter(it -> Tree.text(it, "action_id").equals(action))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "message " + message.ts() + " shows no button " + action));
  }

  private static String blockOf(Message message, Json.Obj button) {
    return Tree.objects(message.blocks()).stream()
        .filter(
            block ->
                Tree.elements(block).stream()
                    .anyMatch(it -> Objects.equals(it.get("action_id"), button.get("action_id"))))
        .map(block -> Tree.text(block, "block_id"))
        .findFirst()
        .orElse("gen0");
  }

  Json.Obj blockActions(User user, Message message, Json.Obj button) {
    var actionTs = workspace.nextTs();
    var action = button;
    action = Tree.with(action, "type", Json.of("button"));
    action = Tree.with(action, "block_id", Json.of(blockOf(message, button)));
    action = Tree.with(action, "action_ts", Json.of(actionTs));
    var container =
        Json.object()
            .put("type", "message")
            .put("message_ts", message.ts())
            .put("channel_id", message.channel())
            .put("thread_ts", message.thread())
            .put("is_ephemeral", Json.Bool.FALSE)
            .build();
    var channel = workspace.channel(message.channel());
    return common("block_actions", user)
        .put("container", container)
        .put(
            "channel",
            Json.object()
                .put("id", message.channel())
                .put("name", channel == null ? "directmessage" : channel.name())
                .build())
        .put("message", shown(message))
        .put("state", Json.object().put("values", Json.Obj.EMPTY).build())
        .put("response_url", urls.issue(user.id(), message.channel(), message.ts()))
        .put("actions", new Json.Arr(List.of(action)))
        .build();
  }

  /** The message as the person saw it; without metadata, on which no click should rely. */
  private Json.Obj shown(Message message) {
    var post = workspace.find(message.channel(), message.ts());
    var json =
        post == null
            ? Json.object()
                .put("type", "message")
                .put("user", Workspace.BOT_USER)
                .put("ts", message.ts())
                .put("thread_ts", message.thread())
                .build()
            : workspace.json(post, false);
    json = Tree.with(json, "text", Json.of(message.text()));
    return Tree.with(json, "blocks", message.blocks());
  }

  private Json.Obj.Builder common(String type, User user) {
    return Json.object()
        .put("type", type)
        .put(
            "user",
            Json.object()
                .put("id", user.id())
                .put("username", user.name())
                .put("name", user.name())
                .put("team_id", user.team())
                .build())
        .put("api_app_id", Workspace.APP)
        .put("token", "legacy-verification-token")
        .put("trigger_id", modals.trigger(user.id()))
        .put(
            "team", Json.object().put("id", Workspace.TEAM).put("domain", Workspace.DOMAIN).build())
        .put("enterprise", Json.Null.NULL)
        .put("is_enterprise_install", Json.Bool.FALSE);
  }

  /** Submits a modal, and does with it what the app answers. */
  Click submit(User user, View view, Map<String, String> values) {
    var payload =
        common("view_submission", user)
            .put("view", modals.submission(user.id(), view.id(), values))
            .put("response_urls", Tree.NOTHING)
            .build();
    var click = send(payload);
    if (click.status() == 200) {
      modals.apply(view.id(), click.body());
    }
    return click;
  }

  private Click send(Json.Obj payload) {
    if (target == null) {
      return sockets.send(payload);
    }
    var raw = form(payload);
    return deliver(raw, sign(raw, workspace.instant()));
  }

  static byte[] form(Json.Obj payload) {
    var encoded = URLEncoder.encode(payload.canonicalString(), StandardCharsets.UTF_8);
    return ("payload=" + encoded).getBytes(StandardCharsets.UTF_8);
  }

  Click deliver(byte[] raw, Map<String, String> headers) {
    var uri = target;
    if (uri == null) {
      return sockets.deliver(raw);
    }
    var patience = sockets.patience();
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .POST(HttpRequest.BodyPublishers.ofByteArray(raw));
    headers.forEach(request::header);
    long start = System.nanoTime();
    int status = 0;
    var body = "";
    try {
      var response = http.send(request.build(), BodyHandlers.ofString());
      if (System.nanoTime() - start <= patience.toNanos()) {
        status = response.statusCode();
        body = response.body();
      }
    } catch (IOException e) {
      // Too late, or nobody there: status 0 says it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Click(
        status, body, Duration.ofNanos(System.nanoTime() - start), raw, Map.copyOf(headers));
  }

  static Map<String, String> sign(byte[] raw, Instant at) {
    var timestamp = Long.toString(at.getEpochSecond());
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              Workspace.SIGNING_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      var headers = new TreeMap<String, String>();
      headers.put("Content-Type", "application/x-www-form-urlencoded");
      headers.put("X-Slack-Request-Timestamp", timestamp);
      headers.put("X-Slack-Signature", "v0=" + HexFormat.of().formatHex(mac.doFinal(raw)));
      return headers;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
