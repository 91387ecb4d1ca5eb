// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.assentor.core.channel.Channel;
import io.assentor.core.json.Json;
import io.assentor.testkit.ChannelContract;
import io.assentor.testkit.McpCalls.McpCall;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
