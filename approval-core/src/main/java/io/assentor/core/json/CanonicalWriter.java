// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.util.HexFormat;

/** Writes the canonical form of RFC 8785, and the digits of integers that it does not know. */
final class CanonicalWriter {

  private static final HexFormat HEX = HexFormat.of();

  private CanonicalWriter() {}

  static void write(Json json, StringBuilder out) {
    switch (json) {
      case Json.Obj obj -> {
        char separator = '{';
        for (var member : obj.members().entrySet()) {
          out.append(separator);
          string(member.getKey(), out);
          out.append(':');
          write(member.getValue(), out);
          separator = ',';
        }
        out.append(separator == '{' ? "{}" : "}");
      }
      case Json.Arr arr -> {
        char separator = '[';
        for (var item : arr.items()) {
          out.append(separator);
          write(item, out);
          separator = ',';
        }
        out.append(separator == '[' ? "[]" : "]");
      }
      case Json.Str str -> string(str.value(), out);
      case Json.Num num -> out.append(Numbers.shortest(num.value()));
      case Json.Int(var integer) -> out.append(integer);
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null nothing -> out.append("null");
    }
  }

  private static void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append("\\u").append(HEX.toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
