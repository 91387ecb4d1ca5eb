// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.json.VisibleCharacters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The context that the gateway gives for a call. All of it is unverified.
 *
 * @param justification the agent's own words
 * @param riskScore the gateway's score, in its own scale
 * @param riskSignals the gateway's reasons for the score
 * @param traceparent W3C Trace Context, so that traces join
 */
public record CallContext(
    @Nullable String justification,
    @Nullable Double riskScore,
    List<String> riskSignals,
    @Nullable String traceparent) {

  private static final int MAX_JUSTIFICATION = 10_000;
  private static final int MAX_TRACEPARENT = 255;

  public static final CallContext NONE = new CallContext(null, null, List.of(), null);

  public CallContext {
    riskSignals = List.copyOf(riskSignals);
  }

  /** Returns the same context without the trace of this attempt. */
  CallContext untraced() {
    return new CallContext(justification, riskScore, riskSignals, null);
  }

  public Json.Obj json() {
    var risk =
        Json.object()
            .put("score", riskScore == null ? null : new Json.Num(riskScore))
            .put("signals", riskSignals.isEmpty() ? null : Json.strings(riskSignals))
            .build();
    return Json.object()
        .put("justification", justification)
        .put("risk", risk.members().isEmpty() ? null : risk)
        .put("traceparent", traceparent)
        .build();
  }

  /** Reads the form of the API. */
  public static CallContext of(Members members) {
    return of(members, MAX_JUSTIFICATION, MAX_TRACEPARENT, true);
  }

  /** Reads what {@link #json} wrote. Redaction may have made a text longer. */
  public static CallContext stored(Members members) {
    return of(members, Integer.MAX_VALUE, Integer.MAX_VALUE, false);
  }

  /** An invisible justification is for policy to judge; a signal of that kind says nothing. */
  private static CallContext of(
      Members members, int maxJustification, int maxTraceparent, boolean visible) {
    var risk = members.optionalObject("risk");
    if (visible
        && risk != null
        && !risk.strings("signals").stream().allMatch(VisibleCharacters::anyIn)) {
      throw risk.bad("signals", "strings with at least one visible character");
    }
    var context =
        new CallContext(
            members.optionalStoredText("justification", maxJustification),
            risk == null ? null : risk.optionalNumber("score"),
            risk == null ? List.of() : risk.strings("signals"),
            members.optionalStoredText("traceparent", maxTraceparent));
    if (risk != null) {
      risk.end();
    }
    members.end();
    return context;
  }
}
