// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import io.assentor.core.json.Json;
import io.assentor.testkit.VirtualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clicks, modals and response URLs, received by a small app over HTTP. */
class FakeSlackInteractionsTest {

  private static final String BLOCKS =
      """
      [{"type":"section","text":{"type":"mrkdwn","text":"Delete it?"}},
       {"type":"actions","block_id":"decide","elements":[
        {"type":"button","action_id":"approve","value":"a-1","style":"primary",
         "text":{"type":"plain_text","text":"Approve"}},
        {"type":"button","action_id":"look","url":"https://example.com",
         "text":{"type":"plain_text","text":"Look"}}]}]
      """;

  private static final String VIEW =
      """
      {"type":"modal","callback_id":"deny","private_metadata":"a-1",
       "title":{"type":"plain_text","text":"Deny"},
       "submit":{"type":"plain_text","text":"Deny"},
       "blocks":[
        {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why"},
         "element":{"type":"plain_text_input","action_id":"value","max_length":10}},
        {"type":"input","block_id":"kind","optional":true,
         "label":{"type":"plain_text","text":"Kind"},
         "element":{"type":"static_select","action_id":"value","options":[
          {"value":"x","text":{"type":"plain_text","text":"X"}}]}}]}
      """;

  private final VirtualClock clock = new VirtualClock();
  private final FakeSlack slack =
      FakeSlack.start(clock)
          .withUser("U1", "ann", "ann@example.com")
          .withUser("U2", "bob", "bob@example.com")
          .withChannel("C1", "approvals");
  private final RawClient client = RawClient.of(slack);
  private final BlockingQueue<Json.Obj> heard = new LinkedBlockingQueue<>();
  private volatile Function<Json.Obj, String> answer = payload -> "";
  private HttpServer app;

  @BeforeEach
  void startApp() throws IOException {
    app = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    app.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    app.createContext(
        "/slack",
        exchange -> {
          try (exchange) {
            var raw = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var expected = hmac(headers.getFirst("X-Slack-Request-Timestamp"), raw);
            if (!expected.equals(headers.getFirst("X-Slack-Signature"))) {
              WebApi.send(exchange, 401, Map.of(), "text/plain", "");
              return;
            }
            assertThat(headers.getFirst("Content-Type"))
                .isEqualTo("application/x-www-form-urlencoded");
            var payload = payload(raw);
            heard.add(payload);
            WebApi.send(exchange, 200, Map.of(), "application/json", answer.apply(payload));
          }
        });
    app.start();
    slack.sendingClicksTo(URI.create("http://127.0.0.1:" + app.getAddress().getPort() + "/slack"));
  }

  @AfterEach
  void close() {
    app.stop(0);
    slack.close();
  }

  private static String hmac(String timestamp, byte[] raw) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(
              FakeSlack.SIGNING_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(raw));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Json.Obj payload(byte[] raw) {
    var form = new String(raw, StandardCharsets.UTF_8);
    assertThat(form).startsWith("payload=");
    var json = URLDecoder.decode(form.substring("payload=".length()), StandardCharsets.UTF_8);
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private Message post() throws Exception {
    var answer =
        client.call("chat.postMessage", Map.of("channel", "C1", "text", "hi", "blocks", BLOCKS));
    return slack.message("C1", Tree.text(answer, "ts"));
  }

  @Test
  void click_isSignedAndSaysWhoPressedWhatWhere() throws Exception {
    var message = post();
    var click = slack.person("U1").click(message, "approve");
    assertThat(click.status()).isEqualTo(200);
    var payload = heard.take();
    assertThat(Tree.text(payload, "type")).isEqualTo("block_actions");
    assertThat(Tree.object(payload, "user"))
        .isEqualTo(
            Json.object()
                .put("id", "U1")
                .put("username", "ann")
                .put("name", "ann")
                .put("team_id", "T0FAKE")
                .build());
    assertThat(Tree.text(Tree.object(payload, "container"), "message_ts")).isEqualTo(message.ts());
    assertThat(Tree.text(Tree.object(payload, "channel"), "name")).isEqualTo("approvals");
    assertThat(Tree.array(Tree.object(payload, "message"), "blocks")).isEqualTo(message.blocks());
    assertThat(payload.get("enterprise")).isEqualTo(Json.Null.NULL);
    var action = Tree.objects(Tree.array(payload, "actions")).getFirst();
    assertThat(Tree.text(action, "action_id")).isEqualTo("approve");
    assertThat(Tree.text(action, "block_id")).isEqualTo("decide");
    assertThat(Tree.text(action, "value")).isEqualTo("a-1");
    assertThat(Tree.text(action, "action_ts")).isNotEmpty();
    slack.person("U1").click(message, "look");
    assertThat(Tree.array(heard.take(), "actions").canonicalString())
        .contains("https://example.com");
  }

  @Test
  void click_needsTheButtonToBeThere() throws Exception {
    var message = post();
    client.call(
        "chat.update", Map.of("channel", "C1", "ts", message.ts(), "text", "x", "blocks", "[]"));
    var ann = slack.person("U1");
    assertThatIllegalStateException().isThrownBy(() -> ann.click(message, "approve"));
    assertThat(ann.clickAs(message, "approve").status()).isEqualTo(200);
    assertThatIllegalStateException().isThrownBy(() -> ann.clickAs(message, "explode"));
  }

  @Test
  void click_canBeReplayedAndForged() throws Exception {
    var message = post();
    var click = slack.person("U1").click(message, "approve");
    assertThat(slack.deliver(click.raw(), click.headers()).status()).isEqualTo(200);
    assertThat(heard.take()).isEqualTo(heard.take());
    var button = Tree.elements(Tree.objects(message.blocks()).get(1)).getFirst();
    var forged = slack.blockActions("U9", "T0EVIL", message, button);
    var old = slack.sign(forged, Instant.EPOCH);
    assertThat(slack.deliver(forged, old).status()).isEqualTo(200);
    assertThat(Tree.text(Tree.object(heard.take(), "user"), "team_id")).isEqualTo("T0EVIL");
    assertThat(slack.deliver("payload=%7B%7D".getBytes(StandardCharsets.UTF_8), old).status())
        .isEqualTo(401);
  }

  @Test
  void click_thatIsAnsweredTooLateHasNoStatus() throws Exception {
    var gone = new CountDownLatch(1);
    answer =
        payload -> {
          try {
            gone.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "";
        };
    var patience = Duration.ofMillis(200);
    slack.patience(patience);
    var click = slack.person("U1").click(post(), "approve");
    gone.countDown();
    assertThat(click.status()).isZero();
    assertThat(click.took()).isGreaterThanOrEqualTo(patience);
  }

  @Test
  void responseUrl_speaksToOnePersonFiveTimes() throws Exception {
    slack.person("U1").click(post(), "approve");
    var url = URI.create(Tree.text(heard.take(), "response_url"));
    for (int i = 0; i < 5; i++) {
      assertThat(respond(url, "{\"text\":\"no " + i + "\"}")).isEqualTo("200 ok");
    }
    assertThat(slack.ephemerals()).hasSize(5).contains(new Ephemeral("U1", "no 0", Tree.NOTHING));
    assertThat(slack.violations()).isEmpty();
    assertThat(respond(url, "{\"text\":\"no\"}")).isEqualTo("404 used_url");
    assertThat(slack.violations()).hasSize(1);
  }

  @Test
  void responseUrl_replacesAndDeletes() throws Exception {
    var message = post();
    slack.person("U1").click(message, "approve");
    var url = URI.create(Tree.text(heard.take(), "response_url"));
    assertThat(respond(url, "{}")).isEqualTo("400 no_text");
    assertThat(respond(url, "nonsense")).isEqualTo("400 invalid_payload");
    respond(url, "{\"replace_original\":true,\"text\":\"done\"}");
    assertThat(slack.message("C1", message.ts()).text()).isEqualTo("done");
    respond(url, "{\"response_type\":\"in_channel\",\"text\":\"all\"}");
    assertThat(slack.messages("C1").getLast().text()).isEqualTo("all");
    respond(url, "{\"delete_original\":true}");
    assertThat(
            client.error("chat.update", Map.of("channel", "C1", "ts", message.ts(), "text", "x")))
        .isEqualTo("message_not_found");
  }

  private String respond(URI url, String body) throws Exception {
    var answer =
        client
            .http()
            .send(
                HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private String trigger() throws Exception {
    slack.enforcePace(false);
    slack.person("U1").click(post(), "approve");
    return Tree.text(heard.take(), "trigger_id");
  }

  private View open() throws Exception {
    var opened = client.call("views.open", Map.of("trigger_id", trigger(), "view", VIEW));
    assertThat(Tree.text(Tree.object(opened, "view"), "id")).isNotEmpty();
    return slack.person("U1").views().getLast();
  }

  @Test
  void trigger_opensOneViewInTime() throws Exception {
    var trigger = trigger();
    assertThat(openError(trigger, "{\"type\":\"modal\"}")).isEqualTo("invalid_arguments");
    assertThat(openError(trigger, VIEW)).isEmpty();
    assertThat(slack.violations()).isEmpty();
    assertThat(openError(trigger, VIEW)).isEqualTo("exchanged_trigger_id");
    assertThat(slack.violations()).containsExactly("views.open was called with a used trigger");
    assertThat(openError("1.2.x", VIEW)).isEqualTo("invalid_trigger_id");
    assertThat(slack.person("U1").views()).hasSize(1);
    assertThat(slack.person("U2").views()).isEmpty();
    var late = trigger();
    clock.turn(Duration.ofMillis(3_001));
    assertThat(openError(late, VIEW)).isEqualTo("expired_trigger_id");
  }

  @Test
  void trigger_mayBeUsedAgainWhenNobodyAnswered() throws Exception {
    var trigger = trigger();
    slack.failNext("views.open", Fault.TAKEN_THEN_ERROR, 1);
    client.send("views.open", Map.of("trigger_id", trigger, "view", VIEW));
    assertThat(openError(trigger, VIEW)).isEqualTo("exchanged_trigger_id");
    assertThat(slack.violations()).isEmpty();
  }

  private String openError(String trigger, String view) throws Exception {
    return client.error("views.open", Map.of("trigger_id", trigger, "view", view));
  }

  @Test
  void submission_carriesWhatWasTyped() throws Exception {
    var view = open();
    assertThat(view.callbackId()).isEqualTo("deny");
    assertThat(view.privateMetadata()).isEqualTo("a-1");
    var click = slack.person("U1").submit(view, Map.of("why", "no"));
    assertThat(click.status()).isEqualTo(200);
    var payload = heard.take();
    assertThat(Tree.text(payload, "type")).isEqualTo("view_submission");
    var sent = Tree.object(payload, "view");
    assertThat(Tree.text(sent, "private_metadata")).isEqualTo("a-1");
    assertThat(Tree.text(sent, "root_view_id")).isEqualTo(view.id());
    assertThat(Tree.object(Tree.object(sent, "state"), "values").canonicalString())
        .isEqualTo(
            "{\"kind\":{\"value\":{\"selected_option\":null,\"type\":\"static_select\"}},"
                + "\"why\":{\"value\":{\"type\":\"plain_text_input\",\"value\":\"no\"}}}");
    assertThat(slack.person("U1").views()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> slack.person("U1").submit(view, Map.of("why", "no")));
  }

  @Test
  void submission_isWhatTheModalAllows() throws Exception {
    var view = open();
    var ann = slack.person("U1");
    assertThatIllegalStateException().isThrownBy(() -> ann.submit(view, Map.of()));
    assertThatIllegalStateException()
        .isThrownBy(() -> ann.submit(view, Map.of("why", "x".repeat(11))));
    assertThatIllegalStateException()
        .isThrownBy(() -> ann.submit(view, Map.of("why", "x", "kind", "unknown")));
    assertThatIllegalStateException()
        .isThrownBy(() -> ann.submit(view, Map.of("why", "x", "who", "me")));
    assertThatIllegalStateException()
        .isThrownBy(() -> slack.person("U2").submit(view, Map.of("why", "x")));
    assertThat(heard).isEmpty();
  }

  private Click submitAnd(View view, String answered) {
    answer = payload -> answered;
    return slack.person("U1").submit(view, Map.of("why", "no", "kind", "x"));
  }

  @Test
  void submission_isFollowedByWhatTheAppAnswers() throws Exception {
    var view = open();
    submitAnd(view, "{\"response_action\":\"errors\",\"errors\":{\"why\":\"Say more.\"}}");
    assertThat(slack.person("U1").views()).hasSize(1);
    submitAnd(
        view, "{\"response_action\":\"update\",\"view\":%s}".formatted(VIEW.replace("a-1", "a-2")));
    assertThat(slack.person("U1").views().getFirst().privateMetadata()).isEqualTo("a-2");
    submitAnd(view, "{\"response_action\":\"push\",\"view\":" + VIEW + "}");
    assertThat(slack.person("U1").views()).hasSize(2);
    assertThat(slack.violations()).isEmpty();
    submitAnd(view, "{\"response_action\":\"clear\"}");
    assertThat(slack.person("U1").views()).isEmpty();
  }

  @Test
  void submission_answeredWithNonsenseIsAViolation() throws Exception {
    var view = open();
    submitAnd(view, "{\"response_action\":\"errors\",\"errors\":{\"where\":\"?\"}}");
    submitAnd(view, "{\"response_action\":\"dance\"}");
    submitAnd(view, "{\"response_action\":\"update\",\"view\":{}}");
    submitAnd(view, "ok");
    assertThat(slack.violations()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(slack.person("U1").views()).hasSize(1);
  }

  @Test
  void view_isUpdatedByItsIdUnlessItChangedMeanwhile() throws Exception {
    var view = open();
    var changed = VIEW.replace("a-1", "a-3");
    assertThat(
            client.error(
                "views.update", Map.of("view_id", view.id(), "view", changed, "hash", "old")))
        .isEqualTo("hash_conflict");
    assertThat(client.error("views.update", Map.of("view_id", view.id(), "view", changed)))
        .isEmpty();
    assertThat(slack.person("U1").views().getFirst().privateMetadata()).isEqualTo("a-3");
    assertThat(client.error("views.update", Map.of("view_id", "V9", "view", changed)))
        .isEqualTo("not_found");
  }
}
