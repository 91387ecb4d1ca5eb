// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.core.Approvals;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.TendingLedger;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.work.MemoryBudget;
import io.assentor.notifiers.Channels;
import io.assentor.notifiers.email.EmailSettings;
import io.assentor.notifiers.slack.SlackSettings;
import io.assentor.server.settings.Settings;
import io.assentor.worker.ApprovalWorker;
import io.assentor.worker.ChannelActivities;
import io.assentor.worker.IndexRepairs;
import io.assentor.worker.LedgerActivities;
import io.assentor.worker.Notices;
import io.assentor.worker.Reconciler;
import io.assentor.worker.Recount;
import io.assentor.workflows.TemporalCourier;
import io.temporal.client.WorkflowClient;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The worker and the reconciler. */
@Configuration(proxyBeanMethods = false)
class WorkerRoleConfiguration {

  /**
   * Records being sent may take this fraction of the heap, separately from requests, so that a slow
   * mail server does not cause requests to be refused.
   */
  private static final int SENDING_PART = 8;

  @Bean
  Notices notices(
      Settings settings,
      Optional<SlackSettings> slack,
      Optional<EmailSettings> email,
      Directory directory,
      Identities identities) {
    return new Notices(Channels.all(slack, email, directory, identities), settings.publicUrl());
  }

  @Bean
  ApprovalWorker approvalWorker(
      WorkflowClient client,
      LedgerReader ledger,
      TendingLedger tending,
      Approvals approvals,
      Notices notices,
      TemporalCourier courier,
      Settings settings) {
    var retryInterval = settings.deliveryRetryInterval();
    var memory = new MemoryBudget(Runtime.getRuntime().maxMemory() / SENDING_PART);
    return new ApprovalWorker(
        client,
        new LedgerActivities(ledger, tending, approvals, notices, memory, retryInterval),
        new ChannelActivities(ledger, tending, notices, courier, memory, retryInterval));
  }

  @Bean
  Recount recount(
      LedgerReader ledger, TendingLedger tending, Approvals approvals, Settings settings) {
    var recount = Recount.start(ledger, tending, approvals, settings.directoryGrace());
    recount.resume();
    return recount;
  }

  /** Degraded while the directory leaves pending requests without enough people. */
  @Bean
  HealthIndicator directoryHealth(Recount recount) {
    return () ->
        recount.lacking() == 0
            ? Health.up().build()
            : Health.status("DEGRADED").withDetail("lackingPeople", recount.lacking()).build();
  }

  @Bean
  IndexRepairs indexRepairs(TendingLedger tending) {
    return IndexRepairs.start(tending);
  }

  @Bean
  Reconciler reconciler(TendingLedger tending, TemporalCourier courier, Settings settings) {
    var reconciler = settings.reconciler();
    return Reconciler.start(tending, courier, reconciler.grace(), reconciler.perSecond());
  }
}
