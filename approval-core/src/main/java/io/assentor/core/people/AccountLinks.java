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
 * Links between accounts of remote services and the people who claimed them while signed in. Links
 * can end but are never deleted, so that auditors can tell whose an account was at any time.
 */
public interface AccountLinks {

  /** How long an offer can be accepted. */
  Duration OFFER_STANDS = Duration.ofMinutes(10);

  /**
   * An account that a person may claim.
   *
   * @param account the principal it acts as
   * @param described its name at the service, shown to the person who is asked whether it is theirs
   * @param address the e-mail address its service has confirmed
   */
  record Offer(Principal account, String described, String address) {}

  /** Offers a link to the holder of a code. An account has one offer: earlier ones are void. */
  void offer(Offer offer, LinkCode code);

  /** Returns what a code offers; empty if it is void, used, too old or of another tenant. */
  Optional<Offer> offered(String tenant, LinkCode code);

  /**
   * Accepts an offer, once: from now on the account acts as this person.
   *
   * @param by who accepted the offer
   */
  Taken take(LinkCode code, String person, Principal by);

  /** The result of accepting an offer. */
  enum Taken {
    LINKED,
    /** The code is void, used, too old or of another tenant. */
    GONE,
    /**
     * The account has a link already, or the person has one of the same service, which is what the
     * account's issuer begins with up to a colon. Nothing was changed.
     */
    LINKED_OTHERWISE
  }

  /** Returns an account's open link. */
  Optional<Link> link(Principal account);

  /** Returns the ids of everyone an account was ever linked to. */
  Set<String> people(Principal account);

  /**
   * Returns every link, ended or not, that is of one of these people, or whose account or author is
   * one of these identities.
   */
  List<Link> touching(String tenant, Set<String> people, Set<Principal> identities);

  /** Returns a tenant's open links. */
  List<Link> open(String tenant);

  /** Returns all links of a tenant, newest first. */
  History history(String tenant);

  /** A tenant's links. Damaged ones are listed separately. */
  record History(List<Link> links, List<DamagedLink> damaged) {}

  /**
   * A link that failed verification, with the store's data about it. It has no effect.
   *
   * @param why what is wrong with it
   */
  record DamagedLink(UUID id, String why, Principal account, String person, Instant linkedAt) {}

  /**
   * Ends a link.
   *
   * @return false if the tenant has no link with this id, or it has ended
   */
  boolean end(UUID id, Principal by);

  /**
   * A link: since when an account acts as a person.
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

  /** The end of a link: by whom, and when. */
  record Ended(Principal by, Instant at) {}
}
