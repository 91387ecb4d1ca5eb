// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.call.Principal;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.LinkCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The in-memory twin of linked accounts. */
public final class InMemoryAccountLinks implements AccountLinks {

  private final Supplier<Instant> clock;
  private final Map<Principal, Standing> offers = new HashMap<>();
  private final List<Link> links = new ArrayList<>();

  public InMemoryAccountLinks(Supplier<Instant> clock) {
    this.clock = clock;
  }

  private record Standing(Offer offer, String hash, Instant until) {}

  @Override
  public synchronized void offer(Offer offer, LinkCode code) {
    offers.put(offer.account(), new Standing(offer, code.hash(), clock.get().plus(OFFER_STANDS)));
  }

  @Override
  public synchronized Optional<Offer> offered(String tenant, LinkCode code) {
    return offers.values().stream()
        .filter(it -> it.hash.equals(code.hash()) && it.until.isAfter(clock.get()))
        .map(Standing::offer)
        .filter(it -> it.account().tenant().equals(tenant))
        .findFirst();
  }

  @Override
  public synchronized Taken take(LinkCode code, String person, Principal by) {
    var offer = offered(by.tenant(), code);
    if (offer.isEmpty()) {
      return Taken.GONE;
    }
    var account = offer.get().account();
    boolean taken =
        open(by.tenant()).stream()
            .anyMatch(it -> it.account().equals(account) || hasOneLike(it, person, account));
    if (taken) {
      return Taken.LINKED_OTHERWISE;
    }
    offers.remove(account);
    links.add(
        new Link(
            UUID.randomUUID(),
            account,
            offer.get().described(),
            offer.get().address(),
            person,
            by,
            clock.get(),
            null));
    return Taken.LINKED;
  }

  private static boolean hasOneLike(Link link, String person, Principal account) {
    return link.person().equals(person) && service(link.account()).equals(service(account));
  }

  private static String service(Principal account) {
    return account.issuer().split(":", 2)[0];
  }

  @Override
  public synchronized Optional<Link> link(Principal account) {
    return open(account.tenant()).stream().filter(it -> it.account().equals(account)).findFirst();
  }

  @Override
  public synchronized Set<String> people(Principal account) {
    return links.stream()
        .filter(it -> it.account().equals(account))
        .map(Link::person)
        .collect(Collectors.toSet());
  }

  @Override
  public synchronized List<Link> touching(
      String tenant, Set<String> people, Set<Principal> identities) {
    return newestFirst(tenant).stream()
        .filter(
            it ->
                people.contains(it.person())
                    || identities.contains(it.account())
                    || identities.contains(it.by()))
        .toList();
  }

  @Override
  public synchronized List<Link> open(String tenant) {
    return newestFirst(tenant).stream().filter(it -> it.ended() == null).toList();
  }

  @Override
  public synchronized History history(String tenant) {
    return new History(newestFirst(tenant), List.of());
  }

  private List<Link> newestFirst(String tenant) {
    var newestFirst = new ArrayList<Link>();
    links.stream().filter(it -> it.account().tenant().equals(tenant)).forEach(newestFirst::add);
    Collections.reverse(newestFirst);
    return newestFirst;
  }

  @Override
  public synchronized boolean end(UUID id, Principal by) {
    var link = open(by.tenant()).stream().filter(it -> it.id().equals(id)).findFirst();
    link.ifPresent(
        it ->
            links.set(
                links.indexOf(it),
                new Link(
                    it.id(),
                    it.account(),
                    it.described(),
                    it.address(),
                    it.person(),
                    it.by(),
                    it.at(),
                    new Ended(by, clock.get()))));
    return link.isPresent();
  }
}
