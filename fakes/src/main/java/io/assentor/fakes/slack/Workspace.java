// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Slack remembers. Its monitor is the one lock of the fake: a call of the web API holds it
 * from end to end, and nobody waits for anything while holding it.
 */
final class Workspace {

  static final String BOT_USER = "U0BOT";
  static final String BOT = "B0FAKE";
  static final String APP = "A0FAKE";
  static final String BOT_TOKEN = "xoxb-fake";
  static final String APP_TOKEN = "xapp-fake";
  static final String SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
  static final String TEAM = "T0FAKE";
  static final String DOMAIN = "fake";

  private final Map<String, User> users = new LinkedHashMap<>();
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, String> movedDms = new HashMap<>();
  private final Set<String> closedDms = new HashSet<>();
  private final List<Post> posts = new ArrayList<>();
  private final List<Ephemeral> ephemerals = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Set<String> scopes =
      new TreeSet<>(
          Set.of(
              "chat:write",
              "channels:read",
              "groups:read",
              "channels:history",
              "groups:history",
              "im:history",
              "im:write",
              "users:read",
              "users:read.email"));
  private final InstantSource time;
  private long lastMicros;

  Workspace(InstantSource time) {
    this.time = time;
  }

  /** The time now, for intervals. */
  long nanoTime() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, time.instant());
  }

  Instant instant() {
    return time.instant();
  }

  /** A message; changed under the lock only. */
  static final class Post {
    final String channel;
    final String ts;
    final String author;
    final @Nullable String thread;
    String text;
    Json.Arr blocks;
    Json.@Nullable Obj metadata;
    int edits;
    boolean deleted;
    boolean frozen;

    Post(String channel, String ts, String author, @Nullable String thread, Content content) {
      this.channel = channel;
      this.ts = ts;
      this.author = author;
      this.thread = thread;
      this.text = content.text();
      this.blocks = content.blocks();
      this.metadata = content.metadata();
    }

    Message message() {
      return new Message(channel, ts, thread, text, blocks, metadata, edits);
    }

    boolean isReply() {
      return thread != null && !thread.equals(ts);
    }
  }

  /** What a message says. */
  record Content(String text, Json.Arr blocks, Json.@Nullable Obj metadata) {}

  synchronized void put(User user) {
    users.put(user.id(), user);
  }

  synchronized void put(Channel channel) {
    channels.put(channel.id(), channel);
  }

  synchronized void deactivate(User it) {
    put(
        new User(
            it.id(),
            it.team(),
            it.name(),
            it.email(),
            true,
            it.bot(),
            it.restricted(),
            it.ultraRestricted(),
            it.stranger()));
  }

  synchronized @Nullable User user(String id) {
    return users.get(id);
  }

  synchronized List<User> users() {
    return List.copyOf(users.values());
  }

  synchronized @Nullable Channel channel(String idOrName) {
    var byId = channels.get(idOrName);
    if (byId != null) {
      return byId;
    }
    var name = idOrName.startsWith("#") ? idOrName.substring(1) : idOrName;
    return channels.values().stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }

  synchronized String dmOf(String user) {
    return movedDms.getOrDefault(user, "D" + user.substring(1));
  }

  /** Nothing can be said there until it is opened again. */
  synchronized void closeDm(String user) {
    closedDms.add(dmOf(user));
  }

  synchronized void reopenDm(String user) {
    closedDms.remove(dmOf(user));
  }

  synchronized boolean isClosedDm(String channel) {
    return closedDms.contains(channel);
  }

  synchronized void moveDm(String user, String channel) {
    movedDms.put(user, channel);
  }

  synchronized void remove(String channel) {
    channels.remove(channel);
  }

  /** The person at the other end of a DM channel. */
  synchronized @Nullable User userOfDm(String channel) {
    return channel.startsWith("D")
        ? users.values().stream()
            .filter(it -> dmOf(it.id()).equals(channel))
            .findFirst()
            .orElse(null)
        : null;
  }

  synchronized void revoke(String scope) {
    scopes.remove(scope);
  }

  synchronized String scopes() {
    return String.join(",", scopes);
  }

  synchronized void needScope(String scope) {
    if (!scopes.contains(scope)) {
      throw Refused.missingScope(scope, scopes());
    }
  }

  synchronized boolean hasScope(String scope) {
    return scopes.contains(scope);
  }

  /** The time now as Slack writes it, later than every one before. */
  synchronized String nextTs() {
    var now = time.instant();
    lastMicros = Math.max(lastMicros + 1, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    return String.format(
        Locale.ROOT, "%d.%06d", lastMicros / 1_000_000, Math.floorMod(lastMicros, 1_000_000));
  }

  synchronized Post post(String channel, String author, @Nullable String thread, Content content) {
    var post = new Post(channel, nextTs(), author, thread, content);
    posts.add(post);
    return post;
  }

  synchronized @Nullable Post find(String channel, String ts) {
    return posts.stream()
        .filter(it -> it.channel.equals(channel) && it.ts.equals(ts) && !it.deleted)
        .findFirst()
        .orElse(null);
  }

  synchronized void delete(String channel, String ts) {
    var post = find(channel, ts);
    if (post == null) {
      throw new NoSuchElementException("no message " + ts + " in " + channel);
    }
    post.deleted = true;
  }

  /** The messages there are now can be edited no more. */
  synchronized void freeze() {
    posts.forEach(post -> post.frozen = true);
  }

  /** Whether "This message was deleted" stands in a message's place, since it has replies. */
  synchronized boolean isTombstone(String channel, String ts) {
    return posts.stream().anyMatch(it -> it.channel.equals(channel) && it.ts.equals(ts))
        && find(channel, ts) == null
        && posts().stream().anyMatch(it -> it.channel.equals(channel) && ts.equals(it.thread));
  }

  synchronized List<Post> posts() {
    return posts.stream().filter(it -> !it.deleted).toList();
  }

  synchronized List<Message> messages() {
    return posts.stream().map(Post::message).toList();
  }

  synchronized void tell(String user, String text, Json.Arr blocks) {
    ephemerals.add(new Ephemeral(user, text, blocks));
  }

  synchronized List<Ephemeral> ephemerals() {
    return List.copyOf(ephemerals);
  }

  synchronized void violated(String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** The message object of the web API and of interaction payloads. */
  synchronized Json.Obj json(Post post, boolean withMetadata) {
    boolean bot = post.author.equals(BOT_USER);
    long replies = posts().stream().filter(it -> it.isReply() && post.ts.equals(it.thread)).count();
    var json =
        Json.object()
            .put("type", "message")
            .put("subtype", post.deleted ? "tombstone" : null)
            .put("user", post.author)
            .put("ts", post.ts)
            .put("text", post.text)
            .put("team", TEAM)
            .put("bot_id", bot ? BOT : null)
            .put("app_id", bot ? APP : null)
            .put("blocks", post.blocks.items().isEmpty() ? null : post.blocks)
            .put("thread_ts", replies > 0 ? post.ts : post.thread)
            .put("metadata", withMetadata ? post.metadata : null);
    if (replies > 0) {
      json.put("reply_count", replies);
    }
    if (post.edits > 0) {
      json.put("edited", Json.object().put("user", BOT_USER).put("ts", post.ts).build());
    }
    return json.build();
  }
}
