// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection that is kept alive and blocks. It costs the driver a fraction of what
 * java.net.http would, on the same two cores as what is measured.
 */
final class Connection implements Closeable {

  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final String authority;

  Connection(URI url) throws IOException {
    authority = url.getAuthority();
    socket = new Socket(url.getHost(), url.getPort());
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream(), 4096);
  }

  record Reply(int status, String body) {

    /** A member that is text and stands on the top level; bodies are ours, so this will do. */
    String text(String member) {
      var name = "\"" + member + "\":\"";
      int from = body.indexOf(name);
      if (from < 0) {
        throw new IllegalStateException("no " + member + " in " + status + " " + body);
      }
      from += name.length();
      return body.substring(from, body.indexOf('"', from));
    }

    Reply expect(int expected) {
      if (status != expected) {
        throw new IllegalStateException("expected " + expected + ", got " + status + " " + body);
      }
      return this;
    }
  }

  Reply post(String path, String token, String body, String... headers) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder(256);
    head.append("POST ").append(path).append(" HTTP/1.1\r\nHost: ").append(authority);
    head.append("\r\nAuthorization: Bearer ").append(token);
    head.append("\r\nContent-Type: application/json\r\nContent-Length: ").append(bytes.length);
    for (var header : headers) {
      head.append("\r\n").append(header);
    }
    head.append("\r\n\r\n");
    var headBytes = head.toString().getBytes(StandardCharsets.US_ASCII);
    var request = new byte[headBytes.length + bytes.length];
    System.arraycopy(headBytes, 0, request, 0, headBytes.length);
    System.arraycopy(bytes, 0, request, headBytes.length, bytes.length);
    out.write(request);
    return read();
  }

  private Reply read() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    boolean chunked = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = header.contains("chunked");
      }
    }
    return new Reply(status, chunked ? chunks() : text(length));
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      int length = Integer.parseInt(line(), 16);
      body.append(text(length));
      line();
      if (length == 0) {
        return body.toString();
      }
    }
  }

  private String text(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the connection was closed in the middle");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
