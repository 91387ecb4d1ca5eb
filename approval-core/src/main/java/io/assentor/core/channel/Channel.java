// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.channel;

import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One way to tell people. */
public interface Channel {

  /** A short constant name, part of every delivery's key. */
  String name();

  /** Returns who is to be told of this occasion, as the request stands now. */
  List<Recipient> recipients(ApprovalRecord entry, Occasion occasion);

  /**
   * Someone to be told.
   *
   * @param address as the channel addresses them
   * @param people ids of the directory people who are told by it; empty if it is nobody in
   *     particular
   */
  record Recipient(String address, Set<String> people) {
    public Recipient {
      people = Set.copyOf(people);
    }
  }

  /**
   * What this channel shows of a request, if people decide on the ground of it. The first one is
   * kept and is what the channel is given to show from then on.
   *
   * @param link as in {@link Notice}
   */
  default Optional<Rendering> rendering(ApprovalRecord entry, String link) {
    return Optional.empty();
  }

  /**
   * Tells one recipient. Where an earlier message that this one belongs to is gone, it is sent as a
   * message of its own.
   *
   * @param recipient a recipient's address
   * @param repeated whether an earlier attempt may have arrived, which this channel cannot find out
   * @return proof of where it went
   * @throws Undeliverable if trying again would not help
   * @throws Later if nothing was sent, and it is known when to try again
   * @throws Uncertain if it may have been sent
   * @throws Fault if nothing was sent, and trying again may help
   */
  String send(Notice notice, String recipient, boolean repeated);

  /** Whether {@link #find} can tell what arrived. */
  default boolean findsAgain() {
    return false;
  }

  /**
   * Finds what an earlier attempt may have sent.
   *
   * @return proof of where it went; empty if it never arrived
   * @throws Undeliverable if that cannot be found out
   */
  default Optional<String> find(Notice notice, String recipient) {
    throw new UnsupportedOperationException(name() + " finds nothing again");
  }

  /** Whether what was sent goes on saying how the request stands, by {@link #update}. */
  default boolean keepsUpToDate(Delivery sent) {
    return false;
  }

  /**
   * Makes what was sent say how the request stands now; doing so twice is harmless.
   *
   * @param notice of what there is to say now
   * @throws Undeliverable if what was sent is not there any more, or cannot say it
   * @throws Later if it is known when to try again
   */
  default void update(Notice notice, Delivery sent) {
    throw new UnsupportedOperationException(name() + " keeps nothing up to date");
  }

  /**
   * What there is to tell.
   *
   * @param link where the request can be reviewed; carries an id and nothing else
   * @param rendering what the channel shows of the request, if it has a rendering of its own
   * @param earlier what this channel was given to send of this request before, oldest first
   */
  record Notice(
      Occasion occasion,
      ApprovalRecord entry,
      String link,
      @Nullable Rendering rendering,
      List<Delivery> earlier) {
    public Notice {
      earlier = List.copyOf(earlier);
    }
  }

  /**
   * The recipient cannot be told through this channel: no such address, no right to write there.
   */
  final class Undeliverable extends RuntimeException {
    public Undeliverable(String why) {
      super(why);
    }
  }

  /** The remote service cannot be reached, or refuses for now. */
  class Fault extends RuntimeException {
    public Fault(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /** Nothing was sent: it is not this one's turn yet. */
  final class Later extends RuntimeException {

    private final transient Duration after;

    public Later(String why, Duration after) {
      super(why);
      this.after = after;
    }

    /** How long to wait before trying again. */
    public Duration after() {
      return after;
    }
  }

  /** The remote service did not say whether it took the message. */
  final class Uncertain extends RuntimeException {
    public Uncertain(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
