// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.FailureLog;
import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says a sentence to who clicked, and to nobody else, at the address that Slack sent along. Losing
 * one loses nothing: the card says the request's state.
 *
 * @see <a
 *     href="https://docs.slack.dev/interactivity/handling-user-interaction#message_responses">Message
 *     responses</a>
 */
final class EphemeralReply implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EphemeralReply.class);
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final FailureLog log = new FailureLog(LOG::warn);
  private final Timing timing;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  EphemeralReply(Timing timing) {
    this.timing = timing;
  }

  void say(@Nullable String to, String sentence) {
    if (to == null || sentence.isEmpty()) {
      return; // there is no one to reply to, or nothing to say
    }
    say(to, sentence, Blocks.array(section(sentence)));
  }

  /** Sends a reply with a button that leads to a page. */
  void say(String to, String sentence, String label, String page) {
    var button = Blocks.actions(List.of(Blocks.link("link", label, page)));
    say(to, sentence, Blocks.array(section(sentence), button));
  }

  private static Json.Obj section(String sentence) {
    return Blocks.section(DisplayText.cut(sentence, Blocks.MAX_TEXT));
  }

  private void say(String to, String sentence, Json.Arr blocks) {
    var body =
        Json.object()
            .put("response_type", "ephemeral")
            .put("replace_original", Json.Bool.FALSE)
            .put("text", Blocks.escape(sentence))
            .put("blocks", blocks)
            .build();
    threads.execute(() -> send(URI.create(to), body.canonicalString()));
  }

  private void send(URI to, String body) {
    var request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    var failure = "";
    try {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
          if (status < 500 && status != 429) {
            return;
          }
          failure = "Slack answered " + status;
        } catch (IOException e) {
          failure = FailureLog.text(e.toString());
        }
        timing.sleep(Duration.ofSeconds(attempt));
      }
      log.failed("reply", "Sending an ephemeral reply failed; the card shows the result", failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }
}
