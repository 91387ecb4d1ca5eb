// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Sha256;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A YAML document as JSON, so that its version is the hash of its RFC 8785 form: comments and
 * layout change no version.
 */
final class YamlFile {

  private static final int MAX_DEPTH = 64;

  private final String name;
  private final Json.Obj content;
  private final String version;

  private YamlFile(String name, Json.Obj content) {
    this.name = name;
    this.content = content;
    this.version = Sha256.text("", content.canonical());
  }

  static YamlFile parse(String name, String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(20);
    try {
      Object root = new Yaml(new SafeConstructor(options)).load(text);
      if (json(root, 1) instanceof Json.Obj content) {
        return new YamlFile(name, content);
      }
    } catch (YAMLException | JsonException e) {
      throw new PolicyFileException(name + ": " + e.getMessage(), e);
    }
    throw new PolicyFileException(name + ": expected a mapping at the top", null);
  }

  /** Reads the whole document; what does not fit is refused with the file's name. */
  <T> T read(Function<Members, T> reader) {
    try {
      var members = Members.of(content);
      var value = reader.apply(members);
      members.end();
      return value;
    } catch (JsonException | IllegalArgumentException e) {
      throw new PolicyFileException(name + ": " + e.getMessage(), e);
    }
  }

  String version() {
    return version;
  }

  byte[] canonical() {
    return content.canonical();
  }

  private static Json json(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw JsonException.invalid("", "at most " + MAX_DEPTH + " levels (an alias to itself?)");
    }
    return switch (value) {
      case null -> Json.Null.NULL;
      case String text -> Json.of(text);
      case Boolean bool -> Json.Bool.of(bool);
      case Integer number -> Json.of(number);
      case Long number -> Json.of(number);
      case Double number -> new Json.Num(number);
      case Date date -> throw JsonException.invalid("", "no dates; put them in quotes");
      case List<?> items -> {
        var list = new ArrayList<Json>();
        items.forEach(item -> list.add(json(item, depth + 1)));
        yield new Json.Arr(list);
      }
      case Map<?, ?> map -> {
        var members = new TreeMap<String, Json>();
        map.forEach((key, member) -> members.put(String.valueOf(key), json(member, depth + 1)));
        yield new Json.Obj(members);
      }
      default -> throw JsonException.invalid("", "no " + value.getClass().getSimpleName());
    };
  }
}
