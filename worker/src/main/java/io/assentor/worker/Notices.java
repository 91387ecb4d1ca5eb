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

/** Who is to be told what, through which channel. */
public final class Notices {

  private final List<Channel> channels;
  private final String publicUrl;

  /**
   * Over these channels.
   *
   * @param publicUrl where people reach us, without a slash at its end
   */
  public Notices(List<Channel> channels, String publicUrl) {
    this.channels = List.copyOf(channels);
    this.publicUrl = publicUrl;
  }

  /** Everything that should have been sent by now, with the people it tells. */
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
   * The people who were to be asked and could not be told, through any channel. At one address, the
   * last message decides: an announcement that arrived says nothing once a reminder cannot.
   *
   * @param deliveries that were begun so far, the first one first
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

  /** Where a channel reaches somebody. */
  private record Address(String channel, String recipient) {
    static Address of(Delivery.Key key) {
      return new Address(key.channel(), key.recipient());
    }
  }

  /** What there is to tell now: that it is asked, again, or of more people; or how it ended. */
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

  /** Whether it may have been sent, and the channel can find that out. */
  boolean isToBeFound(Delivery doubtful) {
    return doubtful.isDoubtful()
        && channel(doubtful.key().channel()).filter(Channel::findsAgain).isPresent();
  }

  /** Whether it was sent, is kept up to date, and is not. */
  boolean isOutdated(ApprovalRecord entry, Delivery sent) {
    return sent.status() == Delivery.Status.SENT
        && !entry.state().equals(sent.shown())
        && isKeptUpToDate(sent);
  }

  private boolean isKeptUpToDate(Delivery sent) {
    return channel(sent.key().channel()).filter(it -> it.keepsUpToDate(sent)).isPresent();
  }

  /**
   * Whether the recipient of a message that is gone has another one that says how the request
   * stands, or is about to get one.
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
   * What a delivery is to tell.
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

  /** What there is to say now, whatever else was said before. */
  Notice current(ApprovalRecord entry, @Nullable Rendering rendering, List<Delivery> earlier) {
    var occasion = occasions(entry.approval()).getFirst();
    return new Notice(occasion, entry, link(entry), rendering, earlier);
  }

  String link(ApprovalRecord entry) {
    return publicUrl + "/approvals/" + entry.id().uuid();
  }

  /** Empty if it was switched off since. */
  Optional<Channel> channel(String name) {
    return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
  }
}
