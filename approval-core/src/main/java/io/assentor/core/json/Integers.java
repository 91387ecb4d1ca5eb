// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Which integers a document may contain. */
public enum Integers {

  /**
   * Integers that a double represents exactly and distinctly, ±(2^53 - 1) (RFC 7493 section 2.2).
   */
  DOUBLE,

  /** Integers of 64 bits, signed or unsigned: -2^63 to 2^64 - 1. */
  EXACT;

  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  /**
   * Checks a document that was read with all its integers.
   *
   * @throws JsonException if it has one that it may not have
   */
  public void check(Json document) {
    var pointer = refused(document);
    if (pointer == null) {
      return;
    }
    throw switch (this) {
      case DOUBLE ->
          JsonException.notIJson(
              pointer,
              "an integer within ±(2^53 - 1), or within 64 bits beside \"integers\": \"exact\"");
      case EXACT -> JsonException.invalid(pointer, "an integer from -2^63 to 2^64 - 1");
    };
  }

  /** Returns the pointer of an integer that is not allowed; null if there is none. */
  private @Nullable String refused(Json value) {
    return switch (value) {
      case Json.Obj(var members) -> {
        for (var member : members.entrySet()) {
          var below = refused(member.getValue());
          if (below != null) {
            yield "/" + Members.escape(member.getKey()) + below;
          }
        }
        yield null;
      }
      case Json.Arr(var items) -> {
        for (int i = 0; i < items.size(); i++) {
          var below = refused(items.get(i));
          if (below != null) {
            yield "/" + i + below;
          }
        }
        yield null;
      }
      case Json.Int(var integer) -> admits(integer) ? null : "";
      case Json.Str text -> null;
      case Json.Num number -> null;
      case Json.Bool bool -> null;
      case Json.Null nothing -> null;
    };
  }

  private boolean admits(BigInteger integer) {
    return this == EXACT && integer.compareTo(MIN) >= 0 && integer.compareTo(MAX) <= 0;
  }
}
