// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.model.Message.Metadata;
import com.slack.api.model.block.Blocks;
import com.slack.api.model.block.composition.BlockCompositions;
import com.slack.api.model.block.element.BlockElements;
import com.slack.api.socket_mode.SocketModeClient;
import com.slack.api.socket_mode.response.AckResponse;
import com.slack.api.socket_mode.response.SocketModeResponse;
import com.slack.api.util.http.SlackHttpClient;
import io.assentor.core.json.Json;
import io.assentor.testkit.Wait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slack's own client takes the fake for Slack. */
class FakeSlackSdkTest {

  private final FakeSlack slack =
      FakeSlack.start().withUser("U1", "ann", "ann@example.com").withChannel("C1", "approvals");
  private final Slack sdk = Slack.getInstance(config(slack));
  private final MethodsClient methods = sdk.methods(FakeSlack.BOT_TOKEN);

  private static SlackConfig config(FakeSlack slack) {
    var config = new SlackConfig();
    config.setMethodsEndpointUrlPrefix(slack.apiBase());
    return config;
  }

  @AfterEach
  void close() throws Exception {
    sdk.close();
    slack.close();
  }

  private Message post() throws Exception {
    var blocks =
        Blocks.asBlocks(
            Blocks.section(it -> it.text(BlockCompositions.markdownText("Delete it?"))),
            Blocks.actions(
                List.of(
                    BlockElements.button(
                        it ->
                            it.actionId("approve")
                                .value("a-1")
                                .text(BlockCompositions.plainText("Approve"))))));
    var posted =
        methods.chatPostMessage(
            it ->
                it.channel("U1")
                    .text("Delete it?")
                    .blocks(blocks)
                    .metadata(
                        Metadata.builder()
                            .eventType("e")
                            .eventPayload(Map.of("id", "a-1"))
                            .build()));
    assertThat(posted.isOk()).as(posted.toString()).isTrue();
    assertThat(posted.getMessage().getBlocks()).hasSize(2);
    return slack.message(posted.getChannel(), posted.getTs());
  }

  @Test
  void methods_understandTheAnswers() throws Exception {
    var test = methods.authTest(it -> it);
    assertThat(test.getTeamId()).isEqualTo(FakeSlack.TEAM);
    assertThat(String.valueOf(test.getHttpResponseHeaders().get("x-oauth-scopes")))
        .contains("chat:write");
    var message = post();
    var history =
        methods.conversationsHistory(it -> it.channel("D1").includeAllMetadata(true).limit(10));
    var found = history.getMessages().getFirst();
    assertThat(found.getTs()).isEqualTo(message.ts());
    assertThat(found.getMetadata().getEventPayload()).containsEntry("id", "a-1");
    var updated = methods.chatUpdate(it -> it.channel("D1").ts(message.ts()).text("Done"));
    assertThat(updated.getMessage().getText()).isEqualTo("Done");
    var ann = methods.usersLookupByEmail(it -> it.email("ann@example.com"));
    assertThat(ann.getUser().getId()).isEqualTo("U1");
    assertThat(ann.getUser().getTeamId()).isEqualTo(FakeSlack.TEAM);
    assertThat(methods.conversationsOpen(it -> it.users(List.of("U1"))).getChannel().getId())
        .isEqualTo("D1");
    assertThat(methods.conversationsInfo(it -> it.channel("C1")).getChannel().isMember()).isTrue();
  }

  @Test
  void methods_understandTheRefusals() throws Exception {
    var refused =
        methods.chatPostMessage(
            it -> it.channel("C1").blocksAsString("[{\"type\":\"header\"}]").text("hi"));
    assertThat(refused.getError()).isEqualTo("invalid_blocks");
    assertThat(refused.getResponseMetadata().getMessages().getFirst())
        .contains("missing required field: text");
    slack.failNext("users.info", Fault.RATE_LIMITED, 1);
    assertThatThrownBy(() -> methods.usersInfo(it -> it.user("U1")))
        .isInstanceOfSatisfying(
            SlackApiException.class,
            e -> {
              assertThat(e.getResponse().code()).isEqualTo(429);
              assertThat(e.getResponse().header("Retry-After")).isEqualTo("1");
            });
  }

  @Test
  void lostAnswer_onAConnectionUsedBeforeMakesTheSdkSendAgainByItself() throws Exception {
    methods.authTest(it -> it);
    slack.failNext("chat.postMessage", Fault.LOST_ANSWER, 1);
    assertThat(methods.chatPostMessage(it -> it.channel("C1").text("hi")).isOk()).isTrue();
    assertThat(slack.messages("C1")).hasSize(2);
  }

  @Test
  void lostAnswer_isAnErrorOfAnSdkThatMayNotSendAgain() throws Exception {
    var http =
        new SlackHttpClient(
            SlackHttpClient.buildOkHttpClient(config(slack))
                .newBuilder()
                .retryOnConnectionFailure(false)
                .build());
    var careful = Slack.getInstance(config(slack), http).methods(FakeSlack.BOT_TOKEN);
    careful.authTest(it -> it);
    slack.failNext("chat.postMessage", Fault.LOST_ANSWER, 1);
    assertThatIOException()
        .isThrownBy(() -> careful.chatPostMessage(it -> it.channel("C1").text("hi")));
    http.close();
    assertThat(slack.messages("C1")).hasSize(1);
  }

  @Test
  void socket_deliversClicksAndTakesAcknowledgements() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (var socket = connect(heard, "{\"text\":\"thanks\"}")) {
      var click = slack.person("U1").click(post(), "approve");
      assertThat(click.status()).isEqualTo(200);
      assertThat(click.body()).isEqualTo("{\"text\":\"thanks\"}");
      assertThat(click.headers()).isEmpty();
      assertThat(heard.take()).contains("\"block_actions\"", "\"approve\"");
      assertThat(slack.redeliver().status()).isEqualTo(200);
      assertThat(heard.take()).contains("\"block_actions\"");
      assertThat(slack.deliver(click.raw(), Map.of()).status()).isEqualTo(200);
      assertThat(socket.verifyConnection()).isTrue();
      assertThat(slack.violations()).isEmpty();
    }
    Wait.until("the socket is closed", () -> slack.sockets() == 0);
  }

  @Test
  void socket_modalIsClosedByAnEmptyAcknowledgement() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (var socket = connect(heard, null)) {
      assertThat(slack.person("U1").click(post(), "approve").body()).isEmpty();
      var payload = Json.parseObject(heard.take().getBytes(StandardCharsets.UTF_8));
      var opened =
          methods.viewsOpen(
              it ->
                  it.triggerId(Tree.text(payload, "trigger_id"))
                      .viewAsString(
                          "{\"type\":\"modal\",\"title\":{\"type\":\"plain_text\",\"text\":\"t\"},"
                              + "\"blocks\":[{\"type\":\"divider\"}]}"));
      assertThat(opened.getError()).isNull();
      var ann = slack.person("U1");
      assertThat(ann.views()).extracting(it -> it.id()).containsExactly(opened.getView().getId());
      assertThat(ann.submit(ann.views().getFirst(), Map.of()).status()).isEqualTo(200);
      assertThat(ann.views()).isEmpty();
      assertThat(socket.verifyConnection()).isTrue();
    }
  }

  @Test
  void socket_comesBackWhenSlackAsksForIt() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (var socket = connect(heard, null)) {
      int before = slack.requests("apps.connections.open");
      slack.disconnectSockets();
      Wait.until(
          "the socket is opened anew",
          () -> slack.requests("apps.connections.open") > before && slack.sockets() > 0);
      Wait.until(
          "a click arrives again",
          () -> {
            try {
              slack.enforcePace(false);
              return slack.person("U1").click(post(), "approve").status() == 200;
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(slack.violations()).isEmpty();
      assertThat(socket.getAppToken()).isEqualTo(FakeSlack.APP_TOKEN);
    }
  }

  @Test
  void socket_nobodyAnswersMeansNoStatus() throws Exception {
    assertThat(slack.person("U1").click(post(), "approve").status()).isZero();
  }

  private SocketModeClient connect(BlockingQueue<String> heard, @Nullable String payload)
      throws Exception {
    var socket = sdk.socketMode(FakeSlack.APP_TOKEN, SocketModeClient.Backend.JavaWebSocket);
    socket.addInteractiveEnvelopeListener(
        envelope -> {
          heard.add(envelope.getPayload().toString());
          if (payload == null) {
            SocketModeResponse ack =
                AckResponse.builder().envelopeId(envelope.getEnvelopeId()).build();
            socket.sendSocketModeResponse(ack);
          } else {
            socket.sendSocketModeResponse(
                "{\"envelope_id\":\"%s\",\"payload\":%s}"
                    .formatted(envelope.getEnvelopeId(), payload));
          }
        });
    socket.connect();
    Wait.until("the socket is open", () -> slack.sockets() == 1);
    return socket;
  }
}
