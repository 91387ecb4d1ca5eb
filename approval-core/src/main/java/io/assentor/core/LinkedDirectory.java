// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The operator's directory, and the Slack accounts its people linked themselves. What the operator
 * lists goes first; whom the directory does not know no link makes known.
 */
public final class LinkedDirectory implements Directory {

  private final Directory listed;
  private final AccountLinks links;

  public LinkedDirectory(Directory listed, AccountLinks links) {
    this.listed = listed;
    this.links = links;
  }

  @Override
  public String version() {
    return listed.version();
  }

  @Override
  public Optional<Person> person(String tenant, String issuer, String subject) {
    var person = listed.person(tenant, issuer, subject);
    if (person.isPresent() || !issuer.startsWith(SLACK_ISSUERS)) {
      return person;
    }
    return links
        .link(new Principal(tenant, issuer, subject))
        .flatMap(link -> listed.person(tenant, link.person()));
  }

  @Override
  public Optional<Person> person(String tenant, String id) {
    return listed.person(tenant, id);
  }

  @Override
  public Optional<Agent> agent(String tenant, String id) {
    return listed.agent(tenant, id);
  }

  @Override
  public Optional<NonHuman> nonHuman(String tenant, String issuer, String subject) {
    return listed.nonHuman(tenant, issuer, subject);
  }

  @Override
  public List<Person> people(String tenant, Eligible eligible) {
    return listed.people(tenant, eligible);
  }

  @Override
  public Set<String> claimableRoles(String tenant) {
    return listed.claimableRoles(tenant);
  }

  @Override
  public Routing routing(String tenant, String channel) {
    return listed.routing(tenant, channel);
  }
}
