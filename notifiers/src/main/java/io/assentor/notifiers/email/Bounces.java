// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.Courier;
import io.assentor.core.FailureLog;
import io.assentor.core.Loop;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.notifiers.email.Inbox.Mail;
import jakarta.mail.MessagingException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the mailbox for bounces and records them with their deliveries. Recorded bounces are marked
 * as read; all other mail stays unread, for people. Several processes may read the same mailbox,
 * because recording a bounce twice is harmless.
 *
 * <p>Only a Message-ID that the ledger knows counts, because it cannot be guessed; see {@link
 * EmailChannel}. The sender of a bounce proves nothing, and neither does the recipient it names,
 * which aliases and forwarding change.
 */
public final class Bounces implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

  private static final int MAX_AT_ONCE = 100;

  /** A bounce may arrive before the receipt of its mail is recorded. */
  private static final int MAX_LOOKS = 3;

  private final ImapSettings settings;
  private final @Nullable SSLSocketFactory trust;
  private final TendingLedger ledger;
  private final Courier courier;
  private @Nullable Loop loop;

  /** How often an unread mail was checked, by its number. */
  private final Map<Long, Integer> looks = new HashMap<>();

  /** Mails that caused a fault; the others go first. */
  private final Set<Long> faulty = new HashSet<>();

  private long validity;
  private volatile boolean isAway;

  /**
   * Starts reading at once.
   *
   * @param courier is notified of returned deliveries, because too few people may be left then
   */
  public static Bounces reading(ImapSettings settings, TendingLedger ledger, Courier courier) {
    var bounces = new Bounces(settings, null, ledger, courier);
    bounces.loop = Loop.start("bounces", "Reading bounces", settings.interval(), bounces::round);
    return bounces;
  }

  /**
   * Makes one that does not start by itself.
   *
   * @param trust as in {@link Inbox#open}
   */
  Bounces(
      ImapSettings settings,
      @Nullable SSLSocketFactory trust,
      TendingLedger ledger,
      Courier courier) {
    this.settings = settings;
    this.trust = trust;
    this.ledger = ledger;
    this.courier = courier;
  }

  /** Checks the mailbox once. An outage is logged once, and so is its end. */
  void round() {
    try (var inbox = Inbox.open(settings, trust)) {
      read(inbox);
      if (isAway) {
        LOG.info("Bounces are read again from {}", settings);
      }
      isAway = false;
    } catch (MessagingException | RuntimeException e) {
      if (!isAway) {
        LOG.warn(
            "Reading bounces from {} failed; bounced mail counts as sent until it succeeds: {}",
            settings,
            FailureLog.text(e.toString()));
      }
      isAway = true;
    }
  }

  /**
   * Returns whether the last check of the mailbox failed. Until one succeeds, bounced mail counts
   * as sent.
   */
  public boolean isAway() {
    return isAway;
  }

  private void read(Inbox inbox) throws MessagingException {
    if (inbox.validity() != validity) {
      looks.clear();
      faulty.clear();
      validity = inbox.validity();
    }
    var unread = inbox.unread();
    looks.keySet().retainAll(unread.stream().map(Mail::uid).collect(Collectors.toSet()));
    var next =
        unread.stream()
            .filter(mail -> looks(mail) < MAX_LOOKS)
            .sorted(
                Comparator.<Mail>comparingInt(mail -> faulty.contains(mail.uid()) ? 1 : 0)
                    .thenComparingInt(this::looks))
            .limit(MAX_AT_ONCE)
            .toList();
    int noted = 0;
    for (var mail : next) {
      noted += note(inbox, mail) ? 1 : 0;
    }
    LOG.debug("Checked {} mails, recorded {} bounces", next.size(), noted);
  }

  private int looks(Mail mail) {
    return looks.getOrDefault(mail.uid(), 0);
  }

  /** Returns whether a mail is a bounce and was recorded. */
  private boolean note(Inbox inbox, Mail mail) throws MessagingException {
    try {
      var bounce = Bounce.of(inbox.beginning(mail));
      if (bounce.isEmpty()) {
        looks.put(mail.uid(), MAX_LOOKS);
        return false;
      }
      var approval = ledger.bounced(Letter.CHANNEL, bounce.get().messageId(), bounce.get().why());
      looks.merge(mail.uid(), approval.isPresent() ? MAX_LOOKS : 1, Integer::sum);
      if (approval.isPresent()) {
        courier.moved(approval.get());
        inbox.markRead(mail);
      }
      return approval.isPresent();
    } catch (MessagingException e) {
      // A mail that cannot be read must not block the others, now or later.
      looks.merge(mail.uid(), 1, Integer::sum);
      if (!inbox.isOpen()) {
        throw e;
      }
      LOG.debug("a mail that is left alone for now", e);
      return false;
    } catch (RuntimeException e) {
      faulty.add(
          mail.uid()); // probably the ledger's fault; if it is the mail's, it does not block others
      throw e;
    }
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }
}
