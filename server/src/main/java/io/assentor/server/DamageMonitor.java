// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.text.DisplayText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The damaged records that this process found. Each is logged when it is found and once an hour
 * while it is still read, but only a few lines an hour in total, so that an attacker cannot fill
 * the log.
 */
final class DamageMonitor implements DamageReport, HealthIndicator {

  private static final Logger LOG = LoggerFactory.getLogger(DamageMonitor.class);

  private static final long HOUR = Duration.ofHours(1).toNanos();

  /** The most log lines per hour. */
  static final int MAX_LINES = 60;

  /** The most records tracked; more are not counted. */
  static final int MAX_KEPT = 1_000;

  /** The most records named in health. */
  private static final int SHOWN = 20;

  private final LongSupplier nanoTime;
  private final Consumer<String> log;
  private final Map<String, Found> damaged = new LinkedHashMap<>();

  /** Read without the lock for every record, because there is nearly always no damage. */
  private volatile int count;

  private long hourBegan;
  private int lines;

  DamageMonitor() {
    this(System::nanoTime, LOG::error);
  }

  /**
   * Makes a monitor with a clock and a log.
   *
   * @param log receives the lines
   */
  DamageMonitor(LongSupplier nanoTime, Consumer<String> log) {
    this.nanoTime = nanoTime;
    this.log = log;
    this.hourBegan = nanoTime.getAsLong();
  }

  private record Found(String message, long loggedAt) {}

  @Override
  public synchronized void damaged(DamagedRecordException found) {
    long now = nanoTime.getAsLong();
    var name = name(found.tenant(), found.subject());
    var before = damaged.get(name);
    if (before != null && now - before.loggedAt < HOUR) {
      return;
    }
    if (before == null && damaged.size() >= MAX_KEPT) {
      return;
    }
    var message = DisplayText.line(String.valueOf(found.getMessage())); // parts of it are stored
    damaged.put(name, new Found(message, now));
    count = damaged.size();
    log(now, message);
  }

  private void log(long now, String message) {
    if (now - hourBegan >= HOUR) {
      hourBegan = now;
      lines = 0;
    }
    lines++;
    if (lines <= MAX_LINES) {
      log.accept("Damaged record; it cannot be decided until it is restored: " + message);
    } else if (lines == MAX_LINES + 1) {
      log.accept("More damaged records were found; they are logged again in an hour");
    }
  }

  @Override
  public void whole(ApprovalId id) {
    if (count > 0) {
      restored(id.tenant(), "approval " + id.uuid());
    }
  }

  @Override
  public void whole(String tenant, Supplier<String> subject) {
    if (count > 0) {
      restored(tenant, subject.get());
    }
  }

  private synchronized void restored(String tenant, String subject) {
    if (damaged.remove(name(tenant, subject)) != null) {
      count = damaged.size();
      LOG.info("No longer damaged: {} of tenant {}", subject, tenant);
    }
  }

  private static String name(String tenant, String subject) {
    return tenant + "/" + subject;
  }

  /** Returns the number of records known to be damaged. */
  int count() {
    return count;
  }

  private synchronized List<String> some() {
    return damaged.values().stream().limit(SHOWN).map(Found::message).toList();
  }

  @Override
  public Health health() {
    return count == 0
        ? Health.up().build()
        : Health.status("DEGRADED")
            .withDetail("damagedRecords", count)
            .withDetail("some", some())
            .build();
  }
}
