// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.assentor.core.channel.Inbound;
import io.assentor.core.channel.Inbound.RawRequest;
import io.assentor.core.channel.Inbound.Reply;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A fake of a service that shows the messages of {@link Webhook}, and whose users press buttons.
 */
public final class ButtonService implements AutoCloseable {

  /** The service's name, part of its accounts' issuer. */
  public static final String NAME = "acme";

  private final List<Members> messages = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final String secret;
  private final InstantSource clock;

  /**
   * Starts one.
   *
   * @param secret signs both ways
   */
  public ButtonService(String secret, InstantSource clock) {
    this.secret = secret;
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.start();
  }

  /** Where it takes messages. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/messages");
  }

  private void receive(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    var body = exchange.getRequestBody().readAllBytes();
    boolean genuine =
        Signature.isOf(
            secret,
            String.valueOf(headers.getFirst(Signature.TIMESTAMP)),
            body,
            String.valueOf(headers.getFirst(Signature.HEADER)));
    if (genuine) {
      messages.add(Members.of(Json.parseObject(body)));
    }
    exchange.sendResponseHeaders(genuine ? 204 : 403, -1);
    exchange.close();
  }

  /** The messages it got, as its users see them: lines of text. */
  public List<String> shown() {
    return messages.stream()
        .map(it -> String.join("\n", it.strings("lines")) + "\n" + status(it) + "\n" + link(it))
        .toList();
  }

  private static String status(Members message) {
    return message.string("status");
  }

  private static String link(Members message) {
    return message.string("link");
  }

  /** Labels of the buttons below the last message. */
  public List<String> buttons() {
    return messages.getLast().objects("buttons").stream().map(it -> it.string("label")).toList();
  }

  /** What a user's press of a button below the last message sends back. */
  public RawRequest press(String label, String user) {
    var button =
        messages.getLast().objects("buttons").stream()
            .filter(it -> it.string("label").equals(label))
            .findFirst()
            .orElseThrow();
    var account = Json.object().put("service", NAME).put("user", user).build();
    var body =
        Json.object()
            .put("value", button.rawObject("value"))
            .put(
                "user",
                Json.object()
                    .put("account", account)
                    .put("name", user)
                    .put("email", user + "@example.com")
                    .build())
            .build()
            .canonical();
    return signed(body);
  }

  /** A request of this service's, signed now. */
  public RawRequest signed(byte[] body) {
    var timestamp = Long.toString(clock.instant().getEpochSecond());
    return new RawRequest(
        Map.of(
            Signature.TIMESTAMP,
            timestamp,
            Signature.HEADER,
            Signature.of(secret, timestamp, body)),
        body);
  }

  /** Presses a button, and returns what the user is told. */
  public Members click(Inbound inbound, String label, String user) {
    Reply reply = inbound.inbound(press(label, user));
    return Members.of(Json.parseObject(reply.body().getBytes(UTF_8)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
