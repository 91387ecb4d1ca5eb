// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The way back of a channel whose remote service calls us. */
public interface Inbound {

  /** The channel's name, {@link Channel#name}. */
  String name();

  /** Serves a request that anybody may have sent: who sent it is the channel's to find out. */
  Reply inbound(RawRequest request);

  /**
   * A request as it came in.
   *
   * @param headers by name in lower case
   * @param body the very bytes
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
   * What is answered.
   *
   * @param status of HTTP
   */
  record Reply(int status, String contentType, String body) {

    /** An answer that says nothing but that it was taken. */
    public static Reply ok() {
      return text(200, "");
    }

    public static Reply text(int status, String text) {
      return new Reply(status, "text/plain;charset=utf-8", text);
    }
  }
}
