// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Documents that are generated, committed and must not drift. */
public final class CommittedDocs {

  private static final boolean UPDATE = Boolean.getBoolean("assentor.update-docs");

  private CommittedDocs() {}

  /** Where a picture goes that is taken anew: into docs/images only when they are updated. */
  public static Path image(String name) {
    var directory = UPDATE ? Path.of("../docs/images") : Path.of("target/images");
    return directory.resolve(name + ".png");
  }

  /** As {@link #check}, of the one table with this head in a document that people write. */
  public static void checkTable(String name, String head, List<String> rows) throws IOException {
    var lines = Files.readAllLines(Path.of("../docs", name));
    int start = lines.indexOf(head);
    assertTrue(start >= 0, () -> "docs/" + name + " has no table " + head);
    int end = start;
    while (end < lines.size() && lines.get(end).startsWith("|")) {
      end++;
    }
    var table = new ArrayList<>(List.of(head, "|---".repeat(columns(head)) + "|"));
    table.addAll(rows);
    var whole = new ArrayList<>(lines.subList(0, start));
    whole.addAll(table);
    whole.addAll(lines.subList(end, lines.size()));
    check(name, String.join("\n", whole) + "\n");
  }

  private static int columns(String head) {
    return (int) head.chars().filter(c -> c == '|').count() - 1;
  }

  public static void check(String name, String generated) throws IOException {
    var path = Path.of("../docs", name);
    if (UPDATE) {
      Files.writeString(path, generated);
    }
    assertEquals(
        generated,
        Files.readString(path),
        () ->
            "docs/"
                + name
                + " is not what the code says; -Dassentor.update-docs=true makes it anew");
  }
}
