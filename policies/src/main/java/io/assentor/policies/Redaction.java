// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.json.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people are not shown: values at JSON pointers, values of members with certain names, and
 * parts of text that look like secrets; see {@link SecretPatterns}.
 */
final class Redaction {

  /** So many pointers are named; more would hide the call itself. */
  private static final int MAX_NAMED = 20;

  private final SecretPatterns secrets;
  private final List<List<String>> pointers;
  private final List<List<String>> never;

  private Redaction(SecretPatterns secrets, List<List<String>> pointers, List<List<String>> never) {
    this.secrets = secrets;
    this.pointers = pointers;
    this.never = never;
  }

  /** The defaults, or what a file adds to them or has instead of them. */
  static Redaction of(@Nullable Members members) {
    if (members == null) {
      return new Redaction(SecretPatterns.DEFAULTS, List.of(), List.of());
    }
    boolean defaults =
        Objects.requireNonNullElse(members.optionalBoolean("defaults"), Boolean.TRUE);
    var secrets = (defaults ? SecretPatterns.DEFAULTS : SecretPatterns.NONE).and(members);
    var redaction =
        new Redaction(secrets, pointers(members, "pointers"), pointers(members, "neverRedact"));
    members.end();
    return redaction;
  }

  /** Both together. */
  Redaction and(Redaction other) {
    return new Redaction(
        secrets.and(other.secrets), union(pointers, other.pointers), union(never, other.never));
  }

  private static <T> List<T> union(List<T> one, List<T> two) {
    return Stream.concat(one.stream(), two.stream()).distinct().toList();
  }

  /** JSON pointers (RFC 6901) in which {@code *} stands for any one step. */
  static List<List<String>> pointers(Members members, String name) {
    var pointers = new ArrayList<List<String>>();
    for (var text : members.strings(name)) {
      if (!text.startsWith("/")) {
        throw members.bad(name, "JSON pointers into the arguments, such as /spec/replicas");
      }
      pointers.add(Pointer.steps(text));
    }
    return pointers;
  }

  /**
   * What may be shown, and what is not.
   *
   * @param shown absent if all of it may be
   * @param hidden JSON pointers into the arguments at which something is left out
   */
  record Result(@Nullable Shown shown, List<String> hidden) {

    /** For who decides: that something is left out, and where. */
    Optional<String> note() {
      return hidden.isEmpty()
          ? Optional.empty()
          : Optional.of("Not shown, because it is or looks like a secret: " + named() + ".");
    }

    private String named() {
      return hidden.size() <= MAX_NAMED
          ? String.join(", ", hidden)
          : String.join(", ", hidden.subList(0, MAX_NAMED))
              + " and "
              + (hidden.size() - MAX_NAMED)
              + " more";
    }
  }

  /**
   * What may be shown of a request.
   *
   * @param more pointers to leave out besides
   * @param never pointers at which nothing is left out for its name or for what it looks like; what
   *     a pointer leaves out stays out, so that no rule discloses what another hides
   */
  Result shown(NewRequest request, List<List<String>> more, List<List<String>> never) {
    var walk = new Walk(union(pointers, more), union(this.never, never));
    var arguments = (Json.Obj) walk.value(request.call().arguments(), Hiding.NOTHING);
    var context = request.context();
    var shown =
        new CallContext(
            textOrNull(context.justification()),
            context.riskScore(),
            context.riskSignals().stream().map(secrets::text).toList(),
            textOrNull(context.traceparent()));
    boolean whole = arguments.equals(request.call().arguments()) && shown.equals(context);
    return new Result(whole ? null : new Shown(arguments, shown), walk.hidden);
  }

  private @Nullable String textOrNull(@Nullable String text) {
    return text == null ? null : secrets.text(text);
  }

  /** What holds at one place of the arguments, and below it. */
  private enum Hiding {
    /** What looks like a secret is left out. */
    NOTHING,
    /** It must be seen, whatever it looks like. */
    NEVER,
    /** A name hides it, unless it must be seen. */
    BY_NAME,
    /** A pointer hides it. */
    BY_POINTER
  }

  /** One walk through the arguments. */
  private final class Walk {
    private final List<List<String>> pointers;
    private final List<List<String>> never;
    private final List<String> at = new ArrayList<>();
    private final List<String> shownAt = new ArrayList<>();
    private final List<String> hidden = new ArrayList<>();

    Walk(List<List<String>> pointers, List<List<String>> never) {
      this.pointers = pointers;
      this.never = never;
    }

    Json value(Json value, Hiding above) {
      var here = here(above);
      return switch (value) {
        case Json.Obj(var members) -> object(members, here);
        case Json.Arr(var items) -> array(items, here);
        case Json.Str(var text) ->
            replaced(value, hides(here) ? SecretPatterns.MARK : looked(text, here));
        case Json.Num number -> {
          var text = number.canonicalString();
          boolean shown = !hides(here) && looked(text, here).equals(text);
          yield shown ? number : replaced(number, SecretPatterns.MARK);
        }
        case Json.Bool bool -> hides(here) ? replaced(bool, SecretPatterns.MARK) : bool;
        case Json.Null nothing -> nothing;
      };
    }

    private Hiding here(Hiding above) {
      if (above == Hiding.BY_POINTER || pointers.stream().anyMatch(this::isHere)) {
        return Hiding.BY_POINTER;
      }
      return never.stream().anyMatch(this::isHere) ? Hiding.NEVER : above;
    }

    private static boolean hides(Hiding here) {
      return here == Hiding.BY_POINTER || here == Hiding.BY_NAME;
    }

    private String looked(String text, Hiding here) {
      return here == Hiding.NEVER ? text : secrets.text(text);
    }

    private Json replaced(Json value, String shown) {
      var text = Json.of(shown);
      if (!text.equals(value)) {
        hidden.add("/" + String.join("/", shownAt));
      }
      return text;
    }

    private Json object(Map<String, Json> members, Hiding here) {
      // {name: DB_PASSWORD, value: ...}, as Kubernetes has it
      boolean pair = isSecretText(members.get("name")) || isSecretText(members.get("key"));
      var shown = new TreeMap<String, Json>();
      members.forEach(
          (name, member) -> {
            boolean named = secrets.isSecret(name) || (pair && name.equals("value"));
            var below = named && here == Hiding.NOTHING ? Hiding.BY_NAME : here;
            var shownName = here == Hiding.NEVER ? name : secrets.text(name);
            while (shown.containsKey(shownName)) {
              shownName += "'"; // two names that both were secrets
            }
            shown.put(shownName, inside(member, name, shownName, below));
          });
      return new Json.Obj(shown);
    }

    private boolean isSecretText(@Nullable Json value) {
      return value instanceof Json.Str(var text) && secrets.isSecret(text);
    }

    private Json array(List<Json> items, Hiding here) {
      var shown = new ArrayList<Json>();
      boolean flagged = false;
      for (var item : items) {
        var step = Integer.toString(shown.size());
        var below = flagged && here == Hiding.NOTHING ? Hiding.BY_NAME : here;
        shown.add(inside(item, step, step, below));
        flagged = item instanceof Json.Str(var text) && secrets.isFlag(text);
      }
      return new Json.Arr(shown);
    }

    private Json inside(Json value, String step, String shownStep, Hiding above) {
      at.add(step);
      shownAt.add(Members.escape(shownStep));
      var shown = value(value, above);
      at.removeLast();
      shownAt.removeLast();
      return shown;
    }

    private boolean isHere(List<String> pattern) {
      if (pattern.size() != at.size()) {
        return false;
      }
      for (int i = 0; i < at.size(); i++) {
        if (!pattern.get(i).equals("*") && !pattern.get(i).equals(at.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
