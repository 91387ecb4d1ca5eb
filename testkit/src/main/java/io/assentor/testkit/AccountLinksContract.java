// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.Principal;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.Link;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.AccountLinks.Taken;
import io.assentor.core.people.LinkCode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What keeping linked accounts promises. */
public abstract class AccountLinksContract {

  /** Tests share what they run on, and no tenant. */
  private final String tenant = "links-" + UUID.randomUUID();

  private final Principal alice = new Principal(tenant, Fixtures.ISSUER, "alice");
  private final LinkCode code = LinkCode.random();

  private AccountLinks links;

  protected abstract AccountLinks links();

  /** So much time goes by. */
  protected abstract void later(Duration duration);

  @BeforeEach
  void start() {
    links = links();
  }

  private Offer offer(String user) {
    return new Offer(
        new Principal(tenant, "slack:/T1", user), user + " of Acme", user + "@example.com");
  }

  @Test
  void offer_isTakenUpOnce() {
    links.offer(offer("U1"), code);
    assertThat(links.offered(tenant, code)).contains(offer("U1"));
    assertThat(links.link(offer("U1").account())).isEmpty();

    assertThat(links.take(code, "alice", alice)).isEqualTo(Taken.LINKED);

    assertThat(links.link(offer("U1").account()).orElseThrow())
        .returns("alice", Link::person)
        .returns("U1 of Acme", Link::described)
        .returns("U1@example.com", Link::address)
        .returns(alice, Link::by)
        .returns(null, Link::ended);
    assertThat(links.offered(tenant, code)).isEmpty();
    assertThat(links.take(code, "bob", alice)).isEqualTo(Taken.GONE);
    assertThat(links.open(tenant)).hasSize(1);
  }

  @Test
  void offer_standsForMinutes() {
    links.offer(offer("U1"), code);
    later(AccountLinks.OFFER_STANDS.plusSeconds(1));

    assertThat(links.offered(tenant, code)).isEmpty();
    assertThat(links.take(code, "alice", alice)).isEqualTo(Taken.GONE);
    assertThat(links.history(tenant).links()).isEmpty();
  }

  @Test
  void newOffer_voidsTheOneBefore() {
    links.offer(offer("U1"), code);
    var second = LinkCode.random();
    links.offer(offer("U1"), second);

    assertThat(links.offered(tenant, code)).isEmpty();
    assertThat(links.take(code, "alice", alice)).isEqualTo(Taken.GONE);
    assertThat(links.take(second, "alice", alice)).isEqualTo(Taken.LINKED);
  }

  @Test
  void otherTenants_haveNothingToDoWithIt() {
    links.offer(offer("U1"), code);
    var mallory = new Principal("other", Fixtures.ISSUER, "alice");

    assertThat(links.offered("other", code)).isEmpty();
    assertThat(links.take(code, "alice", mallory)).isEqualTo(Taken.GONE);
    links.take(code, "alice", alice);
    var link = links.open(tenant).getFirst();
    assertThat(links.link(new Principal("other", "slack:/T1", "U1"))).isEmpty();
    assertThat(links.end(link.id(), mallory)).isFalse();
    assertThat(links.open(tenant)).containsExactly(link);
  }

  @Test
  void account_andPerson_haveOneLink() {
    links.offer(offer("U1"), code);
    links.take(code, "alice", alice);
    var same = LinkCode.random();
    links.offer(offer("U1"), same);
    var another = LinkCode.random();
    links.offer(offer("U2"), another);

    assertThat(links.take(same, "bob", alice)).isEqualTo(Taken.LINKED_OTHERWISE);
    assertThat(links.take(another, "alice", alice)).isEqualTo(Taken.LINKED_OTHERWISE);
    assertThat(links.open(tenant)).extracting(Link::person).containsExactly("alice");
  }

  @Test
  void person_hasOneLinkForEachService() {
    links.offer(offer("U1"), code);
    var elsewhere = LinkCode.random();
    var account = new Principal(tenant, "chat:acme", "U1");
    links.offer(new Offer(account, "U1 of Acme's chat", "U1@example.com"), elsewhere);

    assertThat(links.take(code, "alice", alice)).isEqualTo(Taken.LINKED);
    assertThat(links.take(elsewhere, "alice", alice)).isEqualTo(Taken.LINKED);

    assertThat(links.open(tenant)).extracting(Link::person).containsExactly("alice", "alice");
  }

  @Test
  void link_endsAndIsNotForgotten() {
    links.offer(offer("U1"), code);
    links.take(code, "alice", alice);
    var link = links.open(tenant).getFirst();
    var admin = new Principal(tenant, Fixtures.ISSUER, "otto");

    assertThat(links.end(link.id(), admin)).isTrue();
    assertThat(links.end(link.id(), admin)).isFalse();

    assertThat(links.link(link.account())).isEmpty();
    assertThat(links.open(tenant)).isEmpty();
    assertThat(links.history(tenant).links())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.id()).isEqualTo(link.id());
              assertThat(it.at()).isEqualTo(link.at());
              assertThat(Objects.requireNonNull(it.ended()).by()).isEqualTo(admin);
            });
    var again = LinkCode.random();
    links.offer(offer("U1"), again);
    assertThat(links.take(again, "alice", alice)).isEqualTo(Taken.LINKED);
    assertThat(links.people(link.account())).containsExactly("alice");
    assertThat(links.people(offer("U2").account())).isEmpty();
    assertThat(links.history(tenant).links()).hasSize(2).element(1).returns(link.id(), Link::id);
  }

  @Test
  void links_areFoundByPersonAccountAndAuthorEvenWhenEnded() {
    links.offer(offer("U1"), code);
    links.take(code, "alice", alice);
    var link = links.open(tenant).getFirst();
    links.end(link.id(), alice);
    var nobody = Set.<Principal>of();

    assertThat(links.touching(tenant, Set.of("alice", "bob"), nobody))
        .extracting(Link::id)
        .containsExactly(link.id());
    assertThat(links.touching(tenant, Set.of(), Set.of(link.account()))).hasSize(1);
    assertThat(links.touching(tenant, Set.of("x"), Set.of(alice, offer("U2").account())))
        .hasSize(1);
    assertThat(links.touching(tenant, Set.of("bob"), Set.of(offer("U2").account()))).isEmpty();
    assertThat(links.touching("other", Set.of("alice"), nobody)).isEmpty();
    assertThat(links.touching(tenant, Set.of(), nobody)).isEmpty();
  }

  @Test
  void manyAtOnce_takeItUpOnce() throws Exception {
    links.offer(offer("U1"), code);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Taken>> rivals =
          IntStream.range(0, 8)
              .<Callable<Taken>>mapToObj(i -> () -> links.take(code, "person-" + i, alice))
              .toList();
      var taken = threads.invokeAll(rivals).stream().map(Future::resultNow).toList();
      assertThat(taken).containsOnlyOnce(Taken.LINKED).contains(Taken.GONE);
    }
    assertThat(links.open(tenant)).hasSize(1);
  }
}
