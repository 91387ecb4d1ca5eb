// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.approval.ApprovalId;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The requests whose withheld text a session has asked for, so that it is in sight there and not
 * wherever else the same person opens the page. It gives no right: the ledger says who was shown
 * it, and whether they may still decide.
 */
final class DisclosedInSession {

  private static final String ATTRIBUTE = DisclosedInSession.class.getName();

  /** Who has asked for more asks again. */
  private static final int KEPT = 20;

  private DisclosedInSession() {}

  static void add(HttpSession session, ApprovalId id) {
    var asked = Stream.concat(Stream.of(id.uuid()), ids(session).stream()).distinct().limit(KEPT);
    session.setAttribute(ATTRIBUTE, asked.toList());
  }

  static boolean has(HttpSession session, ApprovalId id) {
    return ids(session).contains(id.uuid());
  }

  @SuppressWarnings("unchecked") // nothing else is put there
  private static List<UUID> ids(HttpSession session) {
    return session.getAttribute(ATTRIBUTE) instanceof List<?> asked
        ? (List<UUID>) asked
        : List.of();
  }
}
