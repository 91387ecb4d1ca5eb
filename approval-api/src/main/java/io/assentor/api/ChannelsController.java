// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.channel.Inbound;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Receives requests from the remote services of channels. Anyone may call; the channel
 * authenticates the caller.
 */
@RestController
class ChannelsController {

  private final List<Inbound> channels;

  ChannelsController(List<Inbound> channels) {
    this.channels = channels;
  }

  @PostMapping("/channels/{name}")
  @Operation(summary = "Receives requests of a channel's remote service, signed by that service")
  ResponseEntity<byte[]> inbound(@PathVariable("name") String name, HttpServletRequest http) {
    var channel = channels.stream().filter(it -> it.name().equals(name)).findFirst();
    if (channel.isEmpty()) {
      throw new ProblemException(
          Problem.of(ProblemCode.UNKNOWN_CHANNEL, "There is no incoming channel of this name."));
    }
    var reply = channel.get().inbound(raw(http));
    return ResponseEntity.status(reply.status())
        .header(HttpHeaders.CONTENT_TYPE, reply.contentType())
        .body(reply.body().getBytes(StandardCharsets.UTF_8));
  }

  private static Inbound.RawRequest raw(HttpServletRequest http) {
    var headers = new HashMap<String, String>();
    for (var header : Collections.list(http.getHeaderNames())) {
      headers.put(header, http.getHeader(header));
    }
    return new Inbound.RawRequest(headers, RequestBody.bytes(http));
  }
}
