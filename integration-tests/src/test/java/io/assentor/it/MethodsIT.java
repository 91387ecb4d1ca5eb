// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.RawHttp;
import io.assentor.harness.RawHttp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every path with every method, as a stranger: what a path takes is said, and nothing else is. */
class MethodsIT {

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "FOO", "get");

  /** What takes a form besides, or only. */
  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry("/", "GET"),
          Map.entry("/inbox", "GET"),
          Map.entry("/inbox/list", "GET"),
          Map.entry("/inbox/decisions", "POST"),
          Map.entry("/decisions", "GET"),
          Map.entry("/approvals/{id}", "GET"),
          Map.entry("/approvals/{id}/progress", "GET"),
          Map.entry("/approvals/{id}/part", "GET"),
          Map.entry("/approvals/{id}/decision", "POST"),
          Map.entry("/approvals/{id}/withheld", "POST"),
          Map.entry("/approvals/{id}/revoke", "POST"),
          Map.entry("/audit", "GET"),
          Map.entry("/audit/{id}", "GET"),
          Map.entry("/policy", "GET POST"),
          Map.entry("/account", "GET"),
          Map.entry("/account/unlink", "POST"),
          Map.entry("/account/link/abc", "GET POST"),
          Map.entry("/signed-out", "GET"),
          Map.entry("/sign-in-failed", "GET"),
          Map.entry("/sign-out", "POST"),
          Map.entry("/oauth2/authorization/assentor", "GET"),
          Map.entry("/login/oauth2/code/assentor", "GET"),
          Map.entry("/assets/pages.css", "GET"),
          Map.entry("/assets/nothing.css", "GET"));

  private final RawHttp http = new RawHttp(SharedServer.server().url());

  /** What each path takes, in the order of {@code Allow}. */
  private static Map<String, String> paths() throws IOException {
    var paths = new TreeMap<String, String>();
    PAGES.forEach((path, methods) -> paths.put(path, allowed(List.of(methods.split(" ", -1)))));
    var described = Api.JSON.readTree(Files.readString(Path.of("../docs/openapi.json")));
    described
        .path("paths")
        .properties()
        .forEach(
            it ->
                paths.put(
                    it.getKey(),
                    allowed(
                        it.getValue().propertyNames().stream()
                            .map(method -> method.toUpperCase(Locale.ROOT))
                            .toList())));
    return paths;
  }

  private static String allowed(List<String> methods) {
    var all = new TreeSet<>(methods);
    all.add("OPTIONS");
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    return String.join(", ", all);
  }

  @Test
  void everyPath_namesItsMethodsAndRefusesOthers() throws IOException {
    for (var it : paths().entrySet()) {
      for (var id : List.of(UUID.randomUUID().toString(), "x", "slack")) {
        var path = it.getKey().replaceAll("\\{\\w+}", id);
        for (var method : METHODS) {
          var reply = http.send(method + " " + path, List.of("Accept: text/html"), "");
          var what = method + " " + path + " got " + reply;
          if (method.equals("OPTIONS")) {
            assertThat(reply.status()).as(what).isEqualTo(204);
            assertThat(reply.headers()).as(what).containsEntry("allow", it.getValue());
            assertThat(reply.body()).as(what).isEmpty();
          } else if (List.of(it.getValue().split(", ", -1)).contains(method)) {
            assertThat(reply.status()).as(what).isNotIn(0, 405).isLessThan(500);
          } else {
            assertThat(reply.status()).as(what).isEqualTo(405);
            assertThat(reply.headers()).as(what).containsEntry("allow", it.getValue());
          }
        }
      }
    }
  }

  /** A path that is none is not told apart by its method. */
  @Test
  void unknownPath_isUnknownByWhateverMethod() {
    for (var method : METHODS) {
      assertThat(send(method, "/nothing").status()).as(method).isEqualTo(404);
      assertThat(send(method, "/v1/nothing").status()).as(method).isEqualTo(401);
      assertThat(send(method, "/v1/nothing").headers()).as(method).doesNotContainKey("allow");
    }
  }

  @Test
  void health_isReadOnly() {
    assertThat(send("GET", "/actuator/health").status()).isEqualTo(200);
    for (var method : List.of("POST", "PUT", "DELETE", "FOO")) {
      var reply = send(method, "/actuator/health");
      assertThat(reply.status()).as(method).isEqualTo(405);
      assertThat(reply.headers()).as(method).containsKey("allow");
    }
  }

  private Reply send(String method, String path) {
    return http.send(method + " " + path, List.of("Accept: */*"), "");
  }
}
