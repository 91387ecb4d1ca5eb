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
import io.assentor.core.ledger.Delivery.Purpose;
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
    addressed(entry).forEach(it -> due.put(it.key, it.people));
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

  /** Everybody who is to be told something now, through every channel. */
  private List<Addressed> addressed(ApprovalRecord entry) {
    var addressed = new ArrayList<Addressed>();
    for (var about : subjects(entry.approval())) {
      for (var channel : channels) {
        for (var recipient : channel.recipients(notice(entry, about, null, List.of()))) {
          var key = about.key(entry, channel, recipient.address());
          addressed.add(new Addressed(key, recipient.people()));
        }
      }
    }
    return addressed;
  }

  /** A delivery, and whom it tells. */
  private record Addressed(Delivery.Key key, Set<String> people) {}

  /** What there is to tell now: that it is asked, again, or of more people; or how it ended. */
  private static List<About> subjects(Approval approval) {
    if (approval.closed() != null) {
      int last = Math.max(0, approval.stages().size() - 1);
      int waited = approval.waitingStage().orElse(last);
      return List.of(new About(Purpose.OUTCOME, waited, 0));
    }
    int open = approval.waitingStage().orElseThrow();
    var subjects = new ArrayList<About>();
    subjects.add(new About(Purpose.ANNOUNCEMENT, open, 0));
    var steps = approval.stages().get(open).stage().steps();
    for (var taken : approval.steps()) {
      if (taken.stage() == open) {
        var purpose =
            switch (steps.get(taken.step())) {
              case Step.Remind remind -> Purpose.REMINDER;
              case Step.Widen widen -> Purpose.ESCALATION;
            };
        subjects.add(new About(purpose, open, taken.step()));
      }
    }
    return subjects;
  }

  private record About(Purpose purpose, int stage, int step) {
    Delivery.Key key(ApprovalRecord entry, Channel channel, String address) {
      return new Delivery.Key(entry.id(), channel.name(), address, purpose, stage, step);
    }
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
    var about = new About(key.purpose(), key.stage(), key.step());
    return notice(entry, about, rendering, earlier);
  }

  /** What there is to say now, whatever else was said before. */
  Notice current(ApprovalRecord entry, @Nullable Rendering rendering, List<Delivery> earlier) {
    return notice(entry, subjects(entry.approval()).getFirst(), rendering, earlier);
  }

  private Notice notice(
      ApprovalRecord entry, About about, @Nullable Rendering rendering, List<Delivery> earlier) {
    return new Notice(
        about.purpose, about.stage, about.step, entry, link(entry), rendering, earlier);
  }

  String link(ApprovalRecord entry) {
    return publicUrl + "/approvals/" + entry.id().uuid();
  }

  /** Empty if it was switched off since. */
  Optional<Channel> channel(String name) {
    return channels.stream().filter(channel -> channel.name().equals(name)).findFirst();
  }
}
