// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Members;
import io.assentor.policies.SecretNames.Strength;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reviewed patterns of secrets in {@code secret-patterns.yaml}, which explains its sections.
 *
 * @param tokens by the first character of their anchors
 * @param infixes tokens whose anchor stands in their middle, by its first character
 * @param programs by their names
 */
record SecretCatalog(
    SecretNames names,
    Set<String> prose,
    Set<String> types,
    Set<String> schemes,
    Map<Character, List<Anchor>> tokens,
    Map<Character, List<Anchor>> infixes,
    Map<String, List<Program>> programs) {

  private static final String FILE = "secret-patterns.yaml";

  /** The one that is shipped, loaded once. */
  static final SecretCatalog SHIPPED = load();

  /** A text by which a token is recognized. */
  record Anchor(String text, TokenFormat format) {}

  /**
   * A command with flags that take secrets.
   *
   * @param separator of user and secret; absent if the flag takes the secret alone
   * @param attached whether the value may stand directly behind the flag
   * @param spaced whether it may stand behind a blank
   * @param needs a word that must stand between command and flag
   * @param drop what stands before the secret in the flag's value
   */
  record Program(
      List<String> flags,
      @Nullable String separator,
      boolean attached,
      boolean spaced,
      @Nullable String needs,
      String drop) {

    static Program of(Members members) {
      boolean only = "attached".equals(members.optionalString("only"));
      boolean pairs = Boolean.TRUE.equals(members.optionalBoolean("pairs"));
      var separator = Objects.requireNonNullElse(members.optionalString("separator"), ":");
      return new Program(
          members.strings("flags"),
          pairs ? separator : null,
          only || Boolean.TRUE.equals(members.optionalBoolean("attached")),
          !only,
          members.optionalString("needs"),
          Objects.requireNonNullElse(members.optionalString("drop"), ""));
    }
  }

  private static SecretCatalog load() {
    try (InputStream in = SecretCatalog.class.getResourceAsStream(FILE)) {
      var bytes = Objects.requireNonNull(in, FILE).readAllBytes();
      return YamlFile.parse(FILE, new String(bytes, StandardCharsets.UTF_8))
          .read((members, problems) -> of(members));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SecretCatalog of(Members members) {
    var tokens = new HashMap<Character, List<Anchor>>();
    var infixes = new HashMap<Character, List<Anchor>>();
    for (var token : members.objects("tokens")) {
      var format = TokenFormat.of(token);
      for (var text : format.anchors()) {
        (format.before() == null ? tokens : infixes)
            .computeIfAbsent(text.charAt(0), c -> new ArrayList<>())
            .add(new Anchor(text, format));
      }
    }
    var programs = new HashMap<String, List<Program>>();
    for (var program : members.objects("programs")) {
      var flags = Program.of(program);
      for (var name : program.strings("names")) {
        programs.computeIfAbsent(name, it -> new ArrayList<>()).add(flags);
      }
      program.end();
    }
    return new SecretCatalog(
        SecretNames.of(members.object("names")),
        Set.copyOf(members.strings("prose")),
        Set.copyOf(members.strings("types")),
        Set.copyOf(members.strings("schemes")),
        tokens,
        infixes,
        programs);
  }

  /**
   * Whether a value is a message to people: several words of letters, one of them of a sentence.
   */
  boolean isProse(String value) {
    var words = value.toLowerCase(Locale.ROOT).split("[ .,;:!?()]+", 200);
    boolean sentence = false;
    for (var word : words) {
      if (Inertness.isMixed(word) || word.chars().anyMatch(c -> "$#^*&~|<>{}@`".indexOf(c) >= 0)) {
        return false;
      }
      sentence |= prose.contains(word);
    }
    return sentence && words.length > 1 && value.indexOf(' ') > 0;
  }

  boolean isReference(String value) {
    return Inertness.isReference(value, types);
  }

  /** Whether a bare value is a variable that is named for the secret it holds: my_token. */
  boolean namesASecret(String value) {
    return value.length() <= SecretNames.MAX_LENGTH
        && value.chars().allMatch(c -> c == '.' || c == '_' || Inertness.isLetter((char) c))
        && names.strength(value) == Strength.STRONG;
  }
}
