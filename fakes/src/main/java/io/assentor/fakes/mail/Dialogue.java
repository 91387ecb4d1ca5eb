// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection to {@link FakeSmtp}. */
final class Dialogue {

  private static final int MAX_LINE = 1_000;
  private static final Duration SLOWLY = Duration.ofMillis(40);

  private final SmtpState server;
  private final int number;
  private final @Nullable Fault fault;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private boolean encrypted;
  private boolean authenticated;
  private String from = "";
  private String to = "";

  Dialogue(SmtpState server, Socket socket, int number, @Nullable Fault fault) throws IOException {
    this.server = server;
    this.socket = socket;
    this.number = number;
    this.fault = fault;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  void run() throws IOException {
    if (fault == Fault.NO_GREETING) {
      return;
    }
    if (fault == Fault.SILENT) {
      var unused = line();
      return;
    }
    if (fault == Fault.BUSY) {
      say("421 4.3.2 too busy");
      return;
    }
    say("220 fake.example ESMTP");
    for (var line = line(); line != null && !line.equals("QUIT"); line = line()) {
      if (fault == Fault.SLOW) {
        pause(SLOWLY);
      }
      if (!answer(line)) {
        return;
      }
    }
  }

  /** Whether the connection goes on. */
  private boolean answer(String line) throws IOException {
    var words = line.split("[ :]", 3);
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "EHLO" -> greet();
      case "STARTTLS" -> encrypt();
      case "AUTH" -> authenticate(line);
      case "MAIL" -> {
        from = address(line);
        boolean allowed = server.password == null || authenticated;
        say(allowed ? "250 2.1.0 ok" : "530 5.7.0 authenticate first");
      }
      case "RCPT" -> {
        return recipient(address(line));
      }
      case "DATA" -> {
        return message();
      }
      case "RSET" -> say("250 2.0.0 ok");
      default -> say("502 5.5.1 no such command");
    }
    return true;
  }

  private void greet() throws IOException {
    var extensions = new ArrayList<>(List.of("fake.example"));
    if (server.tls != null && !encrypted) {
      extensions.add("STARTTLS");
    }
    if (server.password != null) {
      extensions.add("AUTH PLAIN");
    }
    for (int i = 0; i < extensions.size(); i++) {
      say("250" + (i == extensions.size() - 1 ? " " : "-") + extensions.get(i));
    }
  }

  private void encrypt() throws IOException {
    var factory = Objects.requireNonNull(server.tls).getSocketFactory();
    say("220 2.0.0 go on");
    var secure = (SSLSocket) factory.createSocket(socket, InputStream.nullInputStream(), true);
    secure.setUseClientMode(false);
    socket = secure;
    in = secure.getInputStream();
    out = secure.getOutputStream();
    encrypted = true;
  }

  private void authenticate(String line) throws IOException {
    var given = line.substring("AUTH PLAIN".length()).strip();
    if (given.isEmpty()) {
      say("334 ");
      given = Objects.requireNonNullElse(line(), "");
    }
    var parts =
        new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8).split("\0", -1);
    authenticated = parts.length == 3 && parts[2].equals(server.password);
    say(authenticated ? "235 2.7.0 welcome" : "535 5.7.8 wrong password");
  }

  private boolean recipient(String address) throws IOException {
    to = address;
    var code = server.refused.get(address);
    if (code != null) {
      say(code + " " + code / 100 + ".1.1 <" + address + "> is refused");
      return true;
    }
    if (fault == Fault.DROPPED_AT_RECIPIENT) {
      return false;
    }
    say(fault == Fault.NOT_NOW ? "450 4.2.1 later" : "250 2.1.5 ok");
    return true;
  }

  private boolean message() throws IOException {
    say("354 go on");
    if (fault == Fault.DROPPED_IN_MESSAGE) {
      line();
      return false;
    }
    var data = new StringBuilder();
    for (var line = line(); ; line = line()) {
      if (line == null) {
        return false;
      }
      if (line.equals(".")) {
        break;
      }
      data.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
    }
    return end(new ReceivedMail(number, encrypted, from, to, data.toString()));
  }

  private boolean end(ReceivedMail message) throws IOException {
    switch (fault) {
      case NOT_THIS_NOW -> say("451 4.3.0 later");
      case NEVER_THIS -> say("554 5.7.1 that looks like spam\u202e");
      case DROPPED_UNTAKEN -> {
        return false;
      }
      case DROPPED_TAKEN -> {
        server.taken.add(message);
        return false;
      }
      case TAKEN_LATE -> {
        server.taken.add(message);
        pause(server.late);
        say("250 2.0.0 taken");
      }
      case null, default -> {
        server.taken.add(message);
        say("250 2.0.0 taken");
      }
    }
    return true;
  }

  private static String address(String line) {
    int begin = line.indexOf('<');
    int end = line.indexOf('>');
    return begin < 0 || end < begin ? "" : line.substring(begin + 1, end);
  }

  private void say(String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Without its end; null where the connection ends. */
  private @Nullable String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
      if (line.size() > MAX_LINE) {
        throw new IOException("a line longer than RFC 5321 allows");
      }
    }
    var text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
