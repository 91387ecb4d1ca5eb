// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The address in {@code ASSENTOR_PUBLIC_URL}, to which links, redirects and the issuer append
 * paths.
 */
final class PublicUrl {

  private static final int LAST_PORT = 65_535;

  private PublicUrl() {}

  /**
   * Returns the normalized address: scheme and host in lower case, no default port and no trailing
   * slash. Absent if it is not an http or https address of a host, or has other parts.
   */
  static @Nullable String canonical(String text) {
    var uri = SettingKind.uri(text);
    if (uri == null
        || uri.getScheme() == null
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
        || uri.getPort() == 0
        || uri.getPort() > LAST_PORT) {
      return null;
    }
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http" -> scheme + "://" + host + port(uri.getPort(), 80);
      case "https" -> scheme + "://" + host + port(uri.getPort(), 443);
      default -> null;
    };
  }

  private static String port(int port, int standard) {
    return port < 0 || port == standard ? "" : ":" + port;
  }
}
