// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

import com.icegreen.greenmail.Managers;
import com.icegreen.greenmail.imap.ImapHandler;
import com.icegreen.greenmail.server.AbstractServer;
import com.icegreen.greenmail.server.ProtocolHandler;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** An IMAP server (RFC 3501) on loopback with one mailbox, to which a test delivers. */
public final class FakeImap implements AutoCloseable {

  private static final Session NO_SERVER = Session.getInstance(new Properties());

  private final Prompt server = new Prompt();
  private final GreenMailUser owner;

  private FakeImap(String address, String user, String password) {
    server.start();
    owner = server.setUser(address, user, password);
  }

  /** Starts one that lets this user in. */
  public static FakeImap start(String address, String user, String password) {
    return new FakeImap(address, user, password);
  }

  public int port() {
    return server.port();
  }

  /** Another password lets the user in from now on. */
  public void setPassword(String password) {
    owner.setPassword(password);
  }

  /** Delivers a mail, header and body as they arrive. */
  public void deliver(byte[] mail) {
    try {
      owner.deliver(new MimeMessage(NO_SERVER, new ByteArrayInputStream(mail)));
    } catch (MessagingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Returns how many mails nobody has read. */
  public long unread() {
    try {
      return server.getManagers().getImapHostManager().getInbox(owner).getMessages().stream()
          .filter(mail -> !mail.getFlags().contains(Flags.Flag.SEEN))
          .count();
    } catch (FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  /**
   * GreenMail's IMAP server without Nagle's algorithm, which makes each of its answers wait some 40
   * ms for an acknowledgement that the client delays.
   */
  private static final class Prompt extends GreenMail {

    Prompt() {
      super(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    }

    int port() {
      return Objects.requireNonNull(services.get(ServerSetup.PROTOCOL_IMAP)).getPort();
    }

    @Override
    protected Map<String, AbstractServer> createServices(ServerSetup[] setups, Managers all) {
      return Map.of(ServerSetup.PROTOCOL_IMAP, new Server(setups[0], all));
    }
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
