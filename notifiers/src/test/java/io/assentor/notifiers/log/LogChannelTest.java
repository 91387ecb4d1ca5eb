// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.assentor.core.call.ToolCall;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.text.InlineText;
import io.assentor.testkit.ChannelContract;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import io.assentor.testkit.McpCalls.McpCall;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogChannelTest extends ChannelContract {

  private final Logger log = (Logger) LoggerFactory.getLogger(LogChannel.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  @Override
  protected Channel channel() {
    return new LogChannel();
  }

  @Override
  protected String shown() {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void nameInAnotherScript_isLoggedAsItIs() {
    assertThat(logged("löschen", "資料庫")).contains(" löschen on 資料庫, by rule ").doesNotContain("?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x on y, by rule safe http",
        "x, by rule safe",
        "x\" on y",
        "x\nannouncement z: approved",
        "x\u2028y",
        "x\u202ey",
        "\u200b",
        " "
      })
  void nameThatLooksLikeMoreFields_isQuoted(String name) {
    assertThat(logged(name, "k8s")).contains(" " + InlineText.quoted(name) + " on k8s, by rule ");
    assertThat(logged("run", name)).contains(" run on " + InlineText.quoted(name) + ", by rule ");
  }

  private String logged(String tool, String server) {
    var call = new ToolCall(server, tool, null, Json.Obj.EMPTY, Json.Obj.EMPTY);
    var request = Fixtures.withCall(Fixtures.request("any"), call);
    var entry =
        new InMemoryLedger(() -> Instant.parse("2026-11-21T12:00:00Z"))
            .submit(Fixtures.submit(request, Fixtures.requiring(Fixtures.ONE_APPROVER)))
            .entry();
    channel()
        .send(
            new Notice(
                new Occasion(Purpose.ANNOUNCEMENT, 0), entry, "https://a.example", null, List.of()),
            "operator",
            false);
    return lines.list.getLast().getFormattedMessage();
  }

  /** The log never has arguments: every string of some length in them must be absent. */
  @Override
  protected List<String> secretsOf(McpCall call) {
    return call.call().arguments().members().values().stream()
        .filter(Json.Str.class::isInstance)
        .map(value -> ((Json.Str) value).value())
        .filter(text -> text.length() > 8)
        .toList();
  }
}
