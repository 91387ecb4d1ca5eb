// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Submit;
import io.assentor.core.call.Sha256;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.policy.Assessment;
import io.assentor.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The policy and the directory behind the versions that an approval names. */
class VersionedContentTest {

  private final PostgresLedger ledger = PostgresForTests.ledger();
  private final JdbcClient owner = JdbcClient.create(PostgresForTests.owner());
  private final String policy = remembered("policy");
  private final String directory = remembered("directory");
  private final ApprovalRecord entry = ledger.submit(submit()).entry();

  @Test
  void wholeContent_isNoProblem() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void alteredPolicy_isAProblem() {
    owner
        .sql("update assentor.versioned_content set content = 'allow all' where version = ?")
        .param(policy)
        .update();

    assertThat(problems()).containsExactly("the stored policy is not the one of version " + policy);
  }

  @Test
  void missingDirectory_isAProblem() {
    owner.sql("delete from assentor.versioned_content where version = ?").param(directory).update();

    assertThat(problems()).containsExactly("the directory of version " + directory + " is missing");
  }

  private List<String> problems() {
    return ledger.verify(entry.id()).orElseThrow().problems();
  }

  /** Some content, by its hash. */
  private String remembered(String kind) {
    var content = (kind + " " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
    var version = Sha256.text("", content);
    ledger.remember(version, kind, content);
    return version;
  }

  private Submit submit() {
    var judged = Fixtures.requiring(Fixtures.ONE_APPROVER);
    var assessment =
        new Assessment(policy, judged.rule(), judged.tier(), judged.trace(), judged.effect());
    var request = Fixtures.request("versioned-" + UUID.randomUUID());
    var base = Fixtures.submit(request, assessment);
    return new Submit(
        base.id(),
        base.request(),
        base.content(),
        base.rendering(),
        base.assessment(),
        directory,
        base.side(),
        base.subjectEntry(),
        base.widened(),
        base.unreachable(),
        base.flood());
  }
}
