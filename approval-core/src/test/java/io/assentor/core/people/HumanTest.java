// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class HumanTest {

  private static final Principal LOGIN = new Principal("t", "https://issuer.example", "alice");
  private static final Principal ACCOUNT = new Principal("t", "slack:/T1", "U1");

  @Test
  void idOrIdentityInCommon_makesOneHuman() {
    var alice = Human.of("alice", LOGIN);
    var renamed = Human.of("asmith", LOGIN);
    var bob = Human.of("bob", ACCOUNT);

    assertThat(Human.distinct(List.of(alice, bob, renamed)))
        .containsExactly(new Human(Set.of("alice", "asmith"), Set.of(LOGIN)), bob);
  }

  /** An id that reads like an issuer's name is no identity. */
  @Test
  void idThatLooksLikeAnIdentity_isNone() {
    assertThat(Human.distinct(List.of(Human.of("U1", LOGIN), Human.of("alice", ACCOUNT))))
        .hasSize(2);
  }

  /** Each knows the next one only, in whatever order they come. */
  @RepeatedTest(20)
  void chain_isOneHuman(RepetitionInfo seed) {
    var chain = new ArrayList<Human>();
    for (int i = 0; i < 50; i++) {
      chain.add(new Human(Set.of("id-" + i, "id-" + (i + 1)), Set.of()));
    }
    chain.add(Human.of("other", LOGIN));
    Collections.shuffle(chain, new Random(seed.getCurrentRepetition()));

    assertThat(Human.distinct(chain)).hasSize(2);
  }
}
