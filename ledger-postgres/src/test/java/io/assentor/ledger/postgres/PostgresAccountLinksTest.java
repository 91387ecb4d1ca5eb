// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.assentor.core.call.Principal;
import io.assentor.core.ledger.DamageReport;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.LinkCode;
import io.assentor.testkit.AccountLinksContract;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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

  @Test
  void damagedLink_isListedApartAndGivesNobodyAnything() {
    var tenant = "damaged-links-" + UUID.randomUUID();
    for (var user : List.of("U1", "U2", "U3")) {
      var code = LinkCode.random();
      var account = new Principal(tenant, "slack:/T1", user);
      links().offer(new Offer(account, user, user + "@example.com"), code);
      links().take(code, "person-" + user, new Principal(tenant, "https://issuer.example", user));
    }
    var owner = JdbcClient.create(PostgresForTests.owner());
    owner
        .sql(
            "update assentor.account_link set person = 'mallory'"
                + " where tenant = ? and account = 'U1'")
        .param(tenant)
        .update();
    owner
        .sql(
            "update assentor.account_link set linked_at = '-infinity'"
                + " where tenant = ? and account = 'U2'")
        .param(tenant)
        .update();

    var history = links().history(tenant);

    assertThat(history.links()).extracting(it -> it.account().name()).containsExactly("U3");
    assertThat(history.damaged())
        .extracting(it -> it.account().name(), it -> it.why())
        .containsExactlyInAnyOrder(
            tuple("U1", "it was not written by Assentor"),
            tuple("U2", "it was not written by Assentor"));
    assertThat(links().open(tenant)).hasSize(1);
    assertThatThrownBy(() -> links().link(new Principal(tenant, "slack:/T1", "U1")))
        .isInstanceOf(DamagedRecordException.class);
  }

  @Override
  protected void later(Duration duration) {
    JdbcClient.create(PostgresForTests.owner())
        .sql("update assentor.account_offer set until = until - make_interval(secs => ?)")
        .param((double) duration.toSeconds())
        .update();
  }
}
