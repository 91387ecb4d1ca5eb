// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.WithheldPart;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Note;
import io.assentor.core.text.DisplayText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places that are left out of what is shown. If there are very many, only the first are named.
 */
final class Hidden {

  /** The most places named; more would hide the call itself. */
  private static final int MAX_NAMED = 20;

  /** The longest place that a person could read. */
  private static final int MAX_PLACE = 200;

  /** The most places; beyond that, all arguments count as one place. */
  private static final int MAX_WITHHELD = 100;

  private static final int MAX_POINTER = 1_000;

  private final Places redacted = new Places();
  private final Places names = new Places();
  private final Places unseen = new Places();
  private final List<String> withheld = new ArrayList<>();
  private final List<WithheldPart> onRequest = new ArrayList<>();
  private boolean tooMuch;

  void redacted(List<String> shownAt) {
    redacted.add(shownAt);
  }

  void name(List<String> shownAt) {
    names.add(shownAt);
  }

  /**
   * Nothing is shown here.
   *
   * @param at the path in the arguments as they run
   * @param shownAt the path in what is shown
   * @param name the member's name, if it is not shown either
   * @param value what is shown on request
   */
  void withheld(List<String> at, List<String> shownAt, @Nullable String name, Json value) {
    unseen.add(shownAt);
    int length = at.stream().mapToInt(String::length).sum();
    if (withheld.size() == MAX_WITHHELD || length > MAX_POINTER) {
      tooMuch = true;
    } else if (!tooMuch) {
      withheld.add(pointer(at));
      onRequest.add(new WithheldPart(pointer(shownAt), name, value));
    }
  }

  /** Returns whether so much is withheld that all arguments are. */
  boolean isTooMuch() {
    return tooMuch;
  }

  List<String> withheld() {
    return tooMuch ? List.of("") : withheld;
  }

  /** Of single places; see {@link #isTooMuch}. */
  List<WithheldPart> onRequest() {
    return onRequest;
  }

  List<Note> notes() {
    var notes = new ArrayList<Note>();
    if (tooMuch) {
      notes.add(
          Note.of(
              Note.Kind.ALL_WITHHELD,
              "Withheld: all arguments, because too many of them may hold secrets."));
      return notes;
    }
    redacted.note(Note.Kind.REDACTED, "Not shown, because it is or looks like a secret: ", notes);
    names.note(
        Note.Kind.NAME_REDACTED, "A name is not shown, because it looks like a secret: ", notes);
    unseen.note(
        Note.Kind.WITHHELD,
        "Withheld, because a part of it looks like a secret and might also run: ",
        notes);
    return notes;
  }

  private static String pointer(List<String> steps) {
    var pointer = new StringBuilder();
    steps.forEach(step -> pointer.append('/').append(Members.escape(step)));
    return pointer.toString();
  }

  /** Places of one kind. */
  private static final class Places {
    private final List<String> named = new ArrayList<>();
    private int count;

    void add(List<String> steps) {
      if (count++ >= MAX_NAMED) {
        return;
      }
      var place = new StringBuilder();
      for (var step : steps) {
        place.append('/').append(Members.escape(DisplayText.cut(step, MAX_PLACE)));
        if (place.length() > MAX_PLACE) {
          place.append("/…");
          break;
        }
      }
      named.add(place.toString());
    }

    void note(Note.Kind kind, String what, List<Note> notes) {
      if (count > 0) {
        var more = count > named.size() ? " and " + (count - named.size()) + " more" : "";
        notes.add(Note.of(kind, what + String.join(", ", named) + more + "."));
      }
    }
  }
}
