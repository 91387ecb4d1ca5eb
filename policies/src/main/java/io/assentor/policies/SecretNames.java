// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Decides from a name whether its value is a secret. */
record SecretNames(
    Set<String> terms,
    List<String> glued,
    Set<String> suffixes,
    Set<String> others,
    Set<String> weak,
    Set<String> before,
    Set<String> readers,
    Set<String> spaced) {

  /** A longer name is looked at from its end only. */
  static final int MAX_LENGTH = 100;

  private static final int MAX_TERM = 3;

  /** How sure a name is. */
  enum Strength {
    /** It names no secret. */
    NONE,
    /** It names a secret if the value looks random. */
    WEAK,
    /** It names a secret. */
    STRONG
  }

  static SecretNames of(Members members) {
    var names =
        new SecretNames(
            Set.copyOf(members.strings("terms")),
            members.strings("glued"),
            Set.copyOf(members.strings("suffixes")),
            Set.copyOf(members.strings("others")),
            Set.copyOf(members.strings("weak")),
            Set.copyOf(members.strings("before")),
            Set.copyOf(members.strings("readers")),
            Set.copyOf(members.strings("spaced")));
    members.end();
    return names;
  }

  Strength strength(String name) {
    var words = words(name);
    for (int end = words.size(); end > 0; end--) {
      int start = start(words, end);
      if (start >= 0) {
        return strength(words, start, end);
      }
      var word = words.get(end - 1);
      if (others.contains(word) && !suffixes.contains(word)) {
        break; // secret_name
      }
    }
    return isWeak(words) ? Strength.WEAK : Strength.NONE;
  }

  /** Where the longest term begins that ends before this word; -1: none does. */
  private int start(List<String> words, int end) {
    for (int length = Math.min(MAX_TERM, end); length > 0; length--) {
      if (terms.contains(String.join(" ", words.subList(end - length, end)))) {
        return end - length;
      }
    }
    var word = words.get(end - 1);
    return glued.stream().anyMatch(word::endsWith) ? end - 1 : -1;
  }

  private Strength strength(List<String> words, int start, int end) {
    if (words.get(start).equals("token") && start > 0 && before.contains(words.get(start - 1))) {
      return Strength.NONE;
    }
    return suffixes.containsAll(words.subList(end, words.size())) ? Strength.STRONG : Strength.WEAK;
  }

  private boolean isWeak(List<String> words) {
    int size = words.size();
    return size > 0
        && (weak.contains(words.get(size - 1))
            || (size > 1 && weak.contains(words.get(size - 2) + " " + words.get(size - 1))));
  }

  /** Whether a function of this name looks secrets up, or does something else with one. */
  boolean isReader(String name) {
    var words = words(name);
    return !words.isEmpty() && readers.contains(words.getFirst());
  }

  /** Whether the value may follow after a blank. */
  boolean isSpaced(String name) {
    var words = words(name);
    return !words.isEmpty() && spaced.contains(words.getLast());
  }

  /** dbPassword, DB-PASSWORD and db.password are all "db password"; APIKey is "api key". */
  private static List<String> words(String name) {
    var text = name.length() > MAX_LENGTH ? name.substring(name.length() - MAX_LENGTH) : name;
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        end(word, words);
        continue;
      }
      if (beginsWord(text, i)) {
        end(word, words);
      }
      word.append(Character.toLowerCase(c));
    }
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean beginsWord(String text, int i) {
    if (i == 0) {
      return false;
    }
    char before = text.charAt(i - 1);
    char c = text.charAt(i);
    if (Character.isUpperCase(c)) {
      boolean lowerFollows = i + 1 < text.length() && Character.isLowerCase(text.charAt(i + 1));
      return Character.isLowerCase(before)
          || Character.isDigit(before)
          || (Character.isUpperCase(before) && lowerFollows);
    }
    // password2, but not v1, b64, base64
    return Character.isDigit(c) && Character.isLetter(before) && isLongWord(text, i);
  }

  private static boolean isLongWord(String text, int end) {
    int start = end;
    while (start > 0 && end - start < 7 && Character.isLetter(text.charAt(start - 1))) {
      start--;
    }
    return end - start >= 6 && !text.startsWith("base", end - 4);
  }
}
