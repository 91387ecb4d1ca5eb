// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.json.Pointer;
import io.assentor.core.policy.Note;
import io.assentor.core.text.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hides values at JSON pointers, values of members with certain names, and parts of text that look
 * like secrets; see {@link SecretPatterns}. Any argument may be executed, so a secret is left out
 * only if it is inert; otherwise the whole argument is withheld, and the approver may ask for it.
 */
final class Redaction {

  /**
   * The most steps for finding secrets in one submission. The largest one takes a quarter of it
   * with the shipped patterns; only a policy's own patterns can reach it.
   */
  private static final long MAX_STEPS = 100_000_000;

  private static final List<String> ALL = List.of("");

  private static final List<Note> TOO_MUCH =
      List.of(
          Note.of(
              Note.Kind.ALL_WITHHELD,
              "Withheld: all arguments, because looking for secrets in them takes too long."));

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
   * The result of redaction.
   *
   * @param shown absent if everything may be shown
   * @param notes for approvers: that something is left out, and where
   */
  record Result(@Nullable Shown shown, List<Note> notes) {}

  /**
   * What may be shown of a request.
   *
   * @param more pointers to leave out besides
   * @param never pointers at which nothing is left out for its name or for what it looks like; what
   *     a pointer leaves out stays out, so that no rule discloses what another hides
   */
  Result shown(NewRequest request, List<List<String>> more, List<List<String>> never) {
    return shown(request, more, never, Steps.atMost(MAX_STEPS));
  }

  /** The same, at a cost of so many steps at most. */
  Result shown(NewRequest request, List<List<String>> more, List<List<String>> never, Steps steps) {
    var whole = request.call().arguments();
    var context = request.context();
    try {
      var walk = new RedactionWalk(secrets, union(pointers, more), union(this.never, never), steps);
      var arguments = walk.arguments(whole);
      var words = words(context, steps);
      var notes = walk.hidden().notes();
      if (arguments.equals(whole) && words.equals(context)) {
        return new Result(null, notes);
      }
      var onRequest = walk.onRequest(whole);
      return new Result(new Shown(arguments, words, walk.hidden().withheld(), onRequest), notes);
    } catch (Steps.Exhausted e) {
      return new Result(
          new Shown(RedactionWalk.NOTHING, silenced(context), ALL, onRequest(whole, more)),
          TOO_MUCH);
    }
  }

  /**
   * All but what pointers hide; nothing if even they take too long, and then nobody may approve.
   */
  private List<WithheldPart> onRequest(Json.Obj whole, List<List<String>> more) {
    var hiding = union(pointers, more);
    var steps = Steps.atMost(MAX_STEPS);
    try {
      return new RedactionWalk(SecretPatterns.NONE, hiding, List.of(), steps).all(whole);
    } catch (Steps.Exhausted e) {
      return List.of();
    }
  }

  /**
   * The words of agent and gateway are not executed, so anything that looks like a secret is left
   * out.
   */
  private CallContext words(CallContext context, Steps steps) {
    return new CallContext(
        wordsOrNull(context.justification(), steps),
        context.riskScore(),
        context.riskSignals().stream().map(it -> secrets.words(it, steps)).toList(),
        wordsOrNull(context.traceparent(), steps));
  }

  private @Nullable String wordsOrNull(@Nullable String text, Steps steps) {
    return text == null ? null : secrets.words(text, steps);
  }

  private static CallContext silenced(CallContext context) {
    var justification = context.justification() == null ? null : SecretPatterns.WITHHELD;
    return new CallContext(justification, context.riskScore(), List.of(), null);
  }
}
