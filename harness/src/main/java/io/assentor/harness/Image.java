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
 * A packaged server laid out as the Dockerfile lays it out, and run once: the classes that run
 * loaded are archived, and, in evaluation mode, its data directory is kept. With both, a process is
 * ready in a third of the time that the jar of jars takes.
 *
 * <p>The archive is an AOT cache (JEP 483, 514) where the JVM has them, which also keeps how
 * classes are linked and a start costs a fifth less; else a dynamic class archive.
 */
final class Image {

  private static final boolean AOT_CACHE = Runtime.version().feature() >= 25;

  /** What of the first run's data another one begins with; what else it needs, it makes. */
  private static final List<String> SEED = List.of("postgres", "postgres-binaries", "mac-keys");

  private static @Nullable Image evaluation;
  private static @Nullable Image production;

  private final Path jar;
  private final Path classes;
  private final Path data;

  private Image(Path directory, Path name) {
    this.jar = directory.resolve(name);
    this.classes = directory.resolve("classes");
    this.data = directory.resolve("data");
  }

  /** Of assentor-evaluation.jar as it was built, run once a build. */
  static synchronized Image evaluation() {
    if (evaluation == null) {
      var image = extracted("assentor.evaluation.jar");
      image.train(Map.of());
      evaluation = image;
    }
    return evaluation;
  }

  /** Of assentor-server.jar as it was built; who has settings that it can serve with trains it. */
  static synchronized Image production() {
    if (production == null) {
      production = extracted("assentor.jar");
    }
    return production;
  }

  private static Image extracted(String property) {
    var built = Path.of(Objects.requireNonNull(System.getProperty(property), property));
    try {
      var directory = built.resolveSibling("image-" + hash(built));
      var image = new Image(directory, built.getFileName());
      if (!Files.exists(image.made())) {
        extract(built, directory);
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path made() {
    return data.resolveSibling("made");
  }

  /** Runs it once with these settings, unless that was done before. */
  synchronized void train(Map<String, String> settings) {
    try {
      if (!Files.exists(made())) {
        runOnce(settings);
        Files.createFile(made());
      }
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

  private void runOnce(Map<String, String> settings) throws IOException {
    Commands.run(Map.of(), List.of("rm", "-rf", data.toString()));
    Files.createDirectories(data);
    var options = new ArrayList<>(Assentor.SHORT_LIVED);
    options.add((AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + classes);
    var log = data.resolve("server.log");
    var port = Integer.toString(Ports.free());
    var builder = new ProcessBuilder(run(options)).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    var variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("ASSENTOR_"));
    variables.putAll(settings);
    variables.put("ASSENTOR_DATA", data.toString());
    variables.put("ASSENTOR_PUBLIC_URL", "http://127.0.0.1:" + port);
    variables.put("SERVER_PORT", port);
    var process = builder.start();
    try {
      Assentor.awaitReady("http://127.0.0.1:" + port, process, log);
    } finally {
      process.destroy();
      Commands.awaitEnd(process);
    }
  }

  /** The command that runs it. A JVM that cannot use the archive, or must not, goes without. */
  List<String> command(List<String> javaOptions) {
    if (javaOptions.contains("-Xshare:off")) {
      return run(javaOptions); // a JVM that is given both refuses to start
    }
    var options = new ArrayList<>(javaOptions);
    if (Files.exists(made())) {
      options.add((AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + classes);
    }
    options.add("-Xlog:disable"); // the JVM's own log, in which it says so
    return run(options);
  }

  private List<String> run(List<String> javaOptions) {
    return java(javaOptions, "--enable-native-access=ALL-UNNAMED", "-jar", jar.toString());
  }

  /** Gives a data directory that has nothing yet the database of the first run. */
  void seed(Path directory) {
    try {
      Files.createDirectories(directory);
      try (var has = Files.list(directory)) {
        if (has.findAny().isPresent()) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var copy = new ArrayList<>(List.of("cp", "-a"));
    SEED.forEach(name -> copy.add(data.resolve(name).toString()));
    copy.add(directory.toString());
    Commands.run(Map.of(), copy);
  }

  private static List<String> java(List<String> options, String... more) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(more));
    return command;
  }
}
