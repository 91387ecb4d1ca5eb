// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.DamageReport;
import io.assentor.testkit.LedgerContract;
import org.springframework.jdbc.core.simple.JdbcClient;

class PostgresLedgerTest extends LedgerContract {

  @Override
  protected Opened open() {
    var jdbc = JdbcClient.create(PostgresForTests.application());
    return new Opened(
        PostgresForTests.ledger(),
        new PostgresTending(jdbc, PostgresForTests.KEYS, DamageReport.NONE),
        new PostgresTail(jdbc));
  }

  @Override
  protected void damage(ApprovalId id, Damage damage) {
    var statement =
        switch (damage) {
          case UNREADABLE_EVENT -> "update assentor.approval_event set body = 'nonsense'";
          case FORGED_EVENT ->
              "update assentor.approval_event set body = convert_to(replace("
                  + "convert_from(body, 'UTF8'), '\"v\":1', '\"v\":1 '), 'UTF8')";
          case WRONG_MAC -> "update assentor.approval_event set mac = ''";
          case WRONG_CHAIN -> "update assentor.approval_event set hash = '\\x00'";
          case MISSING_EVENT -> "update assentor.approval_event set seq = seq + 1";
          case NO_EVENTS -> "delete from assentor.approval_event";
          case FORGED_CALL -> "update assentor.approval_content set body = '{}'";
          case WRONG_SALT -> "update assentor.approval_content set salt = '\\x00'";
          case MISSING_CALL -> "delete from assentor.approval_content";
          case MISSING_RENDERING -> "delete from assentor.rendering";
          case FORGED_RENDERING -> "update assentor.rendering set body = '{}'";
          case UNREADABLE_DELIVERY -> "update assentor.delivery set purpose = 'IMAGINED'";
        };
    JdbcClient.create(PostgresForTests.owner())
        .sql(statement + " where approval_id = ?")
        .param(id.uuid())
        .update();
  }
}
