// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people and agents of each tenant, as the operator lists them. */
public interface Directory {

  /** Hash of the directory's canonical content. */
  String version();

  /** The person an issuer knows by this subject. */
  Optional<Person> person(String tenant, String issuer, String subject);

  Optional<Person> person(String tenant, String id);

  Optional<Agent> agent(String tenant, String id);

  /** Everyone who holds the role and is not disabled. */
  List<Person> holders(String tenant, String role);

  /** A human being. */
  record Person(String id, Set<String> roles, boolean disabled) {
    public Person {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * A piece of software that acts.
   *
   * @param owner id of the person who answers for it
   */
  record Agent(String id, @Nullable String owner) {}
}
