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
 * Tomcat's HTTP/1.1 with two things more: a request line and its headers must arrive within a time
 * as a whole, where Tomcat limits the pause between two packets only; and a request knows whether
 * its caller is still there.
 */
public final class BoundedHttp extends Http11NioProtocol {

  private static final Logger LOG = LoggerFactory.getLogger(BoundedHttp.class);

  /** From the first byte of a request line to the empty line behind its headers. */
  private static final Duration HEAD_TIME = Duration.ofSeconds(20);

  private final Duration headTime;

  /** Made by Tomcat, by its name. */
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

  /** One connection, as long as it has something to say. */
  private static final class Connection extends Http11Processor implements Work.Connection {

    private final Duration headTime;

    Connection(AbstractHttp11Protocol<?> protocol, Adapter adapter, Duration headTime) {
      super(protocol, adapter);
      this.headTime = headTime;
    }

    /** Called for each packet until the head is whole; what does not arrive ends by itself. */
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

    /** Asked for right before the request is handed over, and after the one before was cleared. */
    @Override
    public Adapter getAdapter() {
      getRequest().setAttribute(Work.Connection.class.getName(), this);
      return super.getAdapter();
    }

    /**
     * Whether the caller has closed the connection, or its half. Looked up on the request's own
     * thread; what the caller has sent meanwhile is put back.
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
