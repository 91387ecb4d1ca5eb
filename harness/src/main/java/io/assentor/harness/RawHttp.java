// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends requests byte by byte as given, which no HTTP client would. */
public final class RawHttp {

  /** Only guards against a hang. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final URI server;

  public RawHttp(String url) {
    this.server = URI.create(url);
  }

  /**
   * What came back.
   *
   * @param status 0 if the connection was closed without an answer
   * @param headers by name in lower case, the last of a name
   */
  public record Reply(int status, Map<String, String> headers, String body) {
    public String type() {
      return headers.getOrDefault("content-type", "");
    }
  }

  /** Sends a request line, these headers besides Host and Connection, and this body. */
  public Reply send(String line, List<String> headers, String body) {
    var head = new StringBuilder(line).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(server.getAuthority()).append("\r\nConnection: close\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    return exchange(head + "\r\n" + body);
  }

  /** Sends exactly this and reads until the server closes the connection. */
  public Reply exchange(String request) {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
      } catch (IOException e) {
        // refused before it was read whole; the answer says why
      }
      return reply(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply reply(Socket socket) {
    var received = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(received);
    } catch (IOException e) {
      // what came before a reset counts
    }
    var text = received.toString(StandardCharsets.ISO_8859_1); // chunk sizes count bytes
    while (text.startsWith("HTTP/1.1 100")) {
      text = text.substring(text.indexOf("\r\n\r\n") + 4);
    }
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply(0, Map.of(), text);
    }
    var lines = text.substring(0, end).split("\r\n", -1);
    var headers = new TreeMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    var sent = text.substring(end + 4);
    var body = headers.containsKey("transfer-encoding") ? unchunked(sent) : sent;
    return new Reply(
        Integer.parseInt(lines[0].split(" ", 3)[1]),
        headers,
        new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
  }

  private static String unchunked(String body) {
    var whole = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      int end = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, end).strip(), 16);
      if (size == 0) {
        break;
      }
      whole.append(body, end + 2, Math.min(body.length(), end + 2 + size));
      at = end + 2 + size + 2;
    }
    return whole.toString();
  }
}
