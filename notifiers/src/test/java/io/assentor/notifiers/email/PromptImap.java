// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapHandler;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Objects;

/**
 * GreenMail's IMAP server without Nagle's algorithm, which makes each of its answers wait some 40
 * ms for an acknowledgement that the client delays.
 */
final class PromptImap extends GreenMail {

  PromptImap() {
    super(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
  }

  int port() {
    return Objects.requireNonNull(services.get(ServerSetup.PROTOCOL_IMAP)).getPort();
  }

  @Override
  protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers all) {
    return Map.of(ServerSetup.PROTOCOL_IMAP, new Server(setups[0], all));
  }

  private static final class Server extends AbstractServer {

    Server(ServerSetup setup, Managers managers) {
      super(setup, managers);
    }

    @Override
    protected ProtocolHandler createProtocolHandler(Socket socket) {
      try {
        socket.setTcpNoDelay(true);
      } catch (SocketException e) {
        throw new UncheckedIOException(e);
      }
      return new ImapHandler(managers.getUserManager(), managers.getImapHostManager(), socket);
    }
  }
}
