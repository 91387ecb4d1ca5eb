// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.util.List;

/** A document we refuse, saying where (RFC 6901 JSON pointer) and what was expected there. */
public final class JsonException extends RuntimeException {

  /** Why a document is refused; the API answers them differently. */
  public enum Kind {
    /** Not JSON, or not the shape that was asked for. */
    INVALID,
    /** JSON that two readers could understand differently (RFC 7493). */
    NOT_I_JSON,
    /** More than is read. */
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

  /** A member that nobody asked for, beside those that are known. */
  static JsonException unknownMember(String pointer, List<String> known) {
    return new JsonException(
        Kind.INVALID, pointer, "no such member; known are " + known, List.copyOf(known));
  }

  /** If the member is unknown: those that are known there. */
  public List<String> known() {
    return known;
  }

  public static JsonException tooLarge(String pointer, String expected) {
    return new JsonException(Kind.TOO_LARGE, pointer, expected, List.of());
  }

  public Kind kind() {
    return kind;
  }

  /** JSON pointer of the offending member; empty for the whole document. */
  public String pointer() {
    return pointer;
  }

  public String expected() {
    return expected;
  }
}
