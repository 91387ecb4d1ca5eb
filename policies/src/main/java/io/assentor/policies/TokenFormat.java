// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Members;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret that is recognized anywhere: an anchor, followed by characters of an alphabet.
 *
 * @param min characters after the anchor
 * @param max characters after the anchor; a longer run is no such token
 * @param dots how many dots it holds at least
 * @param mixed whether it holds both a letter and a digit
 * @param before what stands directly before the anchor and belongs to it
 * @param starts what it begins with, if {@code before} leaves that open
 */
record TokenFormat(
    List<String> anchors,
    Alphabet alphabet,
    int min,
    int max,
    int dots,
    boolean mixed,
    @Nullable Before before,
    List<String> starts) {

  /** A run that precedes an anchor. */
  record Before(Alphabet alphabet, int min, int max) {}

  static TokenFormat of(Members members) {
    members.string("id"); // for who reads the file
    var length = Length.of(members);
    var before = members.optionalObject("before");
    var format =
        new TokenFormat(
            members.strings("anchors"),
            alphabet(members),
            length.min,
            length.max,
            (int) (long) Objects.requireNonNullElse(members.optionalInteger("dots"), 0L),
            Boolean.TRUE.equals(members.optionalBoolean("mixed")),
            before == null ? null : before(before),
            members.strings("starts"));
    members.end();
    return format;
  }

  private static Before before(Members members) {
    var length = Length.of(members);
    var before = new Before(alphabet(members), length.min, length.max);
    members.end();
    return before;
  }

  private static Alphabet alphabet(Members members) {
    return Alphabet.valueOf(members.string("alphabet").toUpperCase(Locale.ROOT));
  }

  /** {@code 36}, {@code 20-80} or {@code 20+}. */
  private record Length(int min, int max) {
    static Length of(Members members) {
      var text = members.string("length");
      if (text.endsWith("+")) {
        return new Length(Integer.parseInt(text.substring(0, text.length() - 1)), 1 << 30);
      }
      int dash = text.indexOf('-');
      int min = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      return new Length(min, dash < 0 ? min : Integer.parseInt(text.substring(dash + 1)));
    }
  }
}
