// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.slack.FakeSlack;
import io.assentor.notifiers.slack.SlackCheck.Finding;
import io.assentor.policies.YamlDirectory;
import io.assentor.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackCheckTest {

  private static final String DIRECTORY =
      """
      tenants:
        - name: default
          slack: {channels: [{role: approver, channel: C0APPROVE}], outcomes: C0OUTCOMES}
          people:
            - {id: alice, roles: [approver], identities: [{slack: {team: T0FAKE, user: U0ALICE}}]}
            - {id: bob, roles: [approver]}
      """;

  private final FakeSlack slack =
      FakeSlack.start()
          .withChannel("C0APPROVE", "approvals")
          .withChannel("C0OUTCOMES", "outcomes")
          .withUser("U0ALICE", "alice", "alice@example.com");

  @AfterEach
  void close() {
    slack.close();
  }

  @Test
  void goodSetUp_hasNothingToMend() {
    var findings = check(DIRECTORY, FakeSlack.BOT_TOKEN);

    assertThat(findings).allMatch(Finding::good);
    assertThat(findings)
        .extracting(Finding::toString)
        .contains(
            "ok    Socket Mode can be opened",
            "ok    the app has every scope it needs",
            "ok    channel C0APPROVE (#approvals) can be written to",
            "ok    alice (U0ALICE) is notified and can decide in Slack");
    assertThat(slack.messages()).isEmpty();
  }

  @Test
  void everythingThatIsWrong_isNamedWithWhatToDo() {
    slack.withoutScope("im:write").withoutScope("chat:write");
    slack.expel("C0APPROVE");
    slack.archive("C0OUTCOMES");
    slack.deactivate("U0ALICE");
    var directory =
        DIRECTORY
            + "      - {id: carol, contacts: {slack: U0NOBODY}}\n"
            + "      - {id: dave, contacts: {slack: U0DAVE}}\n";
    slack.withUser("U0DAVE", "dave", "dave@example.com");

    assertThat(check(directory, FakeSlack.BOT_TOKEN))
        .filteredOn(finding -> !finding.good())
        .extracting(Finding::text)
        .containsExactly(
            "add the scopes chat:write, im:write and install the app again",
            "the app is not in channel C0APPROVE (#approvals): /invite it there",
            "channel C0OUTCOMES (#outcomes) is archived: name another one in the directory",
            "alice (U0ALICE): this Slack account is deactivated",
            "carol (U0NOBODY) cannot be looked up: user_not_found",
            "dave (U0DAVE) is notified in Slack but cannot decide there: link the account with"
                + " identities: [{slack: {team: T0FAKE, user: U0DAVE}}]");
  }

  @Test
  void wrongToken_isSaidAndNotPrinted() {
    assertThat(check(DIRECTORY, "xoxb-wrong"))
        .filteredOn(finding -> !finding.good())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.text())
                    .isEqualTo(
                        "the bot token of tenant default is not taken: Slack answered invalid_auth"));
  }

  @Test
  void manifest_asksForTheScopesThatAreCheckedAndNoOther() throws IOException {
    var manifest = Files.readString(Path.of("../deploy/slack/manifest.yaml"));
    var scopes =
        manifest
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith("- "))
            .map(line -> line.substring(2).replaceFirst(" #.*", ""))
            .toList();

    assertThat(scopes)
        .containsAll(SlackCheck.SCOPES)
        .contains(SlackCheck.EMAIL_SCOPE)
        .hasSize(SlackCheck.SCOPES.size() + 1);
  }

  private List<Finding> check(String directory, String token) {
    var settings =
        new SlackSettings(
            Map.of("", token),
            FakeSlack.SIGNING_SECRET,
            FakeSlack.APP_TOKEN,
            slack.apiBase(),
            List.of(),
            false,
            null);
    var loaded = YamlDirectory.parse("directory.yaml", directory, Map.of(), Fixtures.CHANNELS);
    return SlackCheck.run(settings, loaded, loaded.everyone());
  }
}
