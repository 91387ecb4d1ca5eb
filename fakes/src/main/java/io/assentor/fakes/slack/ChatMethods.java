// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import io.assentor.fakes.slack.Misbehaviour.Turn;
import io.assentor.fakes.slack.Workspace.Content;
import io.assentor.fakes.slack.Workspace.Post;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code chat.*}. */
final class ChatMethods {

  private static final int MAX_TEXT = 40_000;
  private static final int MAX_METADATA = 8_000;

  private final Workspace workspace;
  private final Misbehaviour misbehaviour;

  ChatMethods(Workspace workspace, Misbehaviour misbehaviour) {
    this.workspace = workspace;
    this.misbehaviour = misbehaviour;
  }

  Json.Obj postMessage(Call call) {
    workspace.needScope("chat:write");
    var channel = writable(call.required("channel"), "is_archived");
    var content = content(call, null);
    var thread = thread(channel, call.optional("thread_ts"));
    keepPace(channel);
    var post = workspace.post(channel, Workspace.BOT_USER, thread, content);
    return Json.object()
        .put("ok", Json.Bool.TRUE)
        .put("channel", channel)
        .put("ts", post.ts)
        .put("message", workspace.json(post, true))
        .build();
  }

  Json.Obj update(Call call) {
    workspace.needScope("chat:write");
    var id = call.required("channel");
    var ts = call.required("ts");
    if (workspace.user(id) != null) {
      throw Refused.because("channel_not_found"); // only posting takes a person for their DM
    }
    var channel = writable(id, "is_inactive");
    var post = workspace.find(channel, ts);
    if (post == null) {
      throw Refused.because("message_not_found");
    }
    if (!post.author.equals(Workspace.BOT_USER)) {
      throw Refused.because("cant_update_message");
    }
    if (post.frozen) {
      throw Refused.because("edit_window_closed");
    }
    var content = content(call, post);
    post.text = content.text();
    post.blocks = content.blocks();
    post.metadata = content.metadata();
    post.edits++;
    return Json.object()
        .put("ok", Json.Bool.TRUE)
        .put("channel", channel)
        .put("ts", post.ts)
        .put("text", post.text)
        .put("message", workspace.json(post, true))
        .build();
  }

  Json.Obj postEphemeral(Call call) {
    workspace.needScope("chat:write");
    var channel = writable(call.required("channel"), "is_archived");
    var user = call.required("user");
    if (workspace.user(user) == null) {
      throw Refused.because("user_not_in_channel");
    }
    var content = content(call, null);
    keepPace(channel);
    workspace.tell(user, content.text(), content.blocks());
    return Json.object().put("ok", Json.Bool.TRUE).put("message_ts", workspace.nextTs()).build();
  }

  /** The id of a channel that the bot may write to; a person stands for their DM. */
  private String writable(String name, String archived) {
    var user = workspace.user(name);
    if (user != null && !user.deleted() && !user.bot()) {
      return workspace.dmOf(name);
    }
    var other = workspace.userOfDm(name);
    if (other != null) {
      if (other.deleted()) {
        throw Refused.because(archived);
      }
      if (workspace.isClosedDm(name)) {
        throw Refused.because("channel_not_found");
      }
      return name;
    }
    var channel = workspace.channel(name);
    if (channel == null) {
      throw Refused.because("channel_not_found");
    }
    if (channel.archived()) {
      throw Refused.because(archived);
    }
    if (!channel.member()) {
      throw Refused.because("not_in_channel");
    }
    return channel.id();
  }

  private @Nullable String thread(String channel, @Nullable String ts) {
    if (ts == null) {
      return null;
    }
    var parent = workspace.find(channel, ts);
    if (parent != null) {
      return Objects.requireNonNullElse(parent.thread, ts);
    }
    if (workspace.isTombstone(channel, ts)) {
      return ts;
    }
    if (misbehaviour.refusesDeadThreads()) {
      throw Refused.because("thread_not_found");
    }
    // What Slack does where the message that is replied to was deleted: the reply is taken, and is
    // a message of its own in the channel. Only the missing thread_ts of the answer tells.
    return null;
  }

  private void keepPace(String channel) {
    var turn = misbehaviour.turnInChannel(channel);
    if (turn == Turn.LATER_AS_TOLD) {
      workspace.violated("a message in " + channel + " was sent sooner than Retry-After told");
    }
    if (turn != Turn.NOW) {
      throw Refused.rateLimited(1);
    }
  }

  /** What is to be said; what is left out of an update stays as it is. */
  private static Content content(Call call, @Nullable Post before) {
    var text = call.optional("text");
    if (text != null && text.codePointCount(0, text.length()) > MAX_TEXT) {
      throw Refused.because("msg_too_long");
    }
    var blocks = blocks(call);
    var metadata = metadata(call);
    if (text == null && (blocks == null || blocks.items().isEmpty())) {
      throw Refused.because("no_text");
    }
    return new Content(
        text != null ? text : before == null ? "" : before.text,
        blocks != null ? blocks : before == null ? Tree.NOTHING : before.blocks,
        metadata != null
            ? (metadata.members().isEmpty() ? null : metadata)
            : before == null ? null : before.metadata);
  }

  private static Json.@Nullable Arr blocks(Call call) {
    return switch (call.json("blocks", "invalid_blocks_format")) {
      case null -> null;
      case Json.Arr blocks -> checked(blocks);
      default -> throw Refused.because("invalid_blocks_format");
    };
  }

  /** These blocks with ids, if they are within the limits. */
  static Json.Arr checked(Json.Arr blocks) {
    var problems = BlockKit.problems(blocks);
    if (!problems.isEmpty()) {
      throw Refused.because("invalid_blocks", problems);
    }
    if (BlockKit.tooLong(blocks)) {
      throw Refused.because("msg_blocks_too_long");
    }
    return Tree.identified(blocks);
  }

  private static Json.@Nullable Obj metadata(Call call) {
    var json = call.json("metadata", "invalid_metadata_format");
    if (json == null) {
      return null;
    }
    if (!(json instanceof Json.Obj metadata)) {
      throw Refused.because("invalid_metadata_format");
    }
    boolean empty = metadata.members().isEmpty();
    if (!empty
        && (Tree.text(metadata, "event_type").isEmpty()
            || !(metadata.get("event_payload") instanceof Json.Obj)
            || !metadata.members().keySet().stream()
                .allMatch(List.of("event_type", "event_payload", "entities")::contains))) {
      throw Refused.because("invalid_metadata_format");
    }
    if (metadata.canonicalString().getBytes(StandardCharsets.UTF_8).length > MAX_METADATA) {
      throw Refused.because("metadata_too_large");
    }
    return metadata;
  }
}
