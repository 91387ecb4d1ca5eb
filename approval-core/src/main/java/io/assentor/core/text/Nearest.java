// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known name that was probably meant, for messages that refuse an unknown one. Letter
 * case and the separators {@code _ - . } and blank do not count; a slip is a letter too many,
 * missing, wrong, or swapped with its neighbor (optimal string alignment distance).
 */
public final class Nearest {

  /** Longer names are no typos, and comparing them costs the square of their length. */
  private static final int MAX_LENGTH = 100;

  private Nearest() {}

  /**
   * Returns the nearest known name; empty if none is near: within one slip for each three letters,
   * and at least one.
   *
   * @param given the unknown name, as somebody wrote it
   * @param known the names there are; of equally near ones the alphabetically first is returned
   */
  public static Optional<String> to(String given, Collection<String> known) {
    var written = plain(given);
    if (written.isEmpty() || written.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int most = Math.max(1, written.length() / 3);
    record Candidate(String name, int slips) {}
    return known.stream()
        .map(name -> new Candidate(name, slips(written, plain(name), most)))
        .filter(candidate -> candidate.slips <= most)
        .min(Comparator.comparingInt(Candidate::slips).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /** Returns the end of a message: {@code ; did you mean "name"?}, or nothing if none is near. */
  public static String hint(String given, Collection<String> known) {
    return to(given, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  private static String plain(String name) {
    return name.length() > 2 * MAX_LENGTH
        ? name
        : name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** At most {@code most}, or anything above it. */
  private static int slips(String one, String two, int most) {
    if (Math.abs(one.length() - two.length()) > most || two.isEmpty()) {
      return most + 1;
    }
    var beforeLast = new int[two.length() + 1];
    var last = new int[two.length() + 1];
    for (int j = 0; j <= two.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      var row = new int[two.length() + 1];
      row[0] = i;
      for (int j = 1; j <= two.length(); j++) {
        int wrong = one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + wrong);
        if (areSwapped(one, i, two, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[two.length()];
  }

  private static boolean areSwapped(String one, int i, String two, int j) {
    return i > 1
        && j > 1
        && one.charAt(i - 1) == two.charAt(j - 2)
        && one.charAt(i - 2) == two.charAt(j - 1);
  }
}
