// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.call.Sha256;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Real tool calls: 25 {@code tools/call} requests against four published MCP servers. */
public final class McpCalls {

  private McpCalls() {}

  /**
   * One call, with the annotations and definition hash of its server's own catalog.
   *
   * @param id short name, for messages
   * @param about why it is in the collection
   */
  public record McpCall(String id, String about, ToolCall call) {}

  public static List<McpCall> all() {
    var list = Json.parse(read("tool-calls.json"));
    return ((Json.Arr) list)
        .items().stream().map(item -> call(Members.of((Json.Obj) item))).toList();
  }

  /** The call of this id. */
  public static McpCall named(String id) {
    return all().stream().filter(call -> call.id().equals(id)).findFirst().orElseThrow();
  }

  private static McpCall call(Members entry) {
    var params = entry.object("request").object("params");
    var name = params.string("name");
    var tool = tool(entry.string("catalog"), name);
    var annotations =
        Objects.requireNonNullElse(
            Members.of(tool).optionalRawObject("annotations"), Json.Obj.EMPTY);
    var call =
        new ToolCall(
            entry.string("server"),
            name,
            Sha256.text("", tool.canonical()),
            annotations,
            params.rawObject("arguments"));
    return new McpCall(entry.string("id"), entry.string("about"), call);
  }

  private static Json.Obj tool(String catalog, String name) {
    var tools = (Json.Arr) Objects.requireNonNull(Json.parseObject(read(catalog)).get("tools"));
    return tools.items().stream()
        .map(Json.Obj.class::cast)
        .filter(tool -> Json.of(name).equals(tool.get("name")))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] read(String name) {
    try (var in = McpCalls.class.getResourceAsStream("mcp/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
