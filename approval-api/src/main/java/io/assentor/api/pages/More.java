// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import java.util.Locale;

/**
 * A part of a request that is not on the page yet.
 *
 * @param query of {@link PartPages}, or of the story's page, where it is
 * @param label the text of the link
 */
record More(String query, String label) {

  static More members(int member, int count) {
    return new More("from=" + member + ".0.0", count(count, "more argument"));
  }

  static More lines(int member, int line, int count) {
    return new More("from=" + member + "." + line + ".0", count(count, "more line"));
  }

  static More characters(int member, int line, int at, int count) {
    return new More("from=" + member + "." + line + "." + at, count(count, "more character"));
  }

  static More text(Folded.Of which, int at, int count) {
    return new More("text=" + nameOf(which) + "&at=" + at, count(count, "more character"));
  }

  static More rows(StoryRows.Section section, int from, int count) {
    return new More(
        "list=" + nameOf(section) + "&from=" + from,
        String.format(Locale.ROOT, "Show %,d more", count));
  }

  static More rowText(StoryRows.Section section, int row, int at, int count) {
    var query = "list=" + nameOf(section) + "&row=" + row + "&at=" + at;
    return new More(query, count(count, "more character"));
  }

  private static String count(int number, String noun) {
    return String.format(Locale.ROOT, "Show %,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
