// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.slack.api.model.User;
import io.assentor.core.Directory;
import io.assentor.core.Directory.Person;
import io.assentor.core.Principal;
import io.assentor.core.Refusal;
import io.assentor.core.json.Members;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who acts in Slack. A person is known by the ids of enterprise, workspace and account that the
 * directory links, all three; a name or an address proves nothing, unless the operator took that
 * risk.
 */
final class Accounts {

  /** Somebody may become a guest meanwhile, but not faster than this is worth asking. */
  private static final long REMEMBERED = Duration.ofMinutes(1).toNanos();

  private static final String ELSEWHERE = "an account of another workspace decides nothing";

  private final SlackSettings settings;
  private final Directory directory;
  private final Map<String, SlackApi> workspaces = new ConcurrentHashMap<>();
  private final Map<Account, Seen> seen = new ConcurrentHashMap<>();

  Accounts(SlackSettings settings, Directory directory) {
    this.settings = settings;
    this.directory = directory;
  }

  /**
   * An account as Slack vouches for it in what it sends us.
   *
   * @param enterprise empty if the workspace belongs to none
   */
  record Account(String enterprise, String team, String user) {

    /** Of who did what a payload tells of; the team is the person's own, not the channel's. */
    static Account of(Members payload) {
      var user = payload.object("user");
      var enterprise = payload.optionalObject("enterprise");
      return new Account(
          enterprise == null ? "" : Objects.requireNonNullElse(enterprise.optionalString("id"), ""),
          Objects.requireNonNullElse(user.optionalString("team_id"), ""),
          user.string("id"));
    }

    String issuer() {
      return Directory.slackIssuer(enterprise, team);
    }
  }

  private record Seen(User user, long at) {}

  /**
   * Whom they act as.
   *
   * @param refusal why they may not act at all; absent if they may
   */
  record Acting(Principal by, @Nullable Refusal refusal) {}

  /**
   * Who acts.
   *
   * @throws RuntimeException if Slack cannot say what kind of account it is
   */
  Acting acting(String tenant, Account account) {
    var by = new Principal(tenant, account.issuer(), account.user);
    boolean linked = directory.person(tenant, by.issuer(), by.name()).isPresent();
    if (!linked && !settings.matchEmail()) {
      return new Acting(by, null); // the core refuses whom the directory does not know
    }
    var user = user(tenant, account);
    boolean elsewhere = user.getTeamId() != null && !user.getTeamId().equals(account.team);
    var why = elsewhere ? ELSEWHERE : unfit(user);
    if (why != null) {
      return new Acting(by, new Refusal.NotAllowed(why));
    }
    return linked ? new Acting(by, null) : new Acting(byAddress(tenant, user).orElse(by), null);
  }

  /** Why such an account decides nothing, whoever the directory takes it for. */
  static @Nullable String unfit(User user) {
    if (user.isDeleted()) {
      return "this Slack account is deactivated";
    }
    if (user.isBot() || user.isWorkflowBot()) {
      return "a bot decides nothing";
    }
    if (user.isRestricted() || user.isUltraRestricted()) {
      return "a guest of the workspace decides nothing";
    }
    return user.isStranger() ? ELSEWHERE : null;
  }

  /** Only for people without a linked account: a link that does not fit is never got around. */
  private Optional<Principal> byAddress(String tenant, User user) {
    var address = user.getProfile() == null ? null : user.getProfile().getEmail();
    if (address == null || !user.isEmailConfirmed()) {
      return Optional.empty();
    }
    var by =
        new Principal(tenant, Directory.EMAIL_ISSUER, address.toLowerCase(java.util.Locale.ROOT));
    return directory
        .person(tenant, by.issuer(), by.name())
        .filter(person -> !hasAccount(person))
        .map(person -> by);
  }

  private static boolean hasAccount(Person person) {
    return person.contacts().containsKey(Card.CHANNEL);
  }

  private User user(String tenant, Account account) {
    long now = System.nanoTime();
    var known = seen.get(account);
    if (known != null && now - known.at < REMEMBERED) {
      return known.user;
    }
    seen.values().removeIf(old -> now - old.at >= REMEMBERED);
    var user = workspace(tenant).user(account.user);
    seen.put(account, new Seen(user, now));
    return user;
  }

  SlackApi workspace(String tenant) {
    return workspaces.computeIfAbsent(
        tenant,
        it ->
            SlackApi.of(
                settings.apiBase(),
                settings
                    .botToken(it)
                    .orElseThrow(() -> new IllegalStateException("no bot token for " + it))));
  }
}
