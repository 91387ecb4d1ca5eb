// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Calls the fake as plainly as HTTP allows: no retries, no model of what it answers. */
record RawClient(FakeSlack slack, HttpClient http, String token) {

  static RawClient of(FakeSlack slack) {
    return new RawClient(slack, HttpClient.newHttpClient(), FakeSlack.BOT_TOKEN);
  }

  Json.Obj call(String method, Map<String, String> params) throws Exception {
    return Json.parseObject(send(method, params).body().getBytes(StandardCharsets.UTF_8));
  }

  /** The error code of the answer; empty if there is none. */
  String error(String method, Map<String, String> params) throws Exception {
    return Tree.text(call(method, params), "error");
  }

  HttpResponse<String> send(String method, Map<String, String> params)
      throws IOException, InterruptedException {
    var form =
        params.entrySet().stream()
            .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return http.send(
        HttpRequest.newBuilder(URI.create(slack.apiBase() + method))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        BodyHandlers.ofString());
  }
}
