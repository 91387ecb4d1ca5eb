// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine. */
public final class Ports {

  private Ports() {}

  private static final int FIRST = 10_000;

  /** Above it are the ports that connections get; Temporal stores its own in 16 signed bits. */
  private static final int LAST = 32_767;

  /** A port nobody listens on right now, and none that a connection may take. */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // somebody has it: try another
      }
    }
  }
}
