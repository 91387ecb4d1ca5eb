// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.samples.gateway;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says, a JSON-RPC message a line, listened to on its way to the SDK: that tells a
 * tool's handler neither that its request was cancelled nor which request it is. So every call is
 * given its id and the time it came, in its {@code _meta}.
 */
final class CallerInput extends InputStream {

  private static final McpJsonMapper JSON = McpJsonDefaults.getMapper();
  private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};
  private static final String CALL = "assentor.io/call";

  private final BufferedReader in;
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private final CountDownLatch end = new CountDownLatch(1);
  private byte[] line = {};
  private int at;

  CallerInput(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /**
   * A call of the caller's.
   *
   * @param id of its request
   * @param arrived by {@link System#nanoTime}
   */
  record Call(String id, long arrived) {

    static Call of(CallToolRequest request) {
      var call = (Map<?, ?>) Objects.requireNonNull(request.meta().get(CALL), CALL);
      var arrived = (Number) Objects.requireNonNull(call.get("arrived"), "arrived");
      return new Call(String.valueOf(call.get("id")), arrived.longValue());
    }
  }

  /** Whether the caller has taken this call back, or has gone altogether. */
  boolean hasGone(Call call) {
    return end.getCount() == 0 || cancelled.contains(call.id);
  }

  /** Returns when the caller has gone for good. */
  void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public int read() throws IOException {
    return at < line.length || nextLine() ? line[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (at == line.length && !nextLine()) {
      return -1;
    }
    int count = Math.min(length, line.length - at);
    System.arraycopy(line, at, buffer, offset, count);
    at += count;
    return count;
  }

  private boolean nextLine() throws IOException {
    String text = null;
    try {
      text = in.readLine();
    } finally {
      if (text == null) {
        end.countDown();
      }
    }
    if (text == null) {
      return false;
    }
    line = (heard(text) + "\n").getBytes(StandardCharsets.UTF_8);
    at = 0;
    return true;
  }

  private String heard(String text) {
    try {
      var message = JSON.readValue(text, OBJECT);
      if ("notifications/cancelled".equals(message.get("method"))) {
        cancelled.add(String.valueOf(object(message.get("params")).get("requestId")));
      } else if ("tools/call".equals(message.get("method"))) {
        var params = object(message.get("params"));
        var meta = object(params.get("_meta"));
        var id = String.valueOf(message.get("id"));
        meta.put(CALL, Map.of("id", id, "arrived", System.nanoTime()));
        params.put("_meta", meta);
        message.put("params", params);
        return JSON.writeValueAsString(message);
      }
      return text;
    } catch (IOException | RuntimeException e) {
      return text; // no JSON object: for the SDK to refuse
    }
  }

  private static Map<String, Object> object(@Nullable Object value) {
    var copy = new HashMap<String, Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> copy.put(String.valueOf(name), member));
    }
    return copy;
  }
}
