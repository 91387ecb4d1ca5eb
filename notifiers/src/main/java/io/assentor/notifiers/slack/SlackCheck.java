// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.slack.api.model.User;
import io.assentor.core.channel.Channel.Undeliverable;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks whether Slack is set up so that cards arrive and clicks count, and says what to do if not.
 */
public final class SlackCheck {

  /** The scopes in the manifest, and their purposes. */
  static final Set<String> SCOPES =
      new TreeSet<>(
          Set.of(
              "chat:write",
              "channels:read",
              "groups:read",
              "channels:history",
              "groups:history",
              "im:history",
              "im:write",
              "users:read"));

  /** With it, addresses are compared with the directory's. */
  static final String EMAIL_SCOPE = "users:read.email";

  private final SlackSettings settings;
  private final Directory directory;
  private final List<Finding> findings = new ArrayList<>();

  private SlackCheck(SlackSettings settings, Directory directory) {
    this.settings = settings;
    this.directory = directory;
  }

  /**
   * The result of one check.
   *
   * @param good whether it is correct
   * @param text the finding, or what to do about it
   */
  public record Finding(boolean good, String text) {

    /** On one line. */
    @Override
    public String toString() {
      return (good ? "ok    " : "FIX   ") + text;
    }
  }

  /** Runs all checks. It reads from Slack and changes nothing there. */
  public static List<Finding> run(
      SlackSettings settings, Directory directory, Map<String, List<Person>> peopleByTenant) {
    var check = new SlackCheck(settings, directory);
    check.waysIn();
    new TreeMap<>(peopleByTenant).forEach(check::tenant);
    return check.findings;
  }

  private void good(String text) {
    findings.add(new Finding(true, text));
  }

  private void fix(String text) {
    findings.add(new Finding(false, text));
  }

  private void waysIn() {
    if (!settings.hasWayIn()) {
      fix(
          "no click can come in: set ASSENTOR_SLACK_SIGNING_SECRET (HTTP) or"
              + " ASSENTOR_SLACK_APP_TOKEN (Socket Mode)");
    }
    if (settings.signingSecret() != null) {
      good("clicks may come in at /channels/slack, if the app's request URL points there");
    }
    if (settings.appToken() != null) {
      try {
        SlackApi.client(settings.apiBase(), Timing.REAL).issueSocketModeUrl(settings.appToken());
        good("Socket Mode can be opened");
      } catch (IOException | RuntimeException e) {
        fix(
            "Socket Mode cannot be opened ("
                + e.getMessage()
                + "): the app token needs the scope connections:write, and the app Socket Mode");
      }
    }
  }

  private void tenant(String tenant, List<Person> people) {
    var token = settings.botToken(tenant);
    if (token.isEmpty()) {
      good("tenant " + tenant + " has no bot token, so its people are not notified in Slack");
      return;
    }
    var api = SlackApi.of(settings.apiBase(), token.get(), Timing.REAL);
    String team;
    try {
      var me = api.whoAmI();
      team = me.getTeamId();
      good(
          "tenant "
              + tenant
              + " posts as "
              + me.getUser()
              + " in "
              + me.getTeam()
              + " ("
              + team
              + ")");
      scopes(me.getHttpResponseHeaders().getOrDefault("x-oauth-scopes", List.of()));
    } catch (RuntimeException e) {
      fix("the bot token of tenant " + tenant + " is not taken: " + e.getMessage());
      return;
    }
    var routing = directory.routing(tenant, Card.CHANNEL);
    Stream.concat(routing.rooms().values().stream(), Stream.ofNullable(routing.outcomes()))
        .distinct()
        .sorted()
        .forEach(room -> channel(api, room));
    people.forEach(person -> person(api, team, person, tenant));
  }

  private void scopes(List<String> header) {
    var granted =
        header.stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(String::strip)
            .collect(Collectors.toSet());
    var missing = new TreeSet<>(SCOPES);
    if (settings.matchEmail() || settings.linkPage() != null) {
      missing.add(EMAIL_SCOPE);
    }
    missing.removeAll(granted);
    if (missing.isEmpty()) {
      good("the app has every scope it needs");
    } else {
      fix("add the scopes " + String.join(", ", missing) + " and install the app again");
    }
  }

  private void channel(SlackApi api, String room) {
    try {
      var channel = api.channel(room);
      var name = "channel " + room + " (#" + channel.getName() + ")";
      if (channel.isArchived()) {
        fix(name + " is archived: name another one in the directory");
      } else if (!channel.isMember()) {
        fix("the app is not in " + name + ": /invite it there");
      } else if (channel.isExtShared()) {
        fix(name + " is shared with another organisation, which would read every request");
      } else {
        good(name + " can be written to");
      }
    } catch (Undeliverable e) {
      fix("channel " + room + ": " + e.getMessage() + " (a private one must have the app in it)");
    } catch (RuntimeException e) {
      fix("channel " + room + " cannot be looked up: " + e.getMessage());
    }
  }

  private void person(SlackApi api, String team, Person person, String tenant) {
    var id = person.contacts().get(Card.CHANNEL);
    if (id == null || person.disabled()) {
      return;
    }
    try {
      var user = api.user(id);
      var unfit = Accounts.unfit(user);
      if (unfit != null) {
        fix(person.id() + " (" + id + "): " + unfit);
      } else if (!isLinked(tenant, user, team, person)) {
        var enterprise = enterprise(user);
        fix(
            person.id()
                + " ("
                + id
                + ") is notified in Slack but cannot decide there: link the account with identities:"
                + " [{slack: {"
                + (enterprise.isEmpty() ? "" : "enterprise: " + enterprise + ", ")
                + "team: "
                + Objects.requireNonNullElse(user.getTeamId(), team)
                + ", user: "
                + id
                + "}}]");
      } else {
        good(person.id() + " (" + id + ") is notified and can decide in Slack");
      }
    } catch (RuntimeException e) {
      fix(person.id() + " (" + id + ") cannot be looked up: " + e.getMessage());
    }
  }

  /** Returns the Enterprise Grid organisation; empty if there is none. */
  private static String enterprise(User user) {
    var grid = user.getEnterpriseUser();
    var id = grid == null ? user.getEnterpriseId() : grid.getEnterpriseId();
    return Objects.requireNonNullElse(id, "");
  }

  private boolean isLinked(String tenant, User user, String team, Person person) {
    var home = Objects.requireNonNullElse(user.getTeamId(), team);
    return directory
        .person(tenant, SlackDoor.ACCOUNTS.issuerOf(enterprise(user), home), user.getId())
        .filter(person::equals)
        .isPresent();
  }
}
