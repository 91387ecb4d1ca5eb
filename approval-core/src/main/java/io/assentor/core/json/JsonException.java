// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.util.List;

/** A document was refused. Names the place (RFC 6901 JSON pointer) and what was expected there. */
public final class JsonException extends RuntimeException {

  /** Why a document is refused; the API answers them differently. */
  public enum Kind {
    /** Not JSON, or not the expected shape. */
    INVALID,
    /** JSON that two readers could understand differently (RFC 7493). */
    NOT_I_JSON,
    /** Larger than the limits. */
    TOO_LARGE
  }

  private final Kind kind;
  private final String pointer;
  private final String expected;
  private final List<String> known;

  private JsonException(Kind kind, String pointer, String expected, List<String> known) {
    super((pointer.isEmpty() ? "the document" : pointer) + ": expected " + expected);
    this.kind = kind;
    this.pointer = pointer;
    this.expected = expected;
    this.known = known;
  }

  public static JsonException invalid(String pointer, String expected) {
    return new JsonException(Kind.INVALID, pointer, expected, List.of());
  }

  public static JsonException notIJson(String pointer, String expected) {
    return new JsonException(Kind.NOT_I_JSON, pointer, expected, List.of());
  }

  /** An unknown member. */
  static JsonException unknownMember(String pointer, List<String> known) {
    return new JsonException(
        Kind.INVALID, pointer, "no such member; known are " + known, List.copyOf(known));
  }

  /** Returns the known members, if the member is unknown. */
  public List<String> known() {
    return known;
  }

  public static JsonException tooLarge(String pointer, String expected) {
    return new JsonException(Kind.TOO_LARGE, pointer, expected, List.of());
  }

  public Kind kind() {
    return kind;
  }

  /** Returns the JSON pointer of the offending member; empty for the whole document. */
  public String pointer() {
    return pointer;
  }

  public String expected() {
    return expected;
  }
}
