// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.core.work.Work;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's HTTP/1.1 with two additions: a time limit for a whole request line with its headers,
 * where Tomcat limits only the pause between two packets; and a check whether the caller is still
 * connected.
 */
public final class BoundedHttp extends Http11NioProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedHttp.class);

  /** The time from the first byte of a request line to the empty line after its headers. */
  private static final Duration HEAD_TIME = Duration.ofSeconds(20);

  private final Duration headTime;

  /** Tomcat makes it, by its class name. */
  public BoundedHttp() {
    this(HEAD_TIME);
  }

  BoundedHttp(Duration headTime) {
    this.headTime = headTime;
  }

  @Override
  protected Processor createProcessor() {
    return new Connection(this, getAdapter(), headTime);
  }

  /** The processor of one connection. */
  private static final class Connection extends Http11Processor implements Work.Connection {

    private final Duration headTime;

    Connection(AbstractHttp11Protocol<?> protocol, Adapter adapter, Duration headTime) {
      super(protocol, adapter);
      this.headTime = headTime;
    }

    /** Called for each packet until the head is complete; silence is limited by Tomcat. */
    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      long start = getRequest().getStartTimeNanos();
      boolean begun = start != -1;
      if (begun && System.nanoTime() - start > headTime.toNanos()) {
        LOG.debug("Closed a connection: a request's head took longer than {}", headTime);
        return SocketState.CLOSED;
      }
      return super.service(socket);
    }

    /** Called right before the request is processed, and after the previous one was cleared. */
    @Override
    public Adapter getAdapter() {
      getRequest().setAttribute(Work.Connection.class.getName(), this);
      return super.getAdapter();
    }

    /**
     * Returns whether the caller has closed the connection, or its sending half. Must run on the
     * request's own thread; bytes read by the check are put back.
     */
    @Override
    public boolean isGone() {
      var socket = getSocketWrapper();
      if (socket == null) {
        return true;
      }
      var read = ByteBuffer.allocate(1);
      try {
        int bytes = socket.read(false, read);
        if (bytes > 0) {
          socket.unRead(read.flip());
        }
        return bytes < 0;
      } catch (IOException e) {
        return true;
      }
    }
  }
}
