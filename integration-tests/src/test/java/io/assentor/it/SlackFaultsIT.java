// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.slack.FakeSlack;
import io.assentor.fakes.slack.Fault;
import io.assentor.fakes.slack.Message;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.SlackTeams;
import io.assentor.testkit.Wait;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged server with a Slack that throttles, fails and loses answers. */
@Execution(ExecutionMode.CONCURRENT)
class SlackFaultsIT {

  private static final int CARDS = 150;
  private static final int TEAMS = 30;

  @TempDir private Path data;

  @Test
  void cards_arriveOnceAndSayTheirEndThroughFaultsAndAKill() {
    try (var teams = new SlackTeams(TEAMS);
        var server = Assentor.start(data, settings(teams))) {
      var slack = teams.slack();
      slack.sendingClicksTo(URI.create(server.url() + "/channels/slack"));
      var faults =
          Stream.concat(
              Collections.nCopies(
                      4,
                      List.of(
                          Fault.SERVER_ERROR,
                          Fault.LOST_ANSWER,
                          Fault.TAKEN_THEN_ERROR,
                          Fault.HTML))
                  .stream()
                  .flatMap(List::stream),
              Stream.of(Fault.RATE_LIMITED)); // each of these holds everybody up for a second
      slack.failRandomly(1.0 / 3, 5, faults.toArray(Fault[]::new));
      var asked = new HashMap<String, Answer>();
      for (int i = 0; i < CARDS; i++) {
        var answer = server.api().submit(teams.submission(i));
        asked.put(answer.text("id"), answer);
      }
      Wait.until("a third is posted", () -> slack.messages().size() > CARDS / 3);

      server.kill();
      server.restart(Map.of());
      Wait.until("every card is posted", () -> requests(slack).size() == CARDS);

      decideEverything(slack);
      Wait.until(
          "every card says its end",
          () -> slack.messages().stream().allMatch(card -> card.text().startsWith("Approved by")));
      assertThat(slack.messages()).as("nothing is posted twice").hasSize(CARDS);
      assertThat(slack.violations()).isEmpty();
      for (var id : asked.keySet()) {
        assertThat(server.api().look(asked.get(id)).text("status")).isEqualTo("approved");
      }
      assertThat(server.api().deliveries(asked.values().iterator().next()))
          .anyMatch(it -> it.startsWith("announcement") && it.contains("receipt=card C0TEAM"));
    }
  }

  /** Who fails four times in a row would be tried again after a minute. */
  private static Map<String, String> settings(SlackTeams teams) {
    var settings = new HashMap<>(teams.settings());
    settings.put("ASSENTOR_DELIVERY_RETRY_INTERVAL", "2s");
    return settings;
  }

  /** The requests that cards are about. */
  private static Set<String> requests(FakeSlack slack) {
    return slack.messages().stream().map(SlackFaultsIT::request).collect(Collectors.toSet());
  }

  private static String request(Message card) {
    var text = card.blocks().canonicalString();
    int at = text.indexOf("/approvals/") + "/approvals/".length();
    return text.substring(at, at + 36);
  }

  /** The people of all teams decide at once; one whose card never changes fails the test. */
  private static void decideEverything(FakeSlack slack) {
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      var deciding =
          IntStream.range(0, TEAMS)
              .mapToObj(team -> CompletableFuture.runAsync(() -> decide(slack, team), people))
              .toList();
      deciding.forEach(CompletableFuture::join);
    }
  }

  /** A person presses Approve until the card has no such button any more. */
  private static void decide(FakeSlack slack, int team) {
    var person = slack.person(SlackTeams.member(team));
    for (var card : slack.messages(SlackTeams.channel(team))) {
      Wait.lookingEvery(
          Duration.ofMillis(500),
          "the card is decided: " + card.text(),
          () -> {
            var now = slack.message(card.channel(), card.ts());
            boolean open = now.blocks().canonicalString().contains("\"approve\"");
            if (open) {
              person.clickAs(card, "approve");
            }
            return !open;
          });
    }
  }
}
