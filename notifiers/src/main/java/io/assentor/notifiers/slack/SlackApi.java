// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.Message;
import com.slack.api.model.User;
import com.slack.api.util.http.SlackHttpClient;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Later;
import io.assentor.core.channel.Channel.Uncertain;
import io.assentor.core.channel.Channel.Undeliverable;
import io.assentor.core.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Slack's web API that Assentor uses, for one workspace. Errors are classified by
 * whether a retry would help.
 *
 * @see <a href="https://docs.slack.dev/apis/web-api">Web API</a>
 */
final class SlackApi {

  /**
   * The channel or user does not exist, or the app has no access. A rejected token is not among
   * these: correcting it fixes all deliveries, and until then no one counts as unreachable.
   */
  private static final Set<String> FINAL =
      Set.of(
          "channel_not_found",
          "not_in_channel",
          "user_not_in_channel",
          "posting_to_channel_denied",
          "is_archived",
          "is_inactive",
          "thread_not_found",
          "not_allowed_token_type",
          "user_not_found",
          "users_not_found",
          "user_disabled",
          "user_not_visible",
          "cannot_dm_bot",
          "messages_tab_disabled",
          "restricted_action",
          "restricted_action_read_only_channel",
          "restricted_action_non_threadable_channel",
          "restricted_action_thread_only_channel",
          "restricted_action_thread_locked",
          "cannot_reply_to_message",
          "missing_scope",
          "no_permission",
          "ekm_access_denied",
          "team_access_not_granted",
          "message_not_found");

  /** The message exists but cannot be updated. */
  private static final Set<String> FROZEN = Set.of("cant_update_message", "edit_window_closed");

  /** Slack would never show this message. */
  private static final Set<String> UNSHOWABLE =
      Set.of(
          "invalid_blocks",
          "invalid_blocks_format",
          "msg_too_long",
          "msg_blocks_too_long",
          "no_text",
          "metadata_too_large");

  /** Errors after which Slack may have carried out the call. */
  private static final Set<String> UNSURE =
      Set.of("fatal_error", "internal_error", "service_unavailable", "request_timeout");

  private static final int ATTEMPTS = 3;

  /** Longer calls are not repeated here, because the time of an activity is limited. */
  private static final Duration WORTH_REPEATING = Duration.ofSeconds(3);

  private static final Duration BREATH = Duration.ofMillis(200);
  private static final int PAGE = 100;
  private static final int MAX_PAGES = 5;
  private static final String EVENT_TYPE = "assentor_delivery";

  private final MethodsClient methods;
  private final Timing timing;
  private final MethodBackoff backoff;

  private SlackApi(MethodsClient methods, Timing timing) {
    this.methods = methods;
    this.timing = timing;
    this.backoff = new MethodBackoff(timing);
  }

  static SlackApi of(String base, String token, Timing timing) {
    return new SlackApi(client(base, timing).methods(token), timing);
  }

  static Slack client(String base, Timing timing) {
    int timeout = Math.toIntExact(timing.responseTimeout().toMillis());
    var config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(base);
    config.setStatsEnabled(false);
    config.setHttpClientReadTimeoutMillis(timeout);
    config.setHttpClientWriteTimeoutMillis(timeout);
    config.setHttpClientCallTimeoutMillis(timeout + 1_000);
    // Repeating a post after a broken connection could post it twice.
    var http =
        SlackHttpClient.buildOkHttpClient(config).newBuilder().retryOnConnectionFailure(false);
    return Slack.getInstance(config, new SlackHttpClient(http.build()));
  }

  /** Slack rejects the message's content for good. */
  static final class Unshowable extends RuntimeException {
    Unshowable(String error) {
      super(error);
    }
  }

  /** The message exists but can no longer be edited. */
  static final class Frozen extends RuntimeException {
    Frozen(String error) {
      super(error);
    }
  }

  /** Slack cannot be reached, or its answer is unusable. */
  static final class SlackFault extends Channel.Fault {
    SlackFault(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /** The location of a message. */
  record Place(String channel, String ts) {}

  /**
   * A message that was posted.
   *
   * @param isReply whether it is in a thread. If the parent message was deleted, Slack posts the
   *     reply in the channel, and only this shows it
   */
  record Posted(Place place, boolean isReply) {}

  /**
   * Posts a message.
   *
   * @param thread the message it answers; absent: a message of its own
   * @param mark identifies it for {@link #find}
   */
  Posted post(String channel, @Nullable String thread, Card.Message message, String mark) {
    var posted =
        sent(
            "chat.postMessage",
            () ->
                methods.chatPostMessage(
                    request ->
                        request
                            .channel(channel)
                            .threadTs(thread)
                            .text(message.text())
                            .blocksAsString(message.blocks().canonicalString())
                            .metadataAsString(metadata(mark))
                            .mrkdwn(false)
                            .parse("none")
                            .linkNames(false)
                            .unfurlLinks(false)
                            .unfurlMedia(false)));
    if (posted.getChannel() == null || posted.getTs() == null) {
      throw new Uncertain("Slack does not say where it posted", null);
    }
    var taken = posted.getMessage();
    boolean isReply = taken != null && taken.getThreadTs() != null;
    return new Posted(new Place(posted.getChannel(), posted.getTs()), isReply);
  }

  private static String metadata(String mark) {
    return Json.object()
        .put("event_type", EVENT_TYPE)
        .put("event_payload", Json.object().put("mark", mark).build())
        .build()
        .canonicalString();
  }

  void update(Place place, Card.Message message) {
    called(
        "chat.update",
        () ->
            methods.chatUpdate(
                request ->
                    request
                        .channel(place.channel)
                        .ts(place.ts)
                        .text(message.text())
                        .blocksAsString(message.blocks().canonicalString())
                        .parse("none")
                        .linkNames(false)));
  }

  /** Returns whether a message can be replied to, because it was not deleted as far as is known. */
  boolean isThere(Place place) {
    try {
      var replies =
          called(
              "conversations.replies",
              () ->
                  methods.conversationsReplies(
                      request -> request.channel(place.channel).ts(place.ts).limit(1)));
      var messages = Objects.requireNonNullElse(replies.getMessages(), List.<Message>of());
      return messages.stream()
          .anyMatch(it -> place.ts.equals(it.getTs()) && !"tombstone".equals(it.getSubtype()));
    } catch (Undeliverable e) {
      return String.valueOf(e.getMessage()).startsWith("missing_scope");
    }
  }

  /** Finds a message that may have been posted. */
  Optional<Place> find(String channel, @Nullable String thread, String mark, Instant since) {
    var oldest = since.getEpochSecond() + ".000000";
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      var from = cursor;
      List<Message> messages;
      com.slack.api.model.ResponseMetadata next;
      if (thread == null) {
        var history =
            called(
                "conversations.history",
                () ->
                    methods.conversationsHistory(
                        request ->
                            request
                                .channel(channel)
                                .oldest(oldest)
                                .cursor(from)
                                .limit(PAGE)
                                .includeAllMetadata(true)));
        messages = history.getMessages();
        next = history.getResponseMetadata();
      } else {
        var replies =
            called(
                "conversations.replies",
                () ->
                    methods.conversationsReplies(
                        request ->
                            request
                                .channel(channel)
                                .ts(thread)
                                .oldest(oldest)
                                .cursor(from)
                                .limit(PAGE)
                                .includeAllMetadata(true)));
        messages = replies.getMessages();
        next = replies.getResponseMetadata();
      }
      for (var message : messages) {
        var metadata = message.getMetadata();
        var payload = metadata == null ? null : metadata.getEventPayload();
        if (payload != null && mark.equals(payload.get("mark"))) {
          return Optional.of(new Place(channel, message.getTs()));
        }
      }
      cursor = next == null ? null : next.getNextCursor();
      if (cursor == null || cursor.isEmpty()) {
        return Optional.empty();
      }
    }
    throw new SlackFault("more than " + PAGE * MAX_PAGES + " messages to look through", null);
  }

  /** Returns the channel of direct messages with this user. */
  String directChannel(String user) {
    return called(
            "conversations.open",
            () -> methods.conversationsOpen(r -> r.users(List.of(user)).returnIm(false)))
        .getChannel()
        .getId();
  }

  User user(String id) {
    return called("users.info", () -> methods.usersInfo(request -> request.user(id))).getUser();
  }

  Conversation channel(String id) {
    return called(
            "conversations.info", () -> methods.conversationsInfo(request -> request.channel(id)))
        .getChannel();
  }

  AuthTestResponse whoAmI() {
    return called("auth.test", () -> methods.authTest(request -> request));
  }

  /** Opens a dialog; the trigger is valid once, for three seconds. */
  void open(String trigger, Json.Obj view) {
    called(
        "views.open",
        () -> methods.viewsOpen(r -> r.triggerId(trigger).viewAsString(view.canonicalString())));
  }

  private interface Call<T> {
    T run() throws IOException, SlackApiException;
  }

  /** Runs a repeatable call, with retries. */
  private <T extends SlackApiTextResponse> T called(String method, Call<T> call) {
    long begun = timing.now();
    for (int attempt = 1; ; attempt++) {
      try {
        return sent(method, call);
      } catch (Uncertain | SlackFault e) {
        if (attempt == ATTEMPTS || timing.now() - begun > WORTH_REPEATING.toNanos()) {
          throw new SlackFault(Objects.requireNonNullElse(e.getMessage(), "no answer"), e);
        }
        timing.sleep(BREATH.multipliedBy(attempt));
      }
    }
  }

  /** Runs a call that may be retried only if it certainly did nothing. */
  private <T extends SlackApiTextResponse> T sent(String method, Call<T> call) {
    T answer;
    backoff.begin(method);
    try {
      answer = call.run();
    } catch (ConnectException | UnknownHostException e) {
      throw new SlackFault("Slack cannot be reached: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Uncertain("Slack did not answer: " + e.getMessage(), e);
    } catch (SlackApiException e) {
      throw sorted(method, e);
    } catch (RuntimeException e) {
      throw new Uncertain("Slack's answer cannot be read: " + e, e);
    } finally {
      backoff.end(method);
    }
    if (answer == null) {
      throw new Uncertain("Slack's answer is empty", null);
    }
    if (answer.isOk()) {
      return answer;
    }
    var error = Objects.requireNonNullElse(answer.getError(), "no error");
    if (FINAL.contains(error)) {
      var needed = answer.getNeeded();
      throw new Undeliverable(needed == null ? error : error + " (needs " + needed + ")");
    }
    if (FROZEN.contains(error)) {
      throw new Frozen(error);
    }
    if (UNSHOWABLE.contains(error)) {
      throw new Unshowable(error);
    }
    if (UNSURE.contains(error)) {
      throw new Uncertain("Slack answered " + error, null);
    }
    throw new SlackFault("Slack answered " + error, null);
  }

  private RuntimeException sorted(String method, SlackApiException e) {
    int status = e.getResponse().code();
    if (status == 429) {
      var after = e.getResponse().header("Retry-After", "1");
      var rest = Duration.ofSeconds(seconds(after));
      backoff.add(method, rest);
      return new Later("Slack asks to wait with " + method, rest);
    }
    return status >= 500
        ? new Uncertain("Slack answered " + status, e)
        : new SlackFault("Slack answered " + status, e);
  }

  private static long seconds(@Nullable String text) {
    try {
      return Math.clamp(Long.parseLong(String.valueOf(text)), 1, 3_600);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
