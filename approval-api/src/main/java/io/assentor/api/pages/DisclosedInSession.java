// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.approval.ApprovalId;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The requests whose withheld text was asked for in a session, so that it is shown there and not in
 * the person's other sessions. It grants no right: the ledger records who was shown the text, and
 * decides whether they may still decide.
 */
final class DisclosedInSession {

  private static final String ATTRIBUTE = DisclosedInSession.class.getName();

  /** If there are more, the oldest must be asked for again. */
  private static final int KEPT = 20;

  private DisclosedInSession() {}

  static void add(HttpSession session, ApprovalId id) {
    var asked = Stream.concat(Stream.of(id.uuid()), ids(session).stream()).distinct().limit(KEPT);
    session.setAttribute(ATTRIBUTE, asked.toList());
  }

  static boolean has(HttpSession session, ApprovalId id) {
    return ids(session).contains(id.uuid());
  }

  @SuppressWarnings("unchecked") // nothing else is stored there
  private static List<UUID> ids(HttpSession session) {
    return session.getAttribute(ATTRIBUTE) instanceof List<?> asked
        ? (List<UUID>) asked
        : List.of();
  }
}
