// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import io.assentor.fakes.slack.Workspace.Post;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code conversations.*}. */
final class ConversationMethods {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 999;

  private final Workspace workspace;

  ConversationMethods(Workspace workspace) {
    this.workspace = workspace;
  }

  Json.Obj open(Call call) {
    workspace.needScope("im:write");
    var id = call.required("users");
    if (id.contains(",")) {
      throw Refused.because("method_not_supported_for_channel_type"); // no group DMs here
    }
    var user = workspace.user(id);
    if (user == null) {
      throw Refused.because("user_not_found");
    }
    if (user.deleted()) {
      throw Refused.because("user_disabled");
    }
    if (user.bot()) {
      throw Refused.because("cannot_dm_bot");
    }
    workspace.reopenDm(id);
    var channel = Json.object().put("id", workspace.dmOf(id));
    if (call.flag("return_im")) {
      channel.put("is_im", Json.Bool.TRUE).put("user", id);
    }
    return Json.object().put("ok", Json.Bool.TRUE).put("channel", channel.build()).build();
  }

  Json.Obj info(Call call) {
    var id = call.required("channel");
    var other = workspace.userOfDm(id);
    if (other != null) {
      workspace.needScope("im:read");
      return ok(
          Json.object()
              .put("id", id)
              .put("is_im", Json.Bool.TRUE)
              .put("is_archived", Json.Bool.FALSE)
              .put("is_user_deleted", Json.Bool.of(other.deleted()))
              .put("user", other.id()));
    }
    boolean secret = id.startsWith("G");
    workspace.needScope(secret ? "groups:read" : "channels:read");
    var channel = workspace.channel(id);
    if (channel == null || !channel.id().equals(id) || (secret && !channel.member())) {
      throw Refused.because("channel_not_found");
    }
    return ok(
        Json.object()
            .put("id", id)
            .put("name", channel.name())
            .put("name_normalized", channel.name())
            .put("context_team_id", Workspace.TEAM)
            .put("is_channel", Json.Bool.of(!secret))
            .put("is_group", Json.Bool.of(secret))
            .put("is_im", Json.Bool.FALSE)
            .put("is_mpim", Json.Bool.FALSE)
            .put("is_private", Json.Bool.of(secret))
            .put("is_member", Json.Bool.of(channel.member()))
            .put("is_archived", Json.Bool.of(channel.archived()))
            .put("is_general", Json.Bool.FALSE)
            .put("is_shared", Json.Bool.of(channel.external()))
            .put("is_ext_shared", Json.Bool.of(channel.external()))
            .put("is_org_shared", Json.Bool.FALSE)
            .put("is_pending_ext_shared", Json.Bool.FALSE));
  }

  private static Json.Obj ok(Json.Obj.Builder channel) {
    return Json.object().put("ok", Json.Bool.TRUE).put("channel", channel.build()).build();
  }

  Json.Obj history(Call call) {
    var channel = readable(call);
    // Newest first, without the replies, which are in their threads only.
    return page(call, posts(call, channel, it -> !it.isReply()).sorted(NEWEST_FIRST).toList());
  }

  Json.Obj replies(Call call) {
    var channel = readable(call);
    var ts = call.required("ts");
    var parent = workspace.find(channel, ts);
    if (parent == null && !workspace.isTombstone(channel, ts)) {
      throw Refused.because("thread_not_found");
    }
    if (parent == null) {
      parent = tombstone(channel, ts);
    }
    // The range leaves out replies only: every page begins with what they reply to.
    var replies =
        posts(call, channel, it -> it.isReply() && ts.equals(it.thread))
            .sorted(NEWEST_FIRST.reversed());
    return page(call, Stream.concat(Stream.of(parent), replies).toList());
  }

  /** What Slack shows in place of a deleted message that has replies. */
  private static Post tombstone(String channel, String ts) {
    var said = new Workspace.Content("This message was deleted.", Tree.NOTHING, null);
    var tombstone = new Post(channel, ts, "USLACKBOT", ts, said);
    tombstone.deleted = true;
    return tombstone;
  }

  private static final Comparator<Post> NEWEST_FIRST =
      Comparator.comparing((Post it) -> new BigDecimal(it.ts)).reversed();

  /** The channel that the call names, if the bot may read it. */
  private String readable(Call call) {
    var id = call.required("channel");
    User other = workspace.userOfDm(id);
    workspace.needScope(
        other != null ? "im:history" : id.startsWith("G") ? "groups:history" : "channels:history");
    if (other != null) {
      return id;
    }
    var channel = workspace.channel(id);
    if (channel == null || !channel.id().equals(id)) {
      throw Refused.because("channel_not_found");
    }
    if (!channel.member()) {
      throw Refused.because("not_in_channel");
    }
    return id;
  }

  private Stream<Post> posts(Call call, String channel, Predicate<Post> which) {
    var oldest = time(call, "oldest");
    var latest = time(call, "latest");
    boolean inclusive = call.flag("inclusive");
    return workspace.posts().stream()
        .filter(it -> it.channel.equals(channel))
        .filter(which)
        .filter(it -> oldest == null || within(new BigDecimal(it.ts).compareTo(oldest), inclusive))
        .filter(it -> latest == null || within(latest.compareTo(new BigDecimal(it.ts)), inclusive));
  }

  private static boolean within(int order, boolean inclusive) {
    return order > 0 || (inclusive && order == 0);
  }

  private static @Nullable BigDecimal time(Call call, String name) {
    var value = call.optional(name);
    try {
      return value == null ? null : new BigDecimal(value);
    } catch (NumberFormatException e) {
      throw Refused.because("invalid_ts_" + name);
    }
  }

  private Json.Obj page(Call call, List<Post> posts) {
    int limit = call.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    boolean metadata = call.flag("include_all_metadata");
    int from = from(call.optional("cursor"), posts);
    int to = Math.min(posts.size(), from + limit);
    boolean more = to < posts.size();
    var answer =
        Json.object()
            .put("ok", Json.Bool.TRUE)
            .put(
                "messages",
                new Json.Arr(
                    posts.subList(from, to).stream()
                        .<Json>map(it -> workspace.json(it, metadata))
                        .toList()))
            .put("has_more", Json.Bool.of(more));
    if (more) {
      var cursor =
          Base64.getEncoder()
              .encodeToString(("next_ts:" + posts.get(to).ts).getBytes(StandardCharsets.UTF_8));
      answer.put("response_metadata", Json.object().put("next_cursor", cursor).build());
    }
    return answer.build();
  }

  /** Where the page of this cursor begins. */
  private static int from(@Nullable String cursor, List<Post> posts) {
    if (cursor == null) {
      return 0;
    }
    try {
      var next = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      for (int i = 0; i < posts.size(); i++) {
        if (next.equals("next_ts:" + posts.get(i).ts)) {
          return i;
        }
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw Refused.because("invalid_cursor");
  }
}
