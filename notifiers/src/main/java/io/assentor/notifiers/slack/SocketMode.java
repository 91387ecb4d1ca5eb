// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.slack.api.socket_mode.SocketModeClient;
import com.slack.api.socket_mode.request.InteractiveEnvelope;
import io.assentor.core.FailureLog;
import io.assentor.core.Loop;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives clicks over a WebSocket opened by Assentor, for servers that Slack cannot reach. Slack
 * closes it every few hours, and the client opens another one. Slack sends each click to one of the
 * connected processes.
 *
 * @see <a href="https://docs.slack.dev/apis/events-api/using-socket-mode">Socket Mode</a>
 */
public final class SocketMode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SocketMode.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final SlackSettings settings;
  private final String appToken;
  private final SlackClicks clicks;
  private final FailureLog log = new FailureLog(LOG::warn);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Loop loop;
  private volatile @Nullable SocketModeClient open;
  private volatile boolean closed;

  /** Starts connecting, and retries until it succeeds. */
  public SocketMode(SlackSettings settings, String appToken, SlackClicks clicks) {
    this.settings = settings;
    this.appToken = appToken;
    this.clicks = clicks;
    this.loop =
        Loop.start("slack-socket-mode", "Opening Slack's Socket Mode", RETRY, this::connect);
  }

  /** Connects the first time; from then on the client reconnects by itself. */
  private void connect() throws IOException {
    if (open != null) {
      return;
    }
    var client =
        SlackApi.client(settings.apiBase(), Timing.REAL)
            .socketMode(appToken, SocketModeClient.Backend.JavaWebSocket);
    try {
      client.setAutoReconnectEnabled(true);
      client.addInteractiveEnvelopeListener(
          envelope -> threads.execute(() -> serve(client, envelope)));
      client.connect();
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
    open = client;
    if (closed) {
      client.close();
    }
  }

  private void serve(SocketModeClient client, InteractiveEnvelope envelope) {
    var answer = Json.object().put("envelope_id", envelope.getEnvelopeId());
    try {
      var payload = envelope.getPayload().toString().getBytes(StandardCharsets.UTF_8);
      var said = clicks.handle(Json.parseObject(payload));
      said.ifPresent(json -> answer.put("payload", json));
    } catch (JsonException e) {
      // Left unacknowledged, so that it does not look done.
      log.failed("Ignoring an envelope that is not what Slack sends", e);
      return;
    } catch (RuntimeException e) {
      log.unexpected("click", "Processing a click failed; it was not acknowledged to Slack", e);
      return;
    }
    client.sendSocketModeResponse(answer.build().canonicalString());
  }

  @Override
  public void close() {
    closed = true;
    loop.close();
    threads.shutdown();
    var client = open;
    if (client != null) {
      try {
        client.close();
      } catch (IOException e) {
        LOG.debug("Closing Slack's Socket Mode failed", e);
      }
    }
  }
}
