// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TenantKeysTest {

  private final AtomicLong nanoTime = new AtomicLong();
  private final TenantKeys keys =
      new TenantKeys(JdbcClient.create(PostgresForTests.application()), nanoTime::get);
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());

  @Test
  void erasedKey_isForgotten() {
    var tenant = "erased-" + UUID.randomUUID();
    var before = keys.hash(tenant, "guess");
    assertThat(owner.sql("delete from assentor.tenant_key where tenant = ?").param(tenant).update())
        .isEqualTo(1);
    nanoTime.addAndGet(TenantKeys.KEPT.toNanos() - 1);
    assertThat(keys.hash(tenant, "guess")).isEqualTo(before);

    nanoTime.addAndGet(1);
    assertThat(keys.hash(tenant, "guess")).isNotEqualTo(before);
  }
}
