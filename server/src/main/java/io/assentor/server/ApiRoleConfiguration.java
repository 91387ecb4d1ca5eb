// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ClientAddress;
import io.assentor.api.DecisionTokens;
import io.assentor.api.Faults;
import io.assentor.api.SubmissionLimit;
import io.assentor.api.Waiters;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.ledger.LedgerTail;
import io.assentor.server.settings.KeyFile;
import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Beans of the role {@code api}. */
@Configuration(proxyBeanMethods = false)
class ApiRoleConfiguration {

  @Bean
  Waiters waiters(LedgerReader ledger, LedgerTail tail, Settings settings) {
    return Waiters.start(ledger, tail, settings.api().maxWaiting());
  }

  /** Before the web server drains, so that waiting gateways are answered instead of cut off. */
  @Bean
  ApplicationListener<ContextClosedEvent> answerWaiters(Waiters waiters) {
    return closing -> waiters.close();
  }

  @Bean
  ClientAddress clientAddress(Settings settings) {
    try {
      return new ClientAddress(settings.api().trustedProxies());
    } catch (IllegalArgumentException e) {
      throw new StartupException("ASSENTOR_TRUSTED_PROXIES names " + e.getMessage());
    }
  }

  @Bean
  SubmissionLimit submissionLimit(Settings settings) {
    return new SubmissionLimit(settings.api().submissionsPerMinute());
  }

  @Bean
  DecisionTokens decisionTokens(Settings settings) {
    var key = KeyFile.of(settings.data().resolve("decision-key.json")).ecKey();
    return new DecisionTokens(settings.publicUrl(), key);
  }

  /** The database is unreachable or has no free connection; a wrong statement would be a bug. */
  @Bean
  Faults faults() {
    return fault ->
        fault instanceof DataAccessResourceFailureException
            || fault instanceof TransientDataAccessException
            || fault instanceof RecoverableDataAccessException
            || fault instanceof TransactionException;
  }
}
