// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.util.regex.Pattern;

/** Whether an address or URL leads to this machine. */
public final class Loopback {

  /** Matches a single loopback host: the whole authority must match, whatever follows it. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "([a-z:]+//)?(127\\.[0-9.]+|localhost|\\[::1]|::1|0:0:0:0:0:0:0:1)(:[0-9]+)?([/?].*)?");

  private Loopback() {}

  /** Returns whether its host, written out, is a loopback one. Nothing is looked up. */
  public static boolean isHostOf(String addressOrUrl) {
    return LOOPBACK.matcher(addressOrUrl).matches();
  }
}
