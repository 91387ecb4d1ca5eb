// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data that may have to be erased one day. It is stored apart from the events, which hold
 * salted hashes of it.
 *
 * @param redacted the part that people may see; absent if they may see all of it
 */
public record CallContent(Salt salt, ToolCall call, CallContext context, @Nullable Shown redacted) {

  /**
   * The part of a call that policy lets people see.
   *
   * @param withheld JSON pointers into the arguments as they run, at which nothing is shown because
   *     nothing proves that what would be left out cannot run; the empty pointer is all of them
   * @param onRequest what is shown there to an eligible approver who asks for it; empty if nothing
   *     is withheld, or none of it can be shown
   */
  public record Shown(
      Json.Obj arguments,
      CallContext context,
      List<String> withheld,
      List<WithheldPart> onRequest) {

    public Shown {
      withheld = List.copyOf(withheld);
      onRequest = List.copyOf(onRequest);
    }

    /** Makes one without withheld parts. */
    public Shown(Json.Obj arguments, CallContext context) {
      this(arguments, context, List.of(), List.of());
    }

    /** Returns the arguments with the withheld parts filled in; empty if they cannot be shown. */
    public Optional<Json.Obj> disclosed() {
      return onRequest.isEmpty()
          ? Optional.empty()
          : Optional.of((Json.Obj) WithheldPart.fill(arguments, onRequest));
    }

    /**
     * Returns JSON pointers, into the arguments as they are shown, to the parts that can be
     * requested.
     */
    public List<String> places() {
      return onRequest.stream().map(WithheldPart::pointer).toList();
    }

    /** Returns whether it discloses the same of the call, whatever is said around it. */
    public boolean disclosesTheSameAs(Shown other) {
      return arguments.equals(other.arguments)
          && withheld.equals(other.withheld)
          && onRequest.equals(other.onRequest);
    }

    /** Returns the stored form. */
    public Json.Obj json() {
      return Json.object()
          .put("arguments", arguments)
          .put("context", context.json())
          .put("withheld", withheld.isEmpty() ? null : Json.strings(withheld))
          .put("onRequest", onRequest.isEmpty() ? null : WithheldPart.json(onRequest))
          .build();
    }
  }

  /** Returns the part that people may see. */
  public Shown shown() {
    return redacted == null ? new Shown(call.arguments(), context) : redacted;
  }

  /** Returns whether approvers must ask for a part of the call to see everything that may run. */
  public boolean hasWithheldParts() {
    return redacted != null && !redacted.withheld().isEmpty();
  }

  /** Returns its salted hash; absent if nothing is redacted. */
  public @Nullable String redactedHash() {
    return redacted == null
        ? null
        : Sha256.text("assentor-shown-1\n", salt.bytes(), redacted.json().canonical());
  }

  /** Salted, so that erasing salt and context ends guessing. */
  public String contextHash() {
    return Sha256.text("assentor-context-1\n", salt.bytes(), context.json().canonical());
  }

  public Fingerprint fingerprint() {
    return Fingerprint.of(salt, call);
  }

  /**
   * A request as one channel shows it.
   *
   * @param body the content, without progress and time; its member {@code complete} is false if a
   *     part of the call had to be left out
   */
  public record Rendering(String channel, Json.Obj body) {
    /** Returns the salted hash of exactly this rendering. */
    public String view(Salt salt) {
      return Sha256.text("assentor-view-1\n" + channel + "\n", salt.bytes(), body.canonical());
    }

    /** Returns whether it shows the whole call, as far as policy discloses it. */
    public boolean isComplete() {
      return !Json.Bool.FALSE.equals(body.get("complete"));
    }
  }
}
