// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * How many secrets are found, and how much that is none is shown as it is. The examples are our
 * own, in the formats that issuers document.
 */
class RedactionCorpusTest {

  private static final double MIN_RECALL = 0.98;
  private static final double MIN_PRECISION = 0.98;
  private static final Pattern SECRET = Pattern.compile("«(.*?)»", Pattern.DOTALL);

  @Test
  void corpus_isFoundAndNothingElse() throws IOException {
    var positives = lines("corpus-positives.txt");
    var negatives = lines("corpus-negatives.txt");
    assertThat(positives).hasSizeGreaterThanOrEqualTo(300);
    assertThat(negatives).hasSizeGreaterThanOrEqualTo(300);
    var missed = positives.stream().filter(it -> !isFound(it)).toList();
    var wrong = negatives.stream().filter(it -> !shown(it).equals(it)).toList();
    double found = positives.size() - missed.size();
    double recall = found / positives.size();
    double precision = found / (found + wrong.size());
    long withheld =
        positives.stream().filter(it -> shown(plain(it)).equals(SecretPatterns.WITHHELD)).count();

    System.out.printf(
        Locale.ROOT,
        "redaction: %d positives, %d negatives; precision %.3f, recall %.3f; %d withheld whole%n",
        positives.size(),
        negatives.size(),
        precision,
        recall,
        withheld);
    missed.forEach(it -> System.out.println("missed: " + it + " -> " + shown(plain(it))));
    wrong.forEach(it -> System.out.println("wrong: " + it + " -> " + shown(it)));
    assertThat(recall).isGreaterThanOrEqualTo(MIN_RECALL);
    assertThat(precision).isGreaterThanOrEqualTo(MIN_PRECISION);
  }

  private static boolean isFound(String example) {
    var shown = shown(plain(example));
    return SECRET.matcher(example).results().noneMatch(secret -> shown.contains(secret.group(1)));
  }

  private static String plain(String example) {
    return SECRET.matcher(example).replaceAll(it -> Matcher.quoteReplacement(it.group(1)));
  }

  private static String shown(String text) {
    return SecretPatterns.DEFAULTS.text(text);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = RedactionCorpusTest.class.getResourceAsStream(name)) {
      var text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      var lines = new ArrayList<String>();
      for (var line : text.lines().toList()) {
        if (!line.startsWith("# ") && !line.isBlank()) {
          lines.add(unescaped(line));
        }
      }
      return lines;
    }
  }

  /** {@code ~} joins what stands apart in the file; {@code ~~} is one. */
  private static String unescaped(String line) {
    return line.replace("~~", "\u0001")
        .replace("~", "")
        .replace('\u0001', '~')
        .replace("\\\\", "\u0001")
        .replace("\\n", "\n")
        .replace('\u0001', '\\');
  }
}
