// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is remembered of Slack, and for how long. */
class ForgettingTest {

  private static final Duration MOMENT = Duration.ofNanos(1);

  private final SlackWorld world = new SlackWorld().clickedOverHttp();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void kindOfAnAccount_isAskedForOnceAMinute() {
    world.asked();
    click("U0GUEST");
    click("U0GUEST");
    assertThat(world.slack.requests("users.info")).isEqualTo(1);

    world.later(Accounts.SEEN);
    click("U0GUEST");
    assertThat(world.slack.requests("users.info")).isEqualTo(2);
  }

  @Test
  void homeWorkspace_isAskedForEveryTenMinutes() {
    world.asked();
    offered("U0ERIN", 1);
    int first = world.slack.requests("auth.test");
    offered("U0ERIN", 2);
    assertThat(world.slack.requests("auth.test")).isEqualTo(first);

    world.later(Accounts.HOME);
    offered("U0ERIN", 3);
    assertThat(world.slack.requests("auth.test")).isEqualTo(first + 1);
  }

  @Test
  void channelOfDirectMessages_isAskedForOnceADay() {
    var carol = new Stage(new Eligible.People(Set.of("carol")), 1, List.of());
    world.requirement =
        new Requirement(List.of(carol), Duration.ofMinutes(15), Duration.ofMinutes(5));
    world.asked();
    world.asked();
    assertThat(world.slack.requests("conversations.open")).isEqualTo(1);

    world.later(SlackChannel.DIRECT_KEPT);
    world.asked();
    assertThat(world.slack.requests("conversations.open")).isEqualTo(2);
  }

  @Test
  void workspace_isForgottenWhenItWasNotUsedForAnHour() {
    var workspaces = new Workspaces(world.settings, world.timing);
    var first = workspaces.of(Fixtures.TENANT);
    world.later(Workspaces.KEPT_UNUSED.minus(MOMENT));
    assertThat(workspaces.of(Fixtures.TENANT)).isSameAs(first);
    world.later(Workspaces.KEPT_UNUSED.minus(MOMENT));
    assertThat(workspaces.of(Fixtures.TENANT)).as("used in between").isSameAs(first);

    world.later(Workspaces.KEPT_UNUSED);
    assertThat(workspaces.of(Fixtures.TENANT)).isNotSameAs(first);
  }

  private void click(String user) {
    world.slack.person(user).click(world.card(SlackWorld.ROOM), "approve");
  }

  private void offered(String user, int times) {
    click(user);
    Wait.until(
        user + " is offered a link",
        () ->
            world.slack.ephemerals().stream()
                    .filter(it -> it.text().startsWith("This Slack account is not linked"))
                    .count()
                >= times);
  }
}
