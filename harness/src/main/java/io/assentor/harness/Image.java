// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The packaged server laid out as the Dockerfile lays it out; a process of it starts in half the
 * time that the jar of jars takes.
 */
final class Image {

  private static @Nullable Image ofBuild;

  private final Path jar;

  private Image(Path jar) {
    this.jar = jar;
  }

  /** Of the jar that was built, made once a build. */
  static synchronized Image ofBuild() {
    if (ofBuild == null) {
      ofBuild = make();
    }
    return ofBuild;
  }

  private static Image make() {
    var built = Path.of(Objects.requireNonNull(System.getProperty("assentor.jar"), "assentor.jar"));
    try {
      var directory = built.resolveSibling("image-" + hash(built));
      var image = new Image(directory.resolve(built.getFileName()));
      if (!Files.exists(image.jar)) {
        extract(built, directory);
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of its content: a reproducible build gives every jar the same time. */
  private static String hash(Path jar) throws IOException {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void extract(Path built, Path directory) {
    var extract = List.of("-Djarmode=tools", "-jar", built.toString(), "extract", "--force");
    Commands.run(Map.of(), java(extract, "--destination", directory.toString()));
  }

  /** The command that runs it. */
  List<String> command(List<String> javaOptions) {
    return java(javaOptions, "--enable-native-access=ALL-UNNAMED", "-jar", jar.toString());
  }

  private static List<String> java(List<String> options, String... more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(more));
    return command;
  }
}
