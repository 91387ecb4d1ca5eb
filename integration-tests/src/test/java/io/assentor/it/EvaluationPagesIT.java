// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Assentor;
import io.assentor.harness.ChromiumAtHand;
import io.assentor.it.Browser.Screen;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The first minute: sample requests, the demo people and the mailbox, as a new user finds them. */
@ExtendWith(ChromiumAtHand.class)
@TestMethodOrder(OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // started before the first test
class EvaluationPagesIT {

  private static Assentor server;
  private static Browser alice;

  @BeforeAll
  static void open(@TempDir Path data) {
    server = Assentor.start(data, Map.of("ASSENTOR_EVALUATION_MAILBOX", "true"));
    alice = Browser.open(server.url()).signIn("alice", "/inbox");
  }

  @AfterAll
  static void close() {
    alice.close();
    server.close();
  }

  private static List<JsonNode> recorded() {
    var answer = server.api().get("audrey", "/v1/audit/approvals?limit=200");
    return answer.body().get("items").valueStream().toList();
  }

  private static void assertAccessibleEverywhere(String path) {
    for (var screen : List.of(Screen.SMALL_PHONE, Screen.TABLET, Screen.DESK)) {
      alice.look(screen, screen == Screen.TABLET);
      alice.go(path);
      alice.assertAccessible();
    }
    alice.look(Screen.DESK, false);
  }

  @Test
  @Order(1)
  void forgedForm_createsNothing() {
    var visit = new Visit(server.url());
    visit.signIn("bob", "/inbox");
    assertThat(visit.post("/inbox/samples", Map.of()).statusCode()).isEqualTo(403);
    assertThat(visit.post("/inbox/samples", Map.of("_csrf", "made-up")).statusCode())
        .isEqualTo(403);
    assertThat(recorded()).isEmpty();
  }

  @Test
  @Order(2)
  void emptyInbox_offersSampleRequestsThatComeFromAGateway() {
    assertThat(alice.text(".additions")).contains("Evaluation mode", "Demo people", "Mailbox");
    assertAccessibleEverywhere("/inbox");

    alice.click(".nothing button");

    alice.awaitText(".message.good", "Sample requests created.");
    assertThat(alice.text(".message.good")).contains("22 waiting for approval, 3 allowed");
    assertThat(alice.has(".nothing")).as("the offer goes once requests wait").isFalse();
    assertThat(recorded())
        .extracting(it -> it.at("/request/tool/name").asString())
        .containsExactlyInAnyOrderElementsOf(
            McpCalls.all().stream().map(it -> it.call().name()).toList());
    assertThat(recorded())
        .extracting(it -> it.at("/request/gateway/id").asString())
        .containsOnly("gateway");
    assertAccessibleEverywhere("/inbox");
  }

  @Test
  @Order(3)
  void mailbox_isGroupedByRequestAndInLocalTime() {
    long mails = 3 * 22; // approvers and requests
    Wait.until(
        "every approver has mail about every request",
        () -> {
          alice.go("/mailbox");
          return Objects.equals(count(".thread li"), mails);
        });
    assertThat(count(".thread")).isEqualTo(22L);
    assertThat(
            alice.script(
                """
                const local = new Intl.DateTimeFormat(
                    navigator.languages, { dateStyle: 'medium', timeStyle: 'medium' });
                return [...document.querySelectorAll('time')]
                    .filter(it => it.textContent !== local.format(new Date(it.dateTime)))
                    .map(it => it.textContent);
                """))
        .as("times that are not in the reader's zone")
        .isEqualTo(List.of());
    assertAccessibleEverywhere("/mailbox");
    assertAccessibleEverywhere("/mailbox/1");
    alice.go("/mailbox");
    alice.click(".thread p a");
    alice.find("#approve");
    assertThat(alice.complaints()).isEmpty();
  }

  @Test
  @Order(4)
  void demoPeople_areDescribedAfterSignIn() {
    alice.go("/inbox");
    alice.click(".additions a");
    assertThat(alice.text("main").replaceAll("\\s+", " "))
        .contains(
            "alice role approver",
            "audrey role auditor",
            "root role admin",
            "dana no role",
            "Cannot decide the sample requests",
            "Tenant other");
    assertAccessibleEverywhere("/account/demo-people");
  }

  private static @Nullable Object count(String css) {
    return alice.script("return document.querySelectorAll('" + css + "').length");
  }
}
