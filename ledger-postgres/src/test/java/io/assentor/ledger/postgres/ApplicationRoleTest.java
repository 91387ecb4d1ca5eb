// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may serve on a ledger. */
class ApplicationRoleTest {

  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());

  @Test
  void roleOfTheMigrations_mayServe() {
    assertThat(tooMighty("assentor_app", "app")).isEmpty();
  }

  @Test
  void superuser_mayNot() {
    assertThat(tooMighty("postgres", "")).contains("it is a superuser");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grant postgres to mighty | revoke postgres from mighty | may become a superuser",
        "alter role mighty createrole | alter role mighty nocreaterole | may make roles",
        "alter role mighty bypassrls | alter role mighty nobypassrls | bypass row security",
        "grant create on schema assentor to mighty | revoke create on schema assentor from mighty"
            + " | may create in the schema",
        "grant delete on assentor.approval_event to mighty"
            + " | revoke delete on assentor.approval_event from mighty | more rights",
        "grant update on assentor.account_link to mighty"
            + " | revoke update on assentor.account_link from mighty | more rights",
        "grant trigger on assentor.delivery to mighty"
            + " | revoke trigger on assentor.delivery from mighty | more rights",
        "alter table assentor.maintenance owner to mighty"
            + " | alter table assentor.maintenance owner to postgres | owns the schema",
      })
  void roleThatMayDoMore_mayNot(String given, String taken, String why) {
    owner
        .sql(
            "do $$ begin create role mighty login password 'm';"
                + " exception when duplicate_object then null; end $$")
        .update();
    owner.sql("grant usage on schema assentor to mighty").update();
    assertThat(tooMighty("mighty", "m")).as("without it").isEmpty();
    owner.sql(given).update();
    try {
      assertThat(tooMighty("mighty", "m").orElseThrow()).contains(why);
    } finally {
      owner.sql(taken).update();
    }
  }

  private static Optional<String> tooMighty(String role, String password) {
    try (var dataSource = PostgresForTests.as(role, password, "postgres")) {
      return new ApplicationRole(JdbcClient.create(dataSource)).tooMighty();
    }
  }
}
