// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server: passes on what is said, and drops the connection when it hears this. */
public final class BreakingProxy implements AutoCloseable {

  private final ServerSocket listening = listening();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger times = new AtomicInteger();

  /**
   * Listens on a port of its own.
   *
   * @param port of the server on loopback
   * @param word in what the client says
   */
  public BreakingProxy(int port, String word) {
    threads.execute(() -> accept(port, word));
  }

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How often it has dropped the connection. */
  public int times() {
    return times.get();
  }

  private void accept(int port, String word) {
    while (!listening.isClosed()) {
      try (var client = listening.accept();
          var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        threads.execute(() -> pass(server, client));
        var said = new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1);
        var lines = new BufferedReader(said);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.contains(word)) {
            times.incrementAndGet();
            break;
          }
          server.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // One side is gone.
      }
    }
  }

  private static void pass(Socket server, Socket client) {
    try {
      server.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // One side is gone.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
