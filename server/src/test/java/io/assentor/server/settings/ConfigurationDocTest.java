// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.CommittedDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md is application.yaml, told as a table. */
class ConfigurationDocTest {

  private static final Pattern SETTING = Pattern.compile("\\s*([a-z-]+): \\$\\{([A-Z_]+):(.*)}");

  @Test
  void configurationDoc_listsEverySettingWithItsComment() throws IOException {
    var table = new StringBuilder();
    int settings = 0;
    List<String> comment = new ArrayList<>();
    for (var line : Files.readAllLines(Path.of("src/main/resources/application.yaml"))) {
      var match = SETTING.matcher(line);
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
      } else if (match.matches()) {
        settings++;
        var fallback = match.group(3).isEmpty() ? "unset" : "`" + match.group(3) + "`";
        table.append(
            "| `%s` | %s | %s |%n".formatted(match.group(2), fallback, String.join(" ", comment)));
        comment.clear();
      } else {
        comment.clear();
      }
    }
    assertThat(settings).isGreaterThan(20);

    CommittedDocs.check(
        "configuration.md",
        """
        # Configuration

        Settings are environment variables. This page is made from application.yaml; a test holds it.

        `assentor-server.jar` is for production: it embeds nothing, and what is missing is an error that names
        the setting. `assentor-evaluation.jar` is evaluation mode, which brings what is not set.

        | name | default | meaning |
        |---|---|---|
        """
            + table);
  }
}
