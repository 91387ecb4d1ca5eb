// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import io.assentor.core.call.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Accounts of remote services that people, signed in, said are theirs. A link ends; it is never
 * forgotten, so that an auditor can tell for every moment whose an account was.
 */
public interface AccountLinks {

  /** An offer can be taken up for so long. */
  Duration OFFER_STANDS = Duration.ofMinutes(10);

  /**
   * An account that somebody may say is theirs.
   *
   * @param account what it acts as
   * @param described what its service calls it, for whoever is asked whether it is theirs
   * @param address the e-mail address its service has confirmed
   */
  record Offer(Principal account, String described, String address) {}

  /** Offers a link to whoever holds the code. An account has one offer: earlier ones are void. */
  void offer(Offer offer, LinkCode code);

  /** What a code offers; empty if it is void, used, too old or of another tenant. */
  Optional<Offer> offered(String tenant, LinkCode code);

  /**
   * Takes up an offer, once: from now on the account acts as this person.
   *
   * @param by who says so
   */
  Taken take(LinkCode code, String person, Principal by);

  /** What came of taking up an offer. */
  enum Taken {
    LINKED,
    /** The code is void, used, too old or of another tenant. */
    GONE,
    /** The account or the person has a link already; nothing was changed. */
    LINKED_OTHERWISE
  }

  /** The link of an account that has not ended. */
  Optional<Link> link(Principal account);

  /** Ids of everybody an account was ever linked to. */
  Set<String> people(Principal account);

  /**
   * Returns every link, ended or not, that is of one of these people, or whose account or author is
   * one of these identities.
   */
  List<Link> touching(String tenant, Set<String> people, Set<Principal> identities);

  /** A tenant's links that have not ended. */
  List<Link> open(String tenant);

  /** Every link a tenant ever had, newest first. */
  History history(String tenant);

  /**
   * A tenant's links. Those that cannot be believed are listed apart and keep nobody from the rest.
   */
  record History(List<Link> links, List<DamagedLink> damaged) {}

  /**
   * A link that cannot be believed, with what the store says of it. It gives nobody anything.
   *
   * @param why what is wrong with it
   */
  record DamagedLink(UUID id, String why, Principal account, String person, Instant at) {}

  /**
   * Ends a link.
   *
   * @return false if there is none of this id in the tenant of who ends it, or it has ended
   */
  boolean end(UUID id, Principal by);

  /**
   * Since when an account acts as a person.
   *
   * @param described as in {@link Offer}
   * @param address as in {@link Offer}
   * @param person id in the directory
   * @param by who said so
   */
  record Link(
      UUID id,
      Principal account,
      String described,
      String address,
      String person,
      Principal by,
      Instant at,
      @Nullable Ended ended) {}

  /** Who ended a link, and when. */
  record Ended(Principal by, Instant at) {}
}
