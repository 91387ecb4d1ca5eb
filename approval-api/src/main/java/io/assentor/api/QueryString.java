// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.text.Nearest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Parses parameters of URLs and form bodies ({@code application/x-www-form-urlencoded}): UTF-8 and
 * percent-encodings must be valid; errors name the place.
 */
public final class QueryString {

  private static final int MAX_PARAMETERS = 1_000;

  private QueryString() {}

  /**
   * Returns the values by name, in their order.
   *
   * @param text null is none
   * @throws MalformedException if a part cannot be decoded, or there are more than a thousand
   */
  public static Map<String, List<String>> parse(@Nullable String text) {
    var parameters = new LinkedHashMap<String, List<String>>();
    if (text == null || text.isEmpty()) {
      return parameters;
    }
    var pairs = text.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      throw new MalformedException("", "at most " + MAX_PARAMETERS + " parameters");
    }
    for (var pair : pairs) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        var name = decoded("", equals < 0 ? pair : pair.substring(0, equals));
        var value = equals < 0 ? "" : decoded(name, pair.substring(equals + 1));
        parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  /**
   * Returns the one value of each parameter.
   *
   * @param known the known names
   * @throws MalformedException if a name is unknown or comes twice
   */
  static Map<String, String> single(@Nullable String text, Set<String> known) {
    var single = new LinkedHashMap<String, String>();
    parse(text)
        .forEach(
            (name, values) -> {
              if (!known.contains(name)) {
                throw new MalformedException(name, expected(name, known));
              }
              if (values.size() > 1) {
                throw new MalformedException(name, "one value");
              }
              single.put(name, values.getFirst());
            });
    return single;
  }

  private static String expected(String name, Set<String> known) {
    if (known.isEmpty()) {
      return "no query parameters";
    }
    var names = String.join(", ", new TreeSet<>(known));
    return "a known parameter (" + names + ")" + Nearest.hint(name, known);
  }

  private static String decoded(String name, String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    var bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()
            || !HexFormat.isHexDigit(text.charAt(i + 1))
            || !HexFormat.isHexDigit(text.charAt(i + 2))) {
          throw new MalformedException(name, "percent-encoded UTF-8");
        }
        bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else if (c > 0xff) {
        throw new MalformedException(name, "percent-encoded UTF-8");
      } else {
        bytes.put((byte) (c == '+' ? ' ' : c)); // the container gives bytes as ISO 8859-1
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(name, "percent-encoded UTF-8");
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  /** Parameters that cannot be read or are not known. */
  public static final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String name;
    private final String expected;

    MalformedException(String name, String expected) {
      super((name.isEmpty() ? "The parameters" : name) + ": expected " + expected + ".");
      this.name = name;
      this.expected = expected;
    }

    /** Returns the parameter's name; empty if it could not be read. */
    public String name() {
      return name;
    }

    public String expected() {
      return expected;
    }
  }
}
