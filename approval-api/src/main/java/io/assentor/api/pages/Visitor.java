// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.Caller;
import io.assentor.core.Role;
import io.assentor.core.text.DisplayText;
import org.springframework.security.core.Authentication;

/** The current user, for the top of a page. */
record Visitor(String name, String tenant, boolean reviews, boolean audits, boolean approves) {

  static Visitor of(Authentication authentication) {
    var caller = Caller.of(authentication);
    return new Visitor(
        DisplayText.line(caller.principal().name()),
        DisplayText.line(caller.principal().tenant()),
        caller.reviews(),
        caller.audits(),
        caller.is(Role.APPROVER));
  }

  /**
   * Returns a text that is the same for the same person, so that a refresh never shows another
   * user's content.
   */
  static String mark(Caller caller) {
    return Integer.toHexString(caller.principal().hashCode());
  }
}
