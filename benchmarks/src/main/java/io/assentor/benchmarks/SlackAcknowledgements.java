// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import io.assentor.fakes.slack.Message;
import io.assentor.harness.Assentor;
import io.assentor.harness.SlackTeams;
import io.assentor.testkit.Wait;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * How long Slack waits for an acknowledgement, which comes after the commit: so many people click
 * at once while the worker posts and changes cards, with the fake Slack on the same machine.
 */
final class SlackAcknowledgements {

  private static final int TEAMS = 30;

  private SlackAcknowledgements() {}

  /**
   * Clicks on so many cards.
   *
   * @return nanoseconds from a click to its acknowledgement, sorted
   */
  static long[] run(Assentor assentor, SlackTeams teams, int cards, int atOnce) throws Exception {
    var slack = teams.slack();
    slack.sendingClicksTo(URI.create(assentor.url() + "/channels/slack"));
    int before = slack.messages().size();
    for (int i = 0; i < cards; i++) {
      var answer = assentor.api().submit(teams.submission(before + i));
      if (answer.status() != 202) {
        throw new IllegalStateException("not held: " + answer.body());
      }
    }
    Wait.until("all is posted", () -> slack.messages().size() == before + cards);
    var open = new ConcurrentLinkedQueue<>(slack.messages().subList(before, before + cards));
    var took = new ArrayList<Long>();
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Callable<List<Long>>>();
      for (int i = 0; i < atOnce; i++) {
        all.add(() -> clickWhileThereAre(open, teams));
      }
      for (var one : people.invokeAll(all)) {
        took.addAll(one.get());
      }
    }
    return took.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private static List<Long> clickWhileThereAre(
      ConcurrentLinkedQueue<Message> open, SlackTeams teams) {
    var took = new ArrayList<Long>();
    for (var card = open.poll(); card != null; card = open.poll()) {
      int team = Integer.parseInt(card.channel().substring(SlackTeams.channel(0).length() - 1));
      var click = teams.slack().person(SlackTeams.member(team)).clickAs(card, "approve");
      if (click.status() != 200) {
        throw new IllegalStateException("not acknowledged: " + click);
      }
      took.add(click.took().toNanos());
    }
    return took;
  }

  static SlackTeams teams() {
    return new SlackTeams(TEAMS);
  }
}
