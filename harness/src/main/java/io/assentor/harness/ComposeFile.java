// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/**
 * docker-compose.yml with an env file filled in, as far as processes started by hand need it: what
 * runs in tests has the settings that run in containers.
 */
public final class ComposeFile {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?:(:-|:\\?)([^}]*))?}");

  private final Path root;
  private final Map<String, String> variables;
  private final Map<String, Map<String, Object>> services;

  private ComposeFile(
      Path root, Map<String, String> variables, Map<String, Map<String, Object>> services) {
    this.root = root;
    this.variables = variables;
    this.services = services;
  }

  /** This repository's file, with deploy/laptop.env. */
  public static ComposeFile ofLaptop() {
    var root = root();
    return read(root, environmentFile(root.resolve("deploy/laptop.env")));
  }

  /** This repository's file, with these variables and no others. */
  public static ComposeFile with(Map<String, String> variables) {
    return read(root(), variables);
  }

  private static ComposeFile read(Path root, Map<String, String> variables) {
    try (var reader = Files.newBufferedReader(root.resolve("docker-compose.yml"))) {
      Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(reader);
      return new ComposeFile(root, variables, Objects.requireNonNull(file.get("services")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path root() {
    var here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docker-compose.yml"))) {
      here =
          Objects.requireNonNull(here.getParent(), "no docker-compose.yml here or in any parent");
    }
    return here;
  }

  private static Map<String, String> environmentFile(Path file) {
    var variables = new HashMap<String, String>();
    try {
      for (var line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (!line.startsWith("#") && equals > 0) {
          variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return variables;
  }

  /** A file of this repository. */
  public Path file(String name) {
    return root.resolve(name);
  }

  /** Every service as the file has it, nothing filled in. */
  public Map<String, Map<String, Object>> services() {
    return services;
  }

  /** The tag of a service's image. */
  public String version(String service) {
    var image = Objects.requireNonNull(service(service).get("image"), "no image").toString();
    return image.substring(image.indexOf(':') + 1);
  }

  /**
   * A service's environment, filled in.
   *
   * @throws IllegalStateException if a required variable is not set, with what the file says of it
   */
  public Map<String, String> environment(String service) {
    var environment = new TreeMap<String, String>();
    if (service(service).get("environment") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> environment.put(name.toString(), fill(value.toString())));
    }
    return environment;
  }

  private Map<String, Object> service(String name) {
    return Objects.requireNonNull(services.get(name), "no service " + name);
  }

  private String fill(String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              var value = variables.getOrDefault(match.group(1), "");
              boolean required = ":?".equals(match.group(2));
              if (value.isEmpty() && required) {
                throw new IllegalStateException(match.group(1) + ": " + match.group(3));
              }
              var otherwise = Objects.requireNonNullElse(match.group(3), "");
              return Matcher.quoteReplacement(value.isEmpty() ? otherwise : value);
            });
  }
}
