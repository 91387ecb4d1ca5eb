// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Status;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.testkit.Wait;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketModeTest {

  private final SlackWorld world = new SlackWorld();
  private final FakeSlack slack = world.slack;

  @SuppressWarnings("NullAway.Init") // set before each test
  private SocketMode socket;

  @BeforeEach
  void connect() {
    socket = new SocketMode(world.settings, FakeSlack.APP_TOKEN, world.clicks);
    Wait.until("a socket is open", () -> slack.sockets() == 1);
  }

  @AfterEach
  void close() {
    socket.close();
    world.close();
  }

  @Test
  void click_isCommittedBeforeItIsAcknowledged() {
    var entry = world.asked();
    var click = slack.person("U0ALICE").click(world.card(SlackWorld.ROOM), "approve");

    assertThat(click.status()).isEqualTo(200);
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void denial_getsItsAnswerIntoTheDialog() {
    var entry = world.asked();
    var bob = slack.person("U0BOB");
    bob.click(world.card(SlackWorld.ROOM), "deny");
    bob.submit(bob.views().getLast(), Map.of("words", "no"));

    assertThat(world.now(entry).status()).isEqualTo(Status.DENIED);
    assertThat(bob.views().getLast().body().canonicalString()).contains("Recorded: you denied it.");
  }

  @Test
  void clickThatSlackSendsAgain_countsOnce() {
    var entry = world.asked();
    slack.person("U0ALICE").click(world.card(SlackWorld.ROOM), "approve");
    assertThat(slack.redeliver().status()).isEqualTo(200);

    assertThat(world.events(entry)).containsExactly("Submitted", "Decided", "Approved");
    assertThat(world.attempts(entry)).isEmpty();
  }

  @Test
  void socketThatSlackCloses_isOpenedAgain() {
    slack.disconnectSockets();
    Wait.until(
        "another socket is open",
        () -> slack.requests("apps.connections.open") >= 2 && slack.sockets() >= 1);
    var entry = world.asked();
    var click = slack.person("U0ALICE").click(world.card(SlackWorld.ROOM), "approve");

    assertThat(click.status()).isEqualTo(200);
    assertThat(world.now(entry).status()).isEqualTo(Status.APPROVED);
  }
}
