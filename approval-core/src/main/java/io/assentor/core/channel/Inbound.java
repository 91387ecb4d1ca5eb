// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The incoming side of a channel whose remote service calls Assentor. */
public interface Inbound {

  /** The channel's name, {@link Channel#name}. */
  String name();

  /** Serves a request. Anyone may have sent it, so the channel must authenticate it. */
  Reply inbound(RawRequest request);

  /**
   * An HTTP request as it was received.
   *
   * @param headers by name in lower case
   * @param body the unchanged bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares requests
  record RawRequest(Map<String, String> headers, byte[] body) {
    public RawRequest {
      var lower = new TreeMap<String, String>();
      headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
      headers = Map.copyOf(lower);
    }

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /**
   * The HTTP answer.
   *
   * @param status of HTTP
   */
  record Reply(int status, String contentType, String body) {

    /** Makes an empty answer of success. */
    public static Reply ok() {
      return text(200, "");
    }

    public static Reply text(int status, String text) {
      return new Reply(status, "text/plain;charset=utf-8", text);
    }
  }
}
