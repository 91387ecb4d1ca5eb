// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may one day have to be erased: kept apart from the events, which hold salted hashes of it.
 *
 * @param redacted what people may see of it; absent if they may see all of it
 */
public record CallContent(Salt salt, ToolCall call, CallContext context, @Nullable Shown redacted) {

  /**
   * The part of a call that people are shown, as far as policy discloses it.
   *
   * @param withheld JSON pointers into the arguments as they run, at which nothing is shown because
   *     nothing proves that what would be left out cannot run; the empty pointer is all of them
   * @param onRequest what an eligible approver is shown there who asks for it; empty if nothing is
   *     withheld, or nothing of it can be shown
   */
  public record Shown(
      Json.Obj arguments, CallContext context, List<String> withheld, List<Withheld> onRequest) {

    public Shown {
      withheld = List.copyOf(withheld);
      onRequest = List.copyOf(onRequest);
    }

    /** What is shown with nothing withheld. */
    public Shown(Json.Obj arguments, CallContext context) {
      this(arguments, context, List.of(), List.of());
    }

    /** The arguments with all that is withheld in its place; empty if that cannot be shown. */
    public Optional<Json.Obj> disclosed() {
      return onRequest.isEmpty()
          ? Optional.empty()
          : Optional.of((Json.Obj) Withheld.fill(arguments, onRequest));
    }

    /** JSON pointers into the arguments as they are shown, to what may be asked for. */
    public List<String> places() {
      return onRequest.stream().map(Withheld::at).toList();
    }

    /** As the ledger has it. */
    public Json.Obj json() {
      return Json.object()
          .put("arguments", arguments)
          .put("context", context.json())
          .put("withheld", withheld.isEmpty() ? null : Json.strings(withheld))
          .put("onRequest", onRequest.isEmpty() ? null : Withheld.json(onRequest))
          .build();
    }
  }

  /** What people may see. */
  public Shown shown() {
    return redacted == null ? new Shown(call.arguments(), context) : redacted;
  }

  /** Whether approvers must ask for a part of the call before they see all that may run. */
  public boolean isWithheld() {
    return redacted != null && !redacted.withheld().isEmpty();
  }

  /** Absent if nothing is redacted. */
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
   * What is asked, as one channel shows it.
   *
   * @param body its canonical bytes; progress and time are not part of it; its member {@code
   *     complete} is false if it had to leave out a part of the call
   */
  public record Rendering(String channel, Json.Obj body) {
    /** Hash of exactly this. */
    public String view(Salt salt) {
      return Sha256.text("assentor-view-1\n" + channel + "\n", salt.bytes(), body.canonical());
    }

    /** Whether it shows the whole call, as far as policy discloses it. */
    public boolean isComplete() {
      return !Json.Bool.FALSE.equals(body.get("complete"));
    }
  }
}
