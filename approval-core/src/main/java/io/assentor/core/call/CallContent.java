// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import java.util.List;
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
   */
  public record Shown(Json.Obj arguments, CallContext context, List<String> withheld) {

    public Shown {
      withheld = List.copyOf(withheld);
    }

    /** What is shown with nothing withheld. */
    public Shown(Json.Obj arguments, CallContext context) {
      this(arguments, context, List.of());
    }

    /** As the ledger has it. */
    public Json.Obj json() {
      return Json.object()
          .put("arguments", arguments)
          .put("context", context.json())
          .put("withheld", withheld.isEmpty() ? null : Json.strings(withheld))
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
