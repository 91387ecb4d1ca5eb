// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.testkit.McpCalls.McpCall;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every channel promises. */
public abstract class ChannelContract {

  private final InMemoryLedger ledger =
      new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"));

  /** The channel under test. */
  protected abstract Channel channel();

  /** Everything the channel has shown people so far. */
  protected abstract String shown();

  /** What must never be shown by this channel, given the call. */
  protected List<String> secretsOf(McpCall call) {
    return List.of();
  }

  @Test
  void name_isAConstantWord() {
    assertThat(channel().name()).matches("[a-z]+").isEqualTo(channel().name());
  }

  @Test
  void everyRealCall_isAnnouncedWithItsLinkAndAReceipt() {
    for (var call : McpCalls.all()) {
      var notice = notice(call, Purpose.ANNOUNCEMENT);
      assertThat(channel().recipients(notice.entry(), notice.occasion()))
          .as(call.id())
          .doesNotHaveDuplicates();
      for (var recipient : channel().recipients(notice.entry(), notice.occasion())) {
        assertThat(channel().send(notice, recipient.address(), false)).as(call.id()).isNotEmpty();
      }
      assertThat(shown()).as(call.id()).contains(notice.link());
      for (var secret : secretsOf(call)) {
        assertThat(shown()).as(call.id()).doesNotContain(secret);
      }
    }
  }

  @Test
  void textFromOutside_cannotForgeALine() {
    var forged =
        new ToolCall(
            "server\nFORGED", "tool\u202e\r\nFORGED", null, Json.Obj.EMPTY, Json.Obj.EMPTY);
    var notice = notice(new McpCall("forged", "", forged), Purpose.OUTCOME);
    for (var recipient : channel().recipients(notice.entry(), notice.occasion())) {
      channel().send(notice, recipient.address(), false);
    }
    assertThat(shown().lines()).noneMatch(line -> line.startsWith("FORGED"));
    assertThat(shown()).doesNotContain("\u202e");
  }

  private Notice notice(McpCall call, Purpose purpose) {
    var request = Fixtures.withCall(Fixtures.request("any", null, null), call.call());
    var submit = Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER));
    var entry = ledger.submit(submit).entry();
    var link = "https://assentor.example/approvals/" + entry.id().uuid();
    var rendering = channel().rendering(entry, link).orElse(null);
    return new Notice(new Occasion(purpose, 0), entry, link, rendering, List.of());
  }
}
