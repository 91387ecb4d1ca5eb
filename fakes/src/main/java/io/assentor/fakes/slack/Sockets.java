// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/** Socket Mode: tickets, connections, envelopes and their acknowledgements. */
final class Sockets implements AutoCloseable {

  private final Workspace workspace;
  private final Server server = new Server();
  private final CountDownLatch started = new CountDownLatch(1);
  private final Set<String> tickets = new HashSet<>();
  private final List<WebSocket> connections = new ArrayList<>();
  private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private volatile Duration patience = Duration.ofSeconds(3);
  private int count;
  private int turn;
  private Json.@Nullable Obj last;

  Sockets(Workspace workspace) {
    this.workspace = workspace;
  }

  void start() throws InterruptedException {
    server.setDaemon(true);
    server.setReuseAddr(true);
    server.start();
    if (!started.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the socket server did not start");
    }
  }

  /** How long an answer to an interaction is waited for, here and over HTTP. */
  Duration patience() {
    return patience;
  }

  void patience(Duration duration) {
    patience = duration;
  }

  /** {@code apps.connections.open}: an address that takes one connection. */
  Json.Obj open(Call call) {
    synchronized (this) {
      var path = "/link/?ticket=" + ++count + "&app_id=" + Workspace.APP;
      tickets.add(path);
      return Json.object()
          .put("ok", Json.Bool.TRUE)
          .put("url", "ws://127.0.0.1:" + server.getPort() + path)
          .build();
    }
  }

  synchronized int connected() {
    return connections.size();
  }

  /** Asks all clients to come again, and closes. */
  void disconnect() {
    List<WebSocket> all;
    synchronized (this) {
      all = List.copyOf(connections);
    }
    var goodbye =
        Json.object()
            .put("type", "disconnect")
            .put("reason", "refresh_requested")
            .put("debug_info", Json.object().put("host", "wss-fake").build())
            .build();
    for (var connection : all) {
      if (connection.isOpen()) {
        connection.send(goodbye.canonicalString());
        connection.close();
      }
    }
  }

  /** Sends an interaction to one of the clients, in turn, and waits for its acknowledgement. */
  Click send(Json.Obj payload) {
    Json.Obj envelope;
    synchronized (this) {
      envelope =
          Json.object()
              .put("envelope_id", "envelope-" + ++count)
              .put("type", "interactive")
              .put("accepts_response_payload", Json.Bool.TRUE)
              .put("payload", payload)
              .build();
      last = envelope;
    }
    return deliver(envelope.canonical());
  }

  /**
   * The last envelope once more, with {@code retry_attempt}. That its id stays the same is an
   * assumption.
   */
  Click redeliver() {
    Json.Obj envelope;
    synchronized (this) {
      if (last == null) {
        throw new IllegalStateException("nothing was delivered yet");
      }
      envelope = Tree.with(last, "retry_attempt", Json.of(1));
    }
    return deliver(Tree.with(envelope, "retry_reason", Json.of("timeout")).canonical());
  }

  Click deliver(byte[] envelope) {
    long start = System.nanoTime();
    var text = new String(envelope, StandardCharsets.UTF_8);
    var json = Inputs.parse(text);
    var id = json == null ? "" : Tree.text(json, "envelope_id");
    var acknowledgement = new CompletableFuture<String>();
    waiting.put(id, acknowledgement);
    sent.add(id);
    int status = 0;
    var body = "";
    try {
      var connection = next();
      if (connection != null) {
        connection.send(text);
        body = acknowledgement.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        status = 200;
      }
    } catch (TimeoutException e) {
      // status 0 says it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      waiting.remove(id, acknowledgement);
    }
    return new Click(status, body, Duration.ofNanos(System.nanoTime() - start), envelope, Map.of());
  }

  private synchronized @Nullable WebSocket next() {
    var open = connections.stream().filter(WebSocket::isOpen).toList();
    return open.isEmpty() ? null : open.get(Math.floorMod(turn++, open.size()));
  }

  private void acknowledged(String text) {
    var json = Inputs.parse(text);
    var id = json == null ? null : Tree.string(json, "envelope_id");
    if (json == null || id == null || !sent.contains(id)) {
      workspace.violated("a socket client said what is no acknowledgement: " + text);
      return;
    }
    var waiter = waiting.get(id);
    if (waiter != null) {
      var payload = json.get("payload");
      waiter.complete(
          payload == null || payload == Json.Null.NULL ? "" : payload.canonicalString());
    }
  }

  @Override
  public void close() {
    try {
      server.stop(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Server extends WebSocketServer {

    private Server() {
      super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    @Override
    public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
        WebSocket connection, Draft draft, ClientHandshake request) throws InvalidDataException {
      var builder = super.onWebsocketHandshakeReceivedAsServer(connection, draft, request);
      boolean given;
      synchronized (Sockets.this) {
        given = tickets.remove(request.getResourceDescriptor());
      }
      if (!given) {
        // Outside our own lock: a call of the web API takes the workspace's before ours.
        workspace.violated("a socket was opened at an address that was used, or never given");
        throw new InvalidDataException(CloseFrame.POLICY_VALIDATION, "invalid ticket");
      }
      return builder;
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
      int number;
      synchronized (Sockets.this) {
        connections.add(connection);
        number = connections.size();
      }
      var hello =
          Json.object()
              .put("type", "hello")
              .put("num_connections", number)
              .put(
                  "debug_info",
                  Json.object()
                      .put("host", "wss-fake")
                      .put("build_number", 1)
                      .put("approximate_connection_time", 18_060)
                      .build())
              .put("connection_info", Json.object().put("app_id", Workspace.APP).build())
              .build();
      connection.send(hello.canonicalString());
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
      synchronized (Sockets.this) {
        connections.remove(connection);
      }
    }

    @Override
    public void onMessage(WebSocket connection, String message) {
      acknowledged(message);
    }

    @Override
    public void onError(@Nullable WebSocket connection, Exception e) {
      // A broken connection is closed by the library; a test sees it in sockets().
    }

    @Override
    public void onStart() {
      started.countDown();
    }
  }
}
