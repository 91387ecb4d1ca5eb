// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server (RFC 5321) on loopback that takes mail, and refuses, delays and drops it as it is
 * told to. What it does wrong depends on the number of the connection only.
 */
public final class FakeSmtp implements AutoCloseable {

  private final SmtpState state;
  private final ServerSocket listening;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile IntFunction<@Nullable Fault> faults = connection -> null;

  private FakeSmtp(int port, @Nullable SSLContext tls, @Nullable String password) {
    state = new SmtpState(tls, password);
    try {
      listening = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** One that takes mail from everybody. */
  public static FakeSmtp start() {
    return startAt(0);
  }

  /** The same, on this port, where one may have been before. */
  public static FakeSmtp startAt(int port) {
    return new FakeSmtp(port, null, null);
  }

  /**
   * One that encrypts by STARTTLS (RFC 3207).
   *
   * @param password what whoever sends mail must know (RFC 4954, PLAIN); absent: nothing
   */
  public static FakeSmtp start(SSLContext tls, @Nullable String password) {
    return new FakeSmtp(0, tls, password);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many connections there were. */
  public int connections() {
    return connections.get();
  }

  /** What goes wrong in the connection of each number, from 0; null if nothing does. */
  public FakeSmtp failing(IntFunction<@Nullable Fault> faults) {
    this.faults = faults;
    return this;
  }

  /** How late is {@link Fault#TAKEN_LATE}. */
  public FakeSmtp late(Duration late) {
    state.late = late;
    return this;
  }

  /** Refuses a recipient with this reply code. */
  public FakeSmtp refusing(String address, int code) {
    state.refused.put(address, code);
    return this;
  }

  /** Refuses no recipient any more. */
  public FakeSmtp refusingNobody() {
    state.refused.clear();
    return this;
  }

  /** What was taken, oldest first. */
  public List<ReceivedMail> taken() {
    return List.copyOf(state.taken);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        int number = connections.getAndIncrement();
        threads.execute(() -> serve(socket, number));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      new Dialogue(state, socket, number, faults.apply(number)).run();
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
