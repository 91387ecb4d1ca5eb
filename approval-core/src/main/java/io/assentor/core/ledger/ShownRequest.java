// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.call.Assurance;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.Party;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Effect;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, as pages and answers show it: a rendering whose hash a decision names, and no
 * other copy of the call. Only what renderings of old do not say is taken from the record.
 */
public final class ShownRequest {

  private final ApprovalRecord entry;
  private final Members body;

  private ShownRequest(ApprovalRecord entry, Members body) {
    this.entry = entry;
    this.body = body;
  }

  /**
   * Reads what is shown of a request.
   *
   * @param rendering what {@link LedgerReader#shown} returns, or that with the withheld text
   */
  public static ShownRequest of(ApprovalRecord entry, Rendering rendering) {
    return new ShownRequest(entry, Members.of(rendering.body()));
  }

  public String server() {
    return body.object("tool").string("server");
  }

  public String tool() {
    return body.object("tool").string("name");
  }

  public @Nullable String definitionHash() {
    return body.object("tool").optionalString("definitionHash");
  }

  /** What the tool's server says of the tool. */
  public Json.Obj annotations() {
    return body.object("tool").rawObject("annotations");
  }

  public Json.Obj arguments() {
    return body.rawObject("arguments");
  }

  /** {@code exact} if an argument may be an integer that not every JSON parser keeps. */
  public @Nullable String integers() {
    return body.optionalString("integers");
  }

  /** JSON pointers into the arguments, to what is shown only to an approver who asks. */
  public List<String> withheld() {
    return body.strings("withheld");
  }

  /** Whether a part is shown only to an approver who asks, or to no one. */
  public boolean hasWithheldParts() {
    return !withheld().isEmpty() || entry.content().hasWithheldParts();
  }

  /** Whether a part of the call stands as a mark, or is missing. */
  public boolean isRedacted() {
    return Objects.requireNonNullElseGet(
        body.optionalBoolean("redacted"), () -> entry.content().redacted() != null);
  }

  public Party subject() {
    return party("subject");
  }

  public Party agent() {
    return party("agent");
  }

  public Party gateway() {
    var issuer =
        Objects.requireNonNullElseGet(
            body.optionalString("gatewayIssuer"),
            () -> entry.approval().request().gateway().issuer());
    return new Party(body.string("gateway"), issuer, Assurance.VERIFIED);
  }

  private Party party(String name) {
    var party = body.object(name);
    return new Party(
        party.string("id"),
        party.optionalString("issuer"),
        party.constant("assurance", Assurance.class));
  }

  public @Nullable String session() {
    return body.optionalString("session");
  }

  /** What agent and gateway say around the call. */
  public CallContext context() {
    return CallContext.stored(body.object("context"));
  }

  public String rule() {
    return body.string("rule");
  }

  public String tier() {
    return body.string("tier");
  }

  /** What an approver must know besides. */
  public List<String> notes() {
    return body.strings("notes");
  }

  /** JSON pointers into the arguments: what matters first. */
  public List<String> show() {
    return body.strings("show");
  }

  /** Where it may be decided; empty if everywhere. */
  public List<String> doors() {
    var doors = body.strings("doors");
    return doors.isEmpty()
            && entry.approval().request().assessment().effect() instanceof Effect.Require(var it)
            && !it.admitsAllDoors()
        ? it.doorNames()
        : doors;
  }
}
