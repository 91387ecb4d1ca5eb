// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.ledger.postgres.LedgerSchema.Fit;
import io.assentor.testkit.InMemoryMacKeys;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
}
