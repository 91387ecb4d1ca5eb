// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.text.Nearest;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML document as JSON. Its version is the hash of its RFC 8785 form, so comments and layout do
 * not change it. It knows the line of each value.
 */
final class YamlFile {

  private static final int MAX_DEPTH = 64;

  /**
   * The most values, because aliases repeat them: enough for any policy, but too few for a bomb.
   */
  private static final int MAX_VALUES = 200_000;

  private final String name;
  private final Json.Obj content;
  private final Map<String, Integer> lines;
  private final List<PolicyFileException> wrongValues;

  private YamlFile(String name, Json.Obj content, Reader reader) {
    this.name = name;
    this.content = content;
    this.lines = reader.lines;
    this.wrongValues = reader.wrongValues;
  }

  /**
   * Parses a document.
   *
   * @throws PolicyFileException if JSON cannot express it
   */
  static YamlFile parse(String name, String text) {
    var reader = new Reader(name);
    if (reader.read(text) instanceof Json.Obj content) {
      return new YamlFile(name, content, reader);
    }
    throw new PolicyFileException(name + ":1: expected a mapping at the top", null);
  }

  /** Parses all valid documents, ordered by name. */
  static List<YamlFile> parse(Map<String, String> texts, Problems problems) {
    var files = texts.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    return problems.attemptEach(files, file -> parse(file.getKey(), file.getValue()));
  }

  /**
   * Reads the whole document.
   *
   * @throws PolicyFileException if there are errors: a line for each, with the file's name and line
   */
  <T> T read(BiFunction<Members, Problems, T> reader) {
    var problems = new Problems();
    problems.addAll(wrongValues);
    var members = Members.of(content);
    var value = problems.attempt(() -> reader.apply(members, problems));
    if (value != null) {
      problems.attempt(
          () -> {
            members.end();
            return true;
          });
    }
    problems.end(this::message);
    return Objects.requireNonNull(value);
  }

  private String message(RuntimeException problem) {
    return switch (problem) {
      case JsonException e ->
          place(e.pointer()) + ": " + e.getMessage() + Nearest.hint(last(e.pointer()), e.known());
      case PolicyFileException e -> String.valueOf(e.getMessage());
      default -> name + ": " + problem.getMessage();
    };
  }

  private static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }

  /** Where the value stands, or the one that should have held it: {@code policy.yaml:12}. */
  String place(String pointer) {
    return name + ":" + line(pointer);
  }

  String name() {
    return name;
  }

  Json.Obj content() {
    return content;
  }

  /** Where a value stands, or the one that should have held it. */
  private int line(String pointer) {
    for (var at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
      var line = lines.get(at);
      if (line != null) {
        return line;
      }
      if (at.isEmpty()) {
        return 1;
      }
    }
  }

  /** Turns nodes into values and remembers their lines. */
  private static final class Reader {
    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<PolicyFileException> wrongValues = new ArrayList<>();
    private int values;

    Reader(String name) {
      this.name = name;
    }

    @Nullable Json read(String text) {
      var options = new LoaderOptions();
      options.setMaxAliasesForCollections(20);
      options.setNestingDepthLimit(MAX_DEPTH);
      try {
        var root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        return root == null ? null : json(root, "", 1);
      } catch (MarkedYAMLException e) {
        var mark = e.getProblemMark();
        int line = mark == null ? 1 : mark.getLine() + 1;
        throw new PolicyFileException(name + ":" + line + ": " + e.getProblem(), e);
      } catch (YAMLException | JsonException e) {
        throw new PolicyFileException(name + ": " + e.getMessage(), e);
      }
    }

    private Json json(Node node, String pointer, int depth) {
      lines.putIfAbsent(pointer, lineOf(node));
      if (depth > MAX_DEPTH) {
        throw bad(node, "at most " + MAX_DEPTH + " levels (an alias to itself?)");
      }
      if (++values > MAX_VALUES) {
        throw bad(node, "at most " + MAX_VALUES + " values");
      }
      return switch (node) {
        case ScalarNode scalar -> scalar(scalar);
        case SequenceNode sequence -> {
          var items = new ArrayList<Json>();
          for (var item : sequence.getValue()) {
            items.add(json(item, pointer + "/" + items.size(), depth + 1));
          }
          yield new Json.Arr(items);
        }
        case MappingNode mapping -> mapping(mapping, pointer, depth);
        default -> throw bad(node, "a value, a list or a mapping");
      };
    }

    private Json mapping(MappingNode mapping, String pointer, int depth) {
      var members = new TreeMap<String, Json>();
      for (var tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key) || key.getTag().equals(Tag.MERGE)) {
          throw bad(tuple.getKeyNode(), "a name, and no merge (<<)");
        }
        var member = key.getValue();
        var at = pointer + "/" + Members.escape(member);
        lines.put(at, lineOf(key));
        if (members.put(member, json(tuple.getValueNode(), at, depth + 1)) != null) {
          throw bad(key, "no duplicate key " + member);
        }
      }
      return new Json.Obj(members);
    }

    private Json scalar(ScalarNode node) {
      var tag = node.getTag();
      var text = node.getValue();
      if (tag.equals(Tag.STR)) {
        return Json.of(text);
      }
      // A call in a test may be any JSON; elsewhere an empty value is a mistake.
      if (tag.equals(Tag.NULL) && PolicyFiles.isTest(name)) {
        return Json.Null.NULL;
      }
      if (tag.equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
        return Json.Bool.of(text.equals("true"));
      }
      if (tag.equals(Tag.INT) && text.matches("0|-?[1-9][0-9]{0,14}")) {
        return Json.of(Long.parseLong(text));
      }
      if (tag.equals(Tag.INT) && PolicyFiles.isTest(name) && text.matches("-?[1-9][0-9]{15,19}")) {
        return Json.of(new BigInteger(text));
      }
      if (tag.equals(Tag.FLOAT) && text.matches("-?[0-9]{1,15}[.][0-9]{1,15}")) {
        return new Json.Num(Double.parseDouble(text));
      }
      // yes, off, 0777, 1_000, 2026-11-21: YAML converts them in surprising ways.
      wrongValues.add(
          bad(
              node,
              "a string in quotes, a plain number, true or false, not "
                  + (tag.equals(Tag.NULL) ? "nothing" : text)));
      return Json.of(text);
    }

    private PolicyFileException bad(Node node, String expected) {
      return new PolicyFileException(name + ":" + lineOf(node) + ": expected " + expected, null);
    }

    private static int lineOf(Node node) {
      return node.getStartMark().getLine() + 1;
    }
  }

  /**
   * The content of several files, whose hash is their version: the one's, or all with their names.
   */
  static Json.Obj together(List<YamlFile> files) {
    if (files.size() == 1) {
      return files.getFirst().content;
    }
    var all = Json.object();
    files.forEach(file -> all.put(file.name, file.content));
    return all.build();
  }
}
