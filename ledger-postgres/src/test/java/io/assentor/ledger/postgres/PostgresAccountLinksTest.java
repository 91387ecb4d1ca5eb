// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.AccountLinks;
import io.assentor.testkit.AccountLinksContract;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresAccountLinksTest extends AccountLinksContract {

  @Override
  protected AccountLinks links() {
    return new PostgresAccountLinks(PostgresForTests.application());
  }

  @Override
  protected void later(Duration duration) {
    JdbcClient.create(PostgresForTests.owner())
        .sql("update assentor.account_offer set until = until - make_interval(secs => ?)")
        .param((double) duration.toSeconds())
        .update();
  }
}
