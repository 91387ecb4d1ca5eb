// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Json;
import io.assentor.core.text.Steps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One walk through the arguments of a call. */
final class RedactionWalk {

  /** What is shown where all of the arguments are withheld. */
  static final Json.Obj NOTHING =
      Json.object().put(SecretPatterns.WITHHELD, SecretPatterns.WITHHELD).build();

  /** Names of the one half of a pair whose other half is the value. */
  private static final List<String> KEYS =
      List.of("name", "key", "Name", "Key", "ParameterKey", "parameterKey", "variable", "header");

  /** The rule at one place of the arguments, and below it. */
  private enum Hiding {
    /** What looks like a secret is left out. */
    NOTHING,
    /** It is always shown. */
    NEVER,
    /** A name hides it, unless it must be seen. */
    BY_NAME,
    /** A pointer hides it. */
    BY_POINTER
  }

  private final SecretPatterns secrets;
  private final List<List<String>> pointers;
  private final List<List<String>> never;
  private final Steps steps;
  private final List<String> at = new ArrayList<>();
  private final List<String> shownAt = new ArrayList<>();
  private final Hidden hidden = new Hidden();
  private boolean disclosing;

  RedactionWalk(
      SecretPatterns secrets, List<List<String>> pointers, List<List<String>> never, Steps steps) {
    this.secrets = secrets;
    this.pointers = pointers;
    this.never = never;
    this.steps = steps;
  }

  Hidden hidden() {
    return hidden;
  }

  /** Returns what is shown to everyone. */
  Json.Obj arguments(Json.Obj arguments) {
    var shown = (Json.Obj) value(arguments, Hiding.NOTHING);
    return hidden.isTooMuch() ? NOTHING : shown;
  }

  /** What is shown besides to who asks, after {@link #arguments}. */
  List<WithheldPart> onRequest(Json.Obj arguments) {
    return hidden.isTooMuch() ? all(arguments) : hidden.onRequest();
  }

  /** All of the arguments, of which only what a policy's word hides stays hidden. */
  List<WithheldPart> all(Json.Obj arguments) {
    return List.of(new WithheldPart("", null, disclosed(arguments, Hiding.NOTHING)));
  }

  /** What is shown to who asks: nothing is withheld from them, and nothing is noted. */
  private Json disclosed(Json value, Hiding here) {
    disclosing = true;
    try {
      return value(value, here);
    } finally {
      disclosing = false;
    }
  }

  private Json value(Json value, Hiding above) {
    steps.take();
    var here = here(above);
    return switch (value) {
      case Json.Obj object -> object(object, here);
      case Json.Arr(var items) -> array(items, here);
      case Json.Str(var text) -> text(value, text, here);
      case Json.Num number -> number(number, here);
      case Json.Int integer -> number(integer, here);
      case Json.Bool bool -> hides(here) ? replaced(bool, SecretPatterns.MARK) : bool;
      case Json.Null nothing -> nothing;
    };
  }

  private Json number(Json number, Hiding here) {
    var text = number.canonicalString();
    boolean shown = !hides(here) && looked(text, here).equals(text);
    return shown ? number : replaced(number, SecretPatterns.MARK);
  }

  private Json text(Json value, String text, Hiding here) {
    return replaced(
        value,
        switch (here) {
          case BY_POINTER -> SecretPatterns.MARK;
          case BY_NAME -> named(text);
          case NOTHING, NEVER -> looked(text, here);
        });
  }

  private String named(String text) {
    steps.take(text.length());
    var shown = SecretPatterns.named(text);
    return shown.equals(text) ? looked(text, Hiding.NOTHING) : shown;
  }

  private Hiding here(Hiding above) {
    if (above == Hiding.BY_POINTER || isAtOneOf(pointers)) {
      return Hiding.BY_POINTER;
    }
    return isAtOneOf(never) ? Hiding.NEVER : above;
  }

  private static boolean hides(Hiding here) {
    return here == Hiding.BY_POINTER || here == Hiding.BY_NAME;
  }

  private String looked(String text, Hiding here) {
    return here == Hiding.NEVER ? text : secrets.text(text, steps);
  }

  private Json replaced(Json value, String shown) {
    var text = Json.of(shown);
    if (text.equals(value)) {
      return value;
    }
    if (shown.equals(SecretPatterns.WITHHELD)) {
      if (disclosing) {
        return value;
      }
      hidden.withheld(at, shownAt, null, value);
    } else if (!disclosing) {
      hidden.redacted(shownAt);
    }
    return text;
  }

  private Json object(Json.Obj object, Hiding here) {
    var members = object.members();
    var names = new ShownNames(members.keySet());
    var shown = new TreeMap<String, Json>();
    boolean pair = KEYS.stream().anyMatch(key -> isSecretText(object.get(key)));
    boolean data = Json.of("Secret").equals(object.get("kind")); // of Kubernetes
    members.forEach(
        (name, member) -> {
          boolean named =
              secrets.isSecret(name)
                  || (pair && name.toLowerCase(Locale.ROOT).endsWith("value"))
                  || (data && (name.equals("data") || name.equals("stringData")));
          var below = named && here == Hiding.NOTHING ? Hiding.BY_NAME : here;
          member(name, member, below, names, shown);
        });
    return new Json.Obj(shown);
  }

  private void member(
      String name, Json member, Hiding below, ShownNames names, Map<String, Json> shown) {
    var found = below == Hiding.NEVER ? name : secrets.text(name, steps);
    var looked = disclosing && found.equals(SecretPatterns.WITHHELD) ? name : found;
    var shownName = looked.equals(name) ? name : names.next(looked);
    at.add(name);
    shownAt.add(shownName);
    if (!looked.equals(name) && looked.equals(SecretPatterns.WITHHELD)) {
      hidden.withheld(at, shownAt, name, disclosed(member, below));
      shown.put(shownName, Json.of(SecretPatterns.WITHHELD));
    } else {
      if (!looked.equals(name) && !disclosing) {
        hidden.name(shownAt);
      }
      shown.put(shownName, value(member, below));
    }
    at.removeLast();
    shownAt.removeLast();
  }

  private boolean isSecretText(@Nullable Json value) {
    return value instanceof Json.Str(var text) && secrets.isSecret(text);
  }

  private Json array(List<Json> items, Hiding here) {
    var shown = new ArrayList<Json>();
    var command = new CommandLine(secrets);
    for (var item : items) {
      var step = Integer.toString(shown.size());
      at.add(step);
      shownAt.add(step);
      var below = command.isSecret() && here == Hiding.NOTHING ? Hiding.BY_NAME : here;
      var argument = item instanceof Json.Str(var text) && below == Hiding.NOTHING ? text : null;
      var looked = argument == null ? null : command.shown(argument, steps);
      shown.add(looked == null ? value(item, below) : atPointer(item, looked, below));
      at.removeLast();
      shownAt.removeLast();
      command.next(item);
    }
    return new Json.Arr(shown);
  }

  /** A pointer takes precedence over a command's flag. */
  private Json atPointer(Json item, String looked, Hiding below) {
    return here(below) == Hiding.NOTHING ? replaced(item, looked) : value(item, below);
  }

  private boolean isAtOneOf(List<List<String>> patterns) {
    for (var pattern : patterns) {
      if (pattern.size() == at.size() && isAt(pattern)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(List<String> pattern) {
    steps.take(pattern.size());
    for (int i = 0; i < at.size(); i++) {
      if (!pattern.get(i).equals("*") && !pattern.get(i).equals(at.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Gives names that were left out new ones that no other member has. */
  private static final class ShownNames {
    private final Set<String> taken;
    private final Map<String, Integer> counts = new HashMap<>();

    ShownNames(Set<String> names) {
      this.taken = names;
    }

    /** [redacted], [redacted]', [redacted]'3, and so on. */
    String next(String base) {
      while (true) {
        int count = counts.merge(base, 1, Integer::sum);
        var name = base + (count == 1 ? "" : count == 2 ? "'" : "'" + count);
        if (!taken.contains(name)) {
          return name;
        }
      }
    }
  }
}
