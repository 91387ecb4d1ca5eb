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
 * Reads the mailbox that bounces come to, and notes them with the deliveries they are about. What
 * was noted is marked as read; all other mail stays as it is, for people. Several processes may
 * read the same mailbox: noting a bounce twice is harmless.
 *
 * <p>A Message-ID that the ledger knows is all that counts: nobody can make one up, see {@link
 * EmailChannel}. The sender of a bounce proves nothing, and neither does the recipient it names,
 * which aliases and forwarding change.
 */
public final class Bounces implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

  private static final int MAX_AT_ONCE = 100;

  /** A bounce may be here before the receipt is noted of what it is about. */
  private static final int MAX_LOOKS = 3;

  private final ImapSettings settings;
  private final @Nullable SSLSocketFactory trust;
  private final TendingLedger ledger;
  private final Courier courier;
  private @Nullable Loop loop;

  /** How often a mail was looked at that is still unread, by its number. */
  private final Map<Long, Integer> looks = new HashMap<>();

  /** Mails that a fault was met with; the others go first. */
  private final Set<Long> faulty = new HashSet<>();

  private long validity;
  private volatile boolean isAway;

  /**
   * Begins at once.
   *
   * @param courier is told when a delivery came back, since too few people may be left then
   */
  public static Bounces reading(ImapSettings settings, TendingLedger ledger, Courier courier) {
    var bounces = new Bounces(settings, null, ledger, courier);
    bounces.loop = Loop.start("bounces", "Reading bounces", settings.interval(), bounces::round);
    return bounces;
  }

  /**
   * Does not begin by itself.
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

  /** One look at the mailbox. An outage is told once, and its end. */
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
   * Whether the last look at the mailbox failed. Until the next one succeeds, mail that came back
   * counts as sent.
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

  /** Whether a mail is a bounce, and is noted. */
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
      // One that cannot be read must not keep the others from it, now or for ever.
      looks.merge(mail.uid(), 1, Integer::sum);
      if (!inbox.isOpen()) {
        throw e;
      }
      LOG.debug("a mail that is left alone for now", e);
      return false;
    } catch (RuntimeException e) {
      faulty.add(
          mail.uid()); // the ledger's fault, likely; if it is the mail's, it holds up no other
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
