// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.text.InlineText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who has been notified of a pending request, by its deliveries.
 *
 * @param sentence names everyone who has been notified
 * @param missed people who have not been notified, and why
 */
record Notified(String sentence, List<Missed> missed) {

  /**
   * People whom a message has not reached.
   *
   * @param next when it is retried; absent if it is not
   */
  record Missed(String who, String why, @Nullable Time next) {}

  /** Returns the notifications of one stage. */
  static Notified of(Collection<Delivery> deliveries, int stage) {
    var asking =
        deliveries.stream()
            .filter(it -> it.key().occasion().stage() == stage)
            .filter(it -> it.key().occasion().purpose() != Occasion.Purpose.OUTCOME)
            .filter(it -> !it.people().isEmpty())
            .toList();
    var told = new TreeSet<String>();
    asking.stream()
        .filter(it -> it.status() == Delivery.Status.SENT)
        .forEach(it -> told.addAll(it.people()));
    var missed = new ArrayList<Missed>();
    for (var delivery : asking) {
      var people = new HashSet<>(delivery.people());
      people.removeAll(told);
      if (!people.isEmpty()) {
        missed.add(missed(delivery, people));
      }
    }
    var sentence =
        told.isEmpty()
            ? "No one has been notified yet."
            : "Notified: " + InlineText.list(told) + ".";
    return new Notified(sentence, missed.stream().distinct().toList());
  }

  private static Missed missed(Delivery delivery, Set<String> people) {
    var who = InlineText.list(new TreeSet<>(people));
    var by = " by " + InlineText.word(delivery.key().channel());
    var error = delivery.lastError();
    return switch (delivery.status()) {
      case SENDING, SENT -> new Missed(who, "being notified" + by, null);
      case RETRYING -> {
        var next = delivery.nextTryAt();
        var why = error == null ? "" : ": " + error.message();
        yield new Missed(who, "not notified" + by + why, next == null ? null : Time.of(next));
      }
      case FAILED -> new Missed(who, "cannot be notified" + by, null);
      case RETURNED -> new Missed(who, "not reached" + by + ": the message came back", null);
    };
  }
}
