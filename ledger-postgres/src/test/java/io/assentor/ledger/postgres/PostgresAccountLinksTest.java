// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.call.Principal;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.LinkCode;
import io.assentor.testkit.AccountLinksContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresAccountLinksTest extends AccountLinksContract {

  @Override
  protected AccountLinks links() {
    return new PostgresAccountLinks(
        PostgresForTests.application(), PostgresForTests.KEYS, DamageReport.NONE);
  }

  @Test
  void endedLink_isNeverWrittenAgain() {
    var alice = new Principal("ended-links", "https://issuer.example", "alice");
    var code = LinkCode.random();
    var account = new Principal(alice.tenant(), "slack:/T1", "U1");
    links().offer(new Offer(account, "alice", "alice@example.com"), code);
    links().take(code, "alice", alice);
    assertThat(links().end(links().open(alice.tenant()).getFirst().id(), alice)).isTrue();

    var application = JdbcClient.create(PostgresForTests.application());
    for (var forged : List.of("ended_at = null", "ended_by_name = 'somebody else'")) {
      assertThatThrownBy(
              () ->
                  application
                      .sql("update account_link set " + forged + " where tenant = 'ended-links'")
                      .update())
          .rootCause()
          .hasMessageContaining("this link has ended");
    }
  }

  @Override
  protected void later(Duration duration) {
    JdbcClient.create(PostgresForTests.owner())
        .sql("update assentor.account_offer set until = until - make_interval(secs => ?)")
        .param((double) duration.toSeconds())
        .update();
  }
}
