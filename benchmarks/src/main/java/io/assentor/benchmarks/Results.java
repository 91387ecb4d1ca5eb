// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.benchmarks.Load.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/** Everything measured, as tables and as JSON. */
final class Results {

  private record Key(String path, int callers) {}

  private final Map<Key, List<Round>> rounds = new LinkedHashMap<>();
  private final Map<String, String> figures = new LinkedHashMap<>();

  void add(String path, int callers, Round round) {
    rounds.computeIfAbsent(new Key(path, callers), key -> new ArrayList<>()).add(round);
    System.err.printf(
        Locale.ROOT,
        "%-44s %3d callers %10.0f/s   p50 %8.2f ms   p99 %8.2f ms   (%d)%n",
        path,
        callers,
        round.perSecond(),
        round.p50(),
        round.p99(),
        round.operations());
  }

  /** A figure that is no latency. */
  void add(String figure, String value) {
    figures.put(figure, value);
    System.err.printf("%-60s %s%n", figure, value);
  }

  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    var table = table();
    Files.writeString(directory.resolve("results.md"), table);
    Files.writeString(
        directory.resolve("results.json"),
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(json()));
    System.out.println(table);
  }

  private String table() {
    var text = new StringBuilder("| path | callers | per second | p50 ms | p99 ms |\n");
    text.append("|---|--:|--:|--:|--:|\n");
    rounds.forEach(
        (key, list) ->
            text.append(
                "| %s | %d | %s | %s | %s |%n"
                    .formatted(
                        key.path,
                        key.callers,
                        spread(list, Round::perSecond, 0),
                        spread(list, Round::p50, 2),
                        spread(list, Round::p99, 2))));
    text.append("\n| figure | value |\n|---|---|\n");
    figures.forEach(
        (name, value) -> text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
    return text.toString();
  }

  /** Median, and the least and the most of the rounds. */
  private static String spread(List<Round> list, ToDoubleFunction<Round> figure, int digits) {
    var sorted = list.stream().mapToDouble(figure).sorted().toArray();
    if (Double.isNaN(sorted[0])) {
      return "–";
    }
    return "%,.{d}f (%,.{d}f–%,.{d}f)"
        .replace("{d}", Integer.toString(digits))
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  private Map<String, Object> json() {
    var paths = new ArrayList<Map<String, Object>>();
    rounds.forEach(
        (key, list) -> paths.add(Map.of("path", key.path, "callers", key.callers, "rounds", list)));
    return Map.of("paths", paths, "figures", figures);
  }
}
