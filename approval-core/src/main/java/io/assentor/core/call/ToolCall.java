// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import org.jspecify.annotations.Nullable;

/**
 * A tool call.
 *
 * @param server the MCP server's name
 * @param name the tool's name
 * @param definitionHash SHA-256 of the RFC 8785 form of the tool as its server lists it
 * @param annotations the server's claims about the tool; shown and evaluated, never hashed
 * @param integers which integers its gateway may send; the two kinds have different fingerprints
 */
public record ToolCall(
    String server,
    String name,
    @Nullable String definitionHash,
    Json.Obj annotations,
    Json.Obj arguments,
    Integers integers) {

  /** Makes a call whose numbers are doubles. */
  public ToolCall(
      String server,
      String name,
      @Nullable String definitionHash,
      Json.Obj annotations,
      Json.Obj arguments) {
    this(server, name, definitionHash, annotations, arguments, Integers.DOUBLE);
  }

  /** Returns what is approved and compared: server, name, definition and arguments. */
  public Json.Obj canonical() {
    return Json.object()
        .put("server", server)
        .put("name", name)
        .put("definitionHash", definitionHash)
        .put("arguments", arguments)
        .build();
  }

  /** Returns the member of bodies, renderings and stored calls; absent for the default. */
  public @Nullable String integersIfExact() {
    return integers == Integers.EXACT ? Members.nameOf(integers) : null;
  }
}
