// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.model.User;
import io.assentor.core.Actor;
import io.assentor.core.Authority;
import io.assentor.core.Role;
import io.assentor.core.call.Principal;
import io.assentor.core.json.Members;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Identities;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves Slack users. A person is identified by the ids of enterprise, workspace and account
 * together, linked by the directory or by the person; a name or an address proves nothing, unless
 * the operator accepts that risk.
 */
final class Accounts {

  /** How long an account's kind is cached; it may change meanwhile. */
  static final Duration SEEN = Duration.ofMinutes(1);

  /** How long a workspace's identity is cached; it may be renamed or join an enterprise. */
  static final Duration HOME = Duration.ofMinutes(10);

  private static final int MAX_SEEN = 10_000;
  private static final int MAX_HOMES = 1_000;

  private final SlackSettings settings;
  private final Directory directory;
  private final Identities identities;
  private final Authority authority;
  private final Workspaces workspaces;
  private final Cache<String, Home> homes;
  private final Cache<Asked, User> seen;

  Accounts(
      SlackSettings settings,
      Directory directory,
      Identities identities,
      Authority authority,
      Timing timing) {
    this.settings = settings;
    this.directory = directory;
    this.identities = identities;
    this.authority = authority;
    this.workspaces = new Workspaces(settings, timing);
    this.homes = cache(MAX_HOMES, HOME, timing);
    this.seen = cache(MAX_SEEN, SEEN, timing);
  }

  private static <K, V> Cache<K, V> cache(int most, Duration kept, Timing timing) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterWrite(kept)
        .ticker(timing::now)
        .executor(Runnable::run)
        .build();
  }

  /**
   * An account in a payload that Slack has authenticated.
   *
   * @param enterprise empty if the workspace belongs to none
   */
  record Account(String enterprise, String team, String user) {

    /** Reads the user of a payload; the team is the user's own, not the channel's. */
    static Account of(Members payload) {
      var user = payload.object("user");
      var enterprise = payload.optionalObject("enterprise");
      return new Account(
          enterprise == null ? "" : Objects.requireNonNullElse(enterprise.optionalString("id"), ""),
          Objects.requireNonNullElse(user.optionalString("team_id"), ""),
          user.string("id"));
    }

    String issuer() {
      return SlackDoor.ACCOUNTS.issuerOf(enterprise, team);
    }

    Principal principal(String tenant) {
      return new Principal(tenant, issuer(), user);
    }
  }

  /**
   * Returns the actor.
   *
   * @throws RuntimeException if Slack does not say what kind of account it is
   */
  Actor acting(String tenant, Account account) {
    var actor = approver(account.principal(tenant));
    if (!actor.isKnown() && !settings.matchEmail()) {
      return actor; // the core refuses people who are not in the directory
    }
    var user = user(tenant, account);
    var why = unfit(user);
    if (why != null) {
      return authority.unfit(actor.principal(), why);
    }
    return actor.isKnown() || !isOfWorkspace(tenant, account, user)
        ? actor
        : byAddress(tenant, user).map(this::approver).orElse(actor);
  }

  /** In Slack, people can only decide. */
  private Actor approver(Principal by) {
    return authority.actor(by, Set.of(Role.APPROVER), Set.of());
  }

  /** Returns why such an account cannot decide, whatever the directory lists. */
  static @Nullable String unfit(User user) {
    if (user.isDeleted()) {
      return "this Slack account is deactivated";
    }
    if (user.isBot() || user.isWorkflowBot()) {
      return "bots cannot decide";
    }
    if (user.isRestricted() || user.isUltraRestricted()) {
      return "guests of the workspace cannot decide";
    }
    return user.isStranger() ? "accounts of other workspaces cannot decide" : null;
  }

  /**
   * Returns the offer for an account that is not linked; empty if it could not decide, or has no
   * confirmed address to compare with the directory's.
   *
   * @throws RuntimeException if Slack does not say what kind of account it is
   */
  Optional<Offer> mayBeLinked(String tenant, Account account) {
    var principal = account.principal(tenant);
    if (!identities.mayBeLinked(principal) || identities.person(principal).isPresent()) {
      return Optional.empty();
    }
    var user = user(tenant, account);
    if (unfit(user) != null || !isOfWorkspace(tenant, account, user)) {
      return Optional.empty();
    }
    var workspace = home(tenant).name;
    return address(user)
        .map(
            address ->
                new Offer(
                    principal,
                    "@%s (%s, %s) in the workspace %s"
                        .formatted(user.getName(), account.user, address, workspace),
                    address));
  }

  /**
   * Administrators of another organisation can give their users any address. In an organisation of
   * several workspaces, all of them count as home.
   */
  private boolean isOfWorkspace(String tenant, Account account, User user) {
    var home = home(tenant);
    if (home.enterprise.isEmpty()) {
      return account.enterprise.isEmpty() && home.team.equals(account.team);
    }
    var enterprise = user.getEnterpriseUser();
    return home.enterprise.equals(account.enterprise)
        && enterprise != null
        && home.enterprise.equals(enterprise.getEnterpriseId());
  }

  /** Two threads at once may both ask, which is harmless. */
  private Home home(String tenant) {
    var known = homes.getIfPresent(tenant);
    if (known != null) {
      return known;
    }
    var home = Home.of(workspaces.of(tenant).whoAmI());
    homes.put(tenant, home);
    return home;
  }

  private record Home(String enterprise, String team, String name) {

    static Home of(AuthTestResponse me) {
      return new Home(
          Objects.requireNonNullElse(me.getEnterpriseId(), ""),
          me.getTeamId(),
          Objects.requireNonNullElse(me.getTeam(), me.getTeamId()));
    }
  }

  /** Only for people without a linked account: matching by address must not bypass a link. */
  private Optional<Principal> byAddress(String tenant, User user) {
    return address(user)
        .map(it -> new Principal(tenant, Directory.EMAIL_ISSUER, it.toLowerCase(Locale.ROOT)))
        .filter(
            by ->
                directory
                    .person(tenant, by.issuer(), by.name())
                    .filter(person -> !hasAccount(tenant, person))
                    .isPresent());
  }

  /** Returns the address that Slack has confirmed, if the app may read it. */
  private static Optional<String> address(User user) {
    return user.getProfile() == null || !user.isEmailConfirmed()
        ? Optional.empty()
        : Optional.ofNullable(user.getProfile().getEmail());
  }

  private boolean hasAccount(String tenant, Person person) {
    return person.contacts().containsKey(Card.CHANNEL)
        || identities.linkedAccounts(tenant, SlackDoor.NAME).containsKey(person.id());
  }

  private record Asked(String tenant, Account account) {}

  private User user(String tenant, Account account) {
    var asked = new Asked(tenant, account);
    var known = seen.getIfPresent(asked);
    if (known != null) {
      return known;
    }
    var user = workspaces.of(tenant).user(account.user);
    seen.put(asked, user);
    return user;
  }

  /** Returns where a user of this tenant reads. */
  SlackApi workspace(String tenant) {
    return workspaces.of(tenant);
  }
}
