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

/** A way to notify people of requests. */
public interface Channel {

  /** Returns a short constant name, which is part of every delivery's key. */
  String name();

  /** Returns the recipients for an occasion, by the request's current state. */
  List<Recipient> recipients(ApprovalRecord entry, Occasion occasion);

  /**
   * A recipient of messages.
   *
   * @param address the address in the channel
   * @param people ids of the people who are notified by it; empty if it is for no one in particular
   */
  record Recipient(String address, Set<String> people) {
    public Recipient {
      people = Set.copyOf(people);
    }
  }

  /**
   * Returns what this channel shows of a request, if people decide by it. The first rendering is
   * stored, and the channel is given that one from then on.
   *
   * @param link as in {@link Notice}
   */
  default Optional<Rendering> rendering(ApprovalRecord entry, String link) {
    return Optional.empty();
  }

  /**
   * Sends to one recipient. If the earlier message that this one belongs to is gone, it is sent as
   * a message of its own.
   *
   * @param recipient a recipient's address
   * @param repeated whether an earlier attempt may have arrived, which this channel cannot find out
   * @return proof of delivery
   * @throws Undeliverable if retrying would not help
   * @throws Later if nothing was sent, and it is known when to retry
   * @throws Uncertain if it may have been sent
   * @throws Fault if nothing was sent, and retrying may help
   */
  String send(Notice notice, String recipient, boolean repeated);

  /** Returns whether {@link #find} can find out what arrived. */
  default boolean findsAgain() {
    return false;
  }

  /**
   * Finds a message that an earlier attempt may have sent.
   *
   * @return proof of delivery; empty if it never arrived
   * @throws Undeliverable if this cannot be found out
   */
  default Optional<String> find(Notice notice, String recipient) {
    throw new UnsupportedOperationException(name() + " finds nothing again");
  }

  /** Returns whether sent messages are kept up to date, by {@link #update}. */
  default boolean keepsUpToDate(Delivery sent) {
    return false;
  }

  /**
   * Updates a sent message to the request's current state; doing so twice is harmless.
   *
   * @param notice the message for the current state
   * @throws Undeliverable if the message is gone or cannot be updated
   * @throws Later if it is known when to retry
   */
  default void update(Notice notice, Delivery sent) {
    throw new UnsupportedOperationException(name() + " keeps nothing up to date");
  }

  /**
   * A message to send.
   *
   * @param link where the request can be reviewed; carries an id and nothing else
   * @param rendering the stored rendering, if the channel has its own
   * @param earlier earlier deliveries of this request through this channel, oldest first
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

  /** Why a message was not sent, or may not have been: something outside, not a bug. */
  abstract sealed class Failure extends RuntimeException {

    Failure(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /**
   * The recipient cannot be reached through this channel: the address does not exist, or the
   * channel may not write to it.
   */
  final class Undeliverable extends Failure {
    public Undeliverable(String why) {
      super(why, null);
    }
  }

  /** The remote service cannot be reached, or refuses temporarily. */
  non-sealed class Fault extends Failure {
    public Fault(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /** Nothing was sent: other messages are ahead in the queue. */
  final class Later extends Failure {

    private final transient Duration after;

    public Later(String why, Duration after) {
      super(why, null);
      this.after = after;
    }

    /** Returns how long to wait before the next attempt. */
    public Duration after() {
      return after;
    }
  }

  /** It is unknown whether the remote service accepted the message. */
  final class Uncertain extends Failure {
    public Uncertain(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }
}
