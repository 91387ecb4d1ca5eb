// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Event;
import io.assentor.ledger.postgres.LedgerSchema.Fit;
import io.assentor.testkit.InMemoryMacKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class LedgerSchemaTest {

  @Test
  void schema_isComparedByTheRoleThatRuns() throws IOException {
    try (var server = EmbeddedPostgres.start()) {
      var owner = server.getPostgresDatabase();
      var application = server.getDatabase("assentor_app", "postgres");
      var jdbc = JdbcClient.create(owner);
      jdbc.sql("create role assentor_app login").update();
      assertThat(LedgerSchema.fit(application)).as("never migrated").isEqualTo(Fit.OLDER);

      LedgerSchema.migrate(owner, "assentor_app", new InMemoryMacKeys());
      assertThat(LedgerSchema.fit(application)).isEqualTo(Fit.CURRENT);

      var newest = "(select max(installed_rank) from assentor.flyway_schema_history)";
      jdbc.sql(
              "insert into assentor.flyway_schema_history select installed_rank + 1, '9999',"
                  + " 'later', type, 'V9999__later.sql', checksum, installed_by, installed_on,"
                  + " execution_time, true from assentor.flyway_schema_history"
                  + " where installed_rank = "
                  + newest)
          .update();
      assertThat(LedgerSchema.fit(application)).isEqualTo(Fit.NEWER);

      jdbc.sql("delete from assentor.flyway_schema_history where version = '9999'").update();
      jdbc.sql("delete from assentor.flyway_schema_history where installed_rank = " + newest)
          .update();
      assertThat(LedgerSchema.fit(application)).as("one is missing").isEqualTo(Fit.OLDER);

      jdbc.sql("revoke all on assentor.flyway_schema_history from assentor_app").update();
      assertThat(LedgerSchema.fit(application)).as("not to be seen").isEqualTo(Fit.OLDER);
    }
  }

  /**
   * A process that takes a stored form for damage must not start where others write it. Whoever
   * adds a form adds a migration, and changes both lists.
   */
  @Test
  void storedForms_areThoseOfTheNewestMigration() throws IOException {
    try (var server = EmbeddedPostgres.start()) {
      var owner = server.getPostgresDatabase();
      JdbcClient.create(owner).sql("create role assentor_app login").update();
      assertThat(LedgerSchema.migrate(owner, "assentor_app", new InMemoryMacKeys()))
          .last()
          .isEqualTo("12");
    }
    assertThat(
            Stream.of(Event.class, Event.Closing.class)
                .flatMap(it -> Stream.of(it.getPermittedSubclasses()))
                .filter(Class::isRecord))
        .extracting(Class::getSimpleName)
        .containsExactlyInAnyOrder(
            "Submitted",
            "Decided",
            "Disclosed",
            "Reminded",
            "Escalated",
            "Approved",
            "Denied",
            "Expired",
            "Cancelled",
            "Failed",
            "Consumed",
            "Revoked",
            "Reported");
  }
}
