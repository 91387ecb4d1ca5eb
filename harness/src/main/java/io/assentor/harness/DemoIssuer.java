// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import io.assentor.fakes.oidc.FakeIssuer;
import io.assentor.fakes.oidc.FakeIssuer.Person;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Evaluation mode's demo people at an issuer of their own, for production, which brings none. */
final class DemoIssuer {

  static final String AUDIENCE = "assentor";

  private static final Map<String, Person> PEOPLE =
      Map.of(
          "gateway", new Person("gateway", "default", List.of("gateway")),
          "gateway2", new Person("gateway2", "default", List.of("gateway")),
          "alice", new Person("alice", "default", List.of("approver")),
          "bob", new Person("bob", "default", List.of("approver")),
          "carol", new Person("carol", "default", List.of("approver")),
          "audrey", new Person("audrey", "default", List.of("auditor")),
          "root", new Person("root", "default", List.of("admin")),
          "dana", new Person("dana", "default", List.of()),
          "other-gateway", new Person("other-gateway", "other", List.of("gateway")),
          "otto", new Person("otto", "other", List.of("gateway", "approver")));

  private static @Nullable FakeIssuer shared;

  private DemoIssuer() {}

  /** One for this process, and for as long. */
  private static synchronized FakeIssuer shared() {
    if (shared == null) {
      shared = FakeIssuer.start();
    }
    return shared;
  }

  static String url() {
    return shared().url();
  }

  /** A token of one of the demo people or gateways. */
  static String token(String who) {
    return shared().accessToken(Objects.requireNonNull(PEOPLE.get(who), who), AUDIENCE);
  }
}
