// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import com.sun.net.httpserver.HttpExchange;
import io.assentor.core.json.Json;
import io.assentor.fakes.slack.Workspace.Content;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The response URLs that come with clicks: five uses within half an hour. */
final class ResponseUrls {

  static final String PATH = "/actions/";

  private static final int USES = 5;
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final Workspace workspace;
  private final URI base;
  private final Map<String, Issued> urls = new HashMap<>();

  ResponseUrls(Workspace workspace, URI base) {
    this.workspace = workspace;
    this.base = base;
  }

  private static final class Issued {
    private final String user;
    private final String channel;
    private final String ts;
    private final long at;
    private int uses;

    private Issued(String user, String channel, String ts, long at) {
      this.at = at;
      this.user = user;
      this.channel = channel;
      this.ts = ts;
    }
  }

  /** A new URL for this person, who clicked at this message. */
  String issue(String user, String channel, String ts) {
    synchronized (workspace) {
      var path = PATH + Workspace.TEAM + "/" + (urls.size() + 1) + "/" + user;
      urls.put(path, new Issued(user, channel, ts, workspace.nanoTime()));
      return base.resolve(path).toString();
    }
  }

  void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var refusal = use(exchange.getRequestURI().getPath(), Inputs.parse(body));
      int status = refusal == null ? 200 : refusal.endsWith("_url") ? 404 : 400;
      WebApi.send(
          exchange, status, Map.of(), "text/plain", Objects.requireNonNullElse(refusal, "ok"));
    }
  }

  private @Nullable String use(String path, Json.@Nullable Obj body) {
    synchronized (workspace) {
      var url = urls.get(path);
      if (url == null) {
        return "invalid_url";
      }
      if (url.uses >= USES) {
        workspace.violated("a response_url was used more than " + USES + " times");
        return "used_url";
      }
      if (workspace.nanoTime() - url.at > LIFE.toNanos()) {
        return "expired_url";
      }
      if (body == null) {
        return "invalid_payload";
      }
      url.uses++;
      try {
        return apply(url, body);
      } catch (Refused e) {
        return Tree.text(e.body(), "error");
      }
    }
  }

  private @Nullable String apply(Issued url, Json.Obj body) {
    var post = workspace.find(url.channel, url.ts);
    if (Tree.isTrue(body, "delete_original")) {
      if (post != null) {
        post.deleted = true;
      }
      return null;
    }
    var text = Tree.text(body, "text");
    var blocks = ChatMethods.checked(Tree.array(body, "blocks"));
    if (text.isEmpty() && blocks.items().isEmpty()) {
      return "no_text";
    }
    if (Tree.isTrue(body, "replace_original")) {
      if (post != null) {
        post.text = text;
        post.blocks = blocks;
        post.edits++;
      }
    } else if (Tree.text(body, "response_type").equals("in_channel")) {
      workspace.post(url.channel, Workspace.BOT_USER, null, new Content(text, blocks, null));
    } else {
      workspace.tell(url.user, text, blocks);
    }
    return null;
  }
}
