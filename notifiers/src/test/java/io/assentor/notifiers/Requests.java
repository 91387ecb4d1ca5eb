// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Submit;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Salt;
import io.assentor.core.call.ToolCall;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.people.Side;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.policies.YamlPolicyBook;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Requests that are the same each time, judged by the policy of a platform team. */
public final class Requests {

  public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  public static final String LINK =
      "https://assentor.example/approvals/019391d0-0000-7000-8000-000000000000";

  private static final YamlPolicyBook POLICY = platformTeam();

  private Requests() {}

  private static YamlPolicyBook platformTeam() {
    var file = Path.of("../policies/platform-team/policy.yaml");
    try {
      return YamlPolicyBook.parse("policy.yaml", Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This call, with what the agent says of it. */
  public static ApprovalRecord entry(ToolCall call, CallContext context) {
    var request = with(Fixtures.withCall(Fixtures.request("any"), call), context);
    var judgement = POLICY.judge(Fixtures.TENANT, request);
    return entry(request, asking(judgement.assessment()), judgement.redacted());
  }

  /** This request, judged so. */
  public static ApprovalRecord entry(
      NewRequest request, Assessment assessment, @Nullable Shown redacted) {
    var base = Fixtures.submit(request, assessment);
    var submit =
        new Submit(
            new ApprovalId(
                Fixtures.TENANT, UUID.fromString("019391d0-0000-7000-8000-000000000000")),
            request,
            new CallContent(Salt.of(new byte[16]), request.call(), request.context(), redacted),
            base.rendering(),
            assessment,
            "directory-1",
            Side.of("dana"),
            null,
            List.of(),
            null,
            null);
    return new InMemoryLedger(() -> NOW).submit(submit).entry();
  }

  /** What policy allows outright is asked here all the same, to see it on a card. */
  private static Assessment asking(Assessment assessment) {
    if (assessment.effect() instanceof Effect.Require) {
      return assessment;
    }
    var require =
        new Effect.Require(
            new Requirement(
                List.of(new Stage("approver", 1)), Duration.ofMinutes(30), Duration.ofMinutes(10)));
    return new Assessment(
        assessment.policyVersion(),
        assessment.rule(),
        assessment.tier(),
        assessment.trace(),
        require,
        assessment.notes());
  }

  /** The same record, but for another call in its content. */
  public static ApprovalRecord withContent(ApprovalRecord entry, ToolCall other) {
    var content = new CallContent(entry.content().salt(), other, CallContext.NONE, null);
    return new ApprovalRecord(entry.approval(), content, 0, entry.asOf());
  }

  /** The same with other words of the agent. */
  public static NewRequest with(NewRequest base, CallContext context) {
    return new NewRequest(
        base.gateway(),
        base.call(),
        base.subject(),
        base.agent(),
        base.session(),
        context,
        null,
        false,
        base.release(),
        null);
  }
}
