// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.RequestRendering;
import io.assentor.core.approval.Submit;
import io.assentor.core.call.Assurance;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.CallContext;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Party;
import io.assentor.core.call.Release;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.ledger.ShownRequest;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.Tier;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AskedTest {

  private static final AgentHistory HISTORY = new AgentHistory(3, 1, 0);

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"));
  private final ApprovalRecord plain = submitted(Fixtures.submit(Fixtures.request("plain"), HIGH));
  private final ApprovalRecord other = submitted(Fixtures.submit(odd(), LOW));

  private static final Assessment HIGH = Fixtures.requiring(Fixtures.ONE_APPROVER);
  private static final Assessment LOW =
      new Assessment(
          "policy-2",
          "rule-2",
          Tier.LOW,
          List.of(),
          new Effect.Require(Fixtures.ONE_APPROVER),
          List.of(Note.of(Note.Kind.DEFINITION_CHANGED, "the definition changed")));

  private static NewRequest odd() {
    return new NewRequest(
        Fixtures.GATEWAY,
        new ToolCall(
            "files",
            "read",
            "hash",
            Json.object().put("readOnlyHint", Json.Bool.TRUE).build(),
            Json.object().put("path", "/etc/passwd").build()),
        new Party("erin", "https://elsewhere.example", Assurance.VERIFIED),
        new Party("other-bot", "https://elsewhere.example", Assurance.VERIFIED),
        "session-2",
        new CallContext("other words", 7.0, List.of("new tool"), null),
        null,
        false,
        Release.CONSUME,
        null);
  }

  private ApprovalRecord submitted(Submit submit) {
    return ledger.submit(submit).entry();
  }

  private Rendering stored(ApprovalRecord entry) {
    return ledger.rendering(entry.id(), RequestRendering.CHANNEL).orElseThrow();
  }

  private ShownRequest shown(ApprovalRecord entry) {
    return ShownRequest.of(entry, ledger.shown(entry));
  }

  private static List<Object> drawn(InboxRow row) {
    return List.of(
        row.tool(),
        row.server(),
        row.tier(),
        row.rule(),
        row.gist(),
        row.agent(),
        row.subject(),
        row.noted());
  }

  /** Which record it is, when it came and how often; all else is what the view is the hash of. */
  private static List<Object> drawn(Asked asked) {
    return List.of(
        asked.tool(),
        asked.server(),
        asked.tier(),
        asked.rule(),
        Optional.ofNullable(asked.claims()),
        Optional.ofNullable(asked.definitionHash()),
        asked.notes(),
        asked.arguments(),
        asked.redacted(),
        asked.agent(),
        asked.subject(),
        asked.gateway(),
        Optional.ofNullable(asked.session()),
        Optional.ofNullable(asked.words()),
        Optional.ofNullable(asked.risk()));
  }

  /** Another call, other annotations and other people in every other table change nothing shown. */
  @Test
  void everythingShown_isInTheRenderingThatTheViewIsTheHashOf() {
    for (var entry : List.of(plain, other)) {
      var elsewhere = entry.id().equals(plain.id()) ? other : plain;
      assertThat(drawn(Asked.of(elsewhere, shown(entry), HISTORY)))
          .isEqualTo(drawn(Asked.of(entry, shown(entry), HISTORY)));
    }
    assertThat(Asked.of(plain, shown(other), HISTORY).claims())
        .isEqualTo(new Folded("{\"readOnlyHint\":true}", null));
    assertThat(InboxRow.of(plain, shown(other)).gist()).isEqualTo("path: \"/etc/passwd\"");
    assertThat(drawn(InboxRow.of(plain, shown(other))))
        .isEqualTo(drawn(InboxRow.of(other, shown(other))));
  }

  @Test
  void renderingOfAnotherHash_isNotShown() {
    for (var name : stored(other).body().members().keySet()) {
      var altered = Json.object();
      stored(other).body().members().forEach(altered::put);
      altered.put(name, "altered");
      var rendering = new Rendering(RequestRendering.CHANNEL, altered.build());
      assertThat(other.isViewOf(rendering)).as(name).isFalse();
    }
    assertThat(plain.isViewOf(stored(other))).isFalse();
    assertThat(other.isViewOf(stored(other))).isTrue();
  }

  /** It stays in the list, says what is wrong, and cannot be decided with others. */
  @Test
  void damagedRecord_hasARowThatSaysSo() {
    var row = InboxRow.damaged(other.id(), null);
    assertThat(row.tool()).isEqualTo("Damaged record");
    assertThat(row.gist()).contains("restores its record");
    assertThat(row.severally()).isFalse();
  }

  /** Renderings of old do not say all of it. */
  @Test
  void renderingOfOld_isShownAsItWas() {
    var later = Set.of("redacted", "gatewayIssuer", "doors", "withheld");
    var old = Json.object();
    stored(other).body().members().entrySet().stream()
        .filter(member -> !later.contains(member.getKey()))
        .forEach(member -> old.put(member.getKey(), member.getValue()));
    var shown = ShownRequest.of(other, new Rendering(RequestRendering.CHANNEL, old.build()));
    assertThat(Asked.of(other, shown, HISTORY).redacted()).isFalse();
    assertThat(shown.gateway().issuer()).isEqualTo(Fixtures.ISSUER);
    assertThat(shown.doors()).isEmpty();
    assertThat(shown.hasWithheldParts()).isFalse();
  }
}
