// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import java.util.ArrayList;
import java.util.List;

/**
 * A letter as plain text. Untrusted text never begins a line: the call is indented and the agent's
 * words are quoted, so that they cannot be mistaken for a heading, Assentor's link or a signature.
 */
final class TextBody {

  private static final String FOOTER =
      "The link above is Assentor's only link here. Opening it decides nothing, and replies to this mail are not read.";

  private TextBody() {}

  static String of(Letter letter) {
    var lines = new ArrayList<String>();
    lines.add(letter.lead());
    lines.add("");
    lines.add(letter.title());
    lines.add(letter.status());
    if (letter.until() != null) {
      lines.add(letter.until());
    }
    lines.add("");
    lines.add("Review: " + letter.link());
    heading("What will run", lines);
    indented("    ", letter.arguments(), lines);
    if (letter.missing() != null) {
      lines.add("");
      lines.add(letter.missing());
    }
    heading("Who asks, and why it is held", lines);
    lines.add(letter.who());
    lines.addAll(Letter.lines(letter.why()));
    if (letter.said() != null) {
      heading("In the agent's own words (not verified)", lines);
      indented("> ", letter.said(), lines);
    }
    lines.add("");
    lines.add("-- ");
    lines.add(FOOTER);
    return String.join("\n", lines) + "\n";
  }

  private static void heading(String text, List<String> lines) {
    lines.add("");
    lines.add("== " + text + " ==");
  }

  private static void indented(String by, String text, List<String> lines) {
    Letter.lines(text).forEach(line -> lines.add(by + line));
  }
}
