// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.slack.api.socket_mode.SocketModeClient;
import com.slack.api.socket_mode.request.InteractiveEnvelope;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clicks over a WebSocket that we open, for who cannot be called from outside. Slack closes it
 * every few hours; the client opens another one. Slack gives each click to one of our processes.
 *
 * @see <a href="https://docs.slack.dev/apis/events-api/using-socket-mode">Socket Mode</a>
 */
public final class SocketMode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SocketMode.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final SlackSettings settings;
  private final String appToken;
  private final SlackClicks clicks;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Begins to connect, and keeps at it. */
  public SocketMode(SlackSettings settings, String appToken, SlackClicks clicks) {
    this.settings = settings;
    this.appToken = appToken;
    this.clicks = clicks;
    Thread.ofPlatform().name("slack-socket").daemon().start(this::run);
  }

  private void run() {
    try {
      do {
        try (var client =
            SlackApi.client(settings.apiBase(), Timing.REAL)
                .socketMode(appToken, SocketModeClient.Backend.JavaWebSocket)) {
          client.setAutoReconnectEnabled(true);
          client.addInteractiveEnvelopeListener(
              envelope -> threads.execute(() -> serve(client, envelope)));
          client.connect();
          stop.await();
        } catch (IOException | RuntimeException e) {
          LOG.warn("Slack's Socket Mode cannot be opened, trying again: {}", e.toString());
        }
      } while (!stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketModeClient client, InteractiveEnvelope envelope) {
    var answer = Json.object().put("envelope_id", envelope.getEnvelopeId());
    try {
      var payload = envelope.getPayload().toString().getBytes(StandardCharsets.UTF_8);
      var said = clicks.handle(Json.parseObject(payload));
      said.ifPresent(json -> answer.put("payload", json));
    } catch (JsonException e) {
      LOG.warn("this is not what Slack sends: {}", e.getMessage());
      return; // unacknowledged, so that nobody takes it for done
    } catch (RuntimeException e) {
      LOG.warn("a click could not be carried out", e);
      return;
    }
    client.sendSocketModeResponse(answer.build().canonicalString());
  }

  @Override
  public void close() {
    stop.countDown();
    threads.shutdown();
  }
}
