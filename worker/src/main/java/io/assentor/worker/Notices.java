// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import static java.util.stream.Collectors.toSet;

import io.assentor.core.approval.Approval;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides who is notified of what, through which channel. */
public final class Notices {

  private final List<Channel> channels;
  private final String publicUrl;

  /**
   * Over these channels.
   *
   * @param publicUrl Assentor's address for people, without a trailing slash
   */
  public Notices(List<Channel> channels, String publicUrl) {
    this.channels = List.copyOf(channels);
    this.publicUrl = publicUrl;
  }

  /** Returns everything that should have been sent by now, with the people it notifies. */
  Map<Delivery.Key, Set<String>> due(ApprovalRecord entry) {
    var due = new LinkedHashMap<Delivery.Key, Set<String>>();
    for (var occasion : occasions(entry.approval())) {
      for (var channel : channels) {
        for (var recipient : channel.recipients(entry, occasion)) {
          var key = new Delivery.Key(entry.id(), channel.name(), recipient.address(), occasion);
          due.put(key, recipient.people());
        }
      }
    }
    return due;
  }

  /**
   * Returns the people who should have been asked but could not be reached through any channel. For
   * an address, the last message decides: an announcement that arrived does not count if a later
   * reminder failed.
   *
   * @param deliveries the deliveries begun so far, oldest first
   */
  Set<String> unreached(ApprovalRecord entry, List<Delivery> deliveries) {
    if (deliveries.stream().noneMatch(Delivery::isLost)) {
      return Set.of();
    }
    var due = due(entry);
    var last = new HashMap<Address, Delivery>();
    deliveries.stream()
        .filter(it -> it.settled() && due.containsKey(it.key()))
        .forEach(it -> last.put(Address.of(it.key()), it));
    var settled = deliveries.stream().filter(Delivery::settled).map(Delivery::key).collect(toSet());
    var underWay =
        due.keySet().stream().filter(it -> !settled.contains(it)).map(Address::of).collect(toSet());

    var unreached = new HashSet<String>();
    var reached = new HashSet<String>();
    due.forEach(
        (key, people) -> {
          var address = Address.of(key);
          var told = last.get(address);
          boolean isLost = !underWay.contains(address) && told != null && told.isLost();
          (isLost ? unreached : reached).addAll(people);
        });
    unreached.removeAll(reached);
    return unreached;
  }

  /** An address at which a channel reaches people. */
  private record Address(String channel, String recipient) {
    static Address of(Delivery.Key key) {
      return new Address(key.channel(), key.recipient());
    }
  }

  /** Returns the occasions so far: announcement, reminders, escalations, and the outcome. */
  private static List<Occasion> occasions(Approval approval) {
    if (approval.closed() != null) {
      int last = Math.max(0, approval.stages().size() - 1);
      int waited = approval.waitingStage().orElse(last);
      return List.of(new Occasion(Purpose.OUTCOME, waited));
    }
    int open = approval.waitingStage().orElseThrow();
    var occasions = new ArrayList<Occasion>();
    occasions.add(new Occasion(Purpose.ANNOUNCEMENT, open));
    var steps = approval.stages().get(open).stage().steps();
    for (var taken : approval.steps()) {
      if (taken.stage() == open) {
        var purpose =
            switch (steps.get(taken.step())) {
              case Step.Remind remind -> Purpose.REMINDER;
              case Step.Widen widen -> Purpose.ESCALATION;
            };
        occasions.add(new Occasion(purpose, open, taken.step()));
      }
    }
    return occasions;
  }

  /** Returns whether it may have been sent and the channel can find that out. */
  boolean isToBeFound(Delivery doubtful) {
    return doubtful.isDoubtful()
        && channel(doubtful.key().channel()).filter(Channel::findsAgain).isPresent();
  }

  /** Returns whether it was sent, should be up to date, and is not. */
  boolean isOutdated(ApprovalRecord entry, Delivery sent) {
    return sent.status() == Delivery.Status.SENT
        && !entry.state().equals(sent.shown())
        && isKeptUpToDate(sent);
  }

  private boolean isKeptUpToDate(Delivery sent) {
    return channel(sent.key().channel()).filter(it -> it.keepsUpToDate(sent)).isPresent();
  }

  /**
   * Returns whether the recipient of a lost message has, or is about to get, another one that shows
   * the request's state.
   *
   * @param deliveries that were begun so far
   */
  boolean isReplaced(ApprovalRecord entry, Delivery.Key gone, List<Delivery> deliveries) {
    var address = Address.of(gone);
    var settled = deliveries.stream().filter(Delivery::settled).map(Delivery::key).collect(toSet());
    return due(entry).keySet().stream()
            .anyMatch(it -> Address.of(it).equals(address) && !settled.contains(it))
        || deliveries.stream()
            .filter(it -> Address.of(it.key()).equals(address) && !it.key().equals(gone))
            .anyMatch(it -> it.status() == Delivery.Status.SENT && isKeptUpToDate(it));
  }

  /**
   * Returns the notice for a delivery.
   *
   * @param earlier as in {@link Notice}
   */
  Notice notice(
      ApprovalRecord entry,
      Delivery.Key key,
      @Nullable Rendering rendering,
      List<Delivery> earlier) {
    return new Notice(key.occasion(), entry, link(entry), rendering, earlier);
  }

  /** Returns the notice for the current state, without earlier messages. */
  Notice current(ApprovalRecord entry, @Nullable Rendering rendering, List<Delivery> earlier) {
    var occasion = occasions(entry.approval()).getFirst();
    return new Notice(occasion, entry, link(entry), rendering, earlier);
  }

  String link(ApprovalRecord entry) {
    return publicUrl + "/approvals/" + entry.id().uuid();
  }

  /** Empty if it was the channel has been switched off. */
  Optional<Channel> channel(String name) {
    return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
  }
}
