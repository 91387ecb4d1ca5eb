// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Documents that are generated, committed and must not drift. */
public final class CommittedDocs {

  private static final boolean UPDATE = Boolean.getBoolean("assentor.update-docs");

  private CommittedDocs() {}

  /** Where a picture goes that is taken anew: into docs/images only when they are updated. */
  public static Path image(String name) {
    var directory = UPDATE ? Path.of("../docs/images") : Path.of("target/images");
    return directory.resolve(name + ".png");
  }

  public static void check(String name, String generated) throws IOException {
    var path = Path.of("../docs", name);
    if (UPDATE) {
      Files.writeString(path, generated);
    }
    assertThat(Files.readString(path))
        .as("docs/%s is what the code says; -Dassentor.update-docs=true makes it anew", name)
        .isEqualTo(generated);
  }
}
