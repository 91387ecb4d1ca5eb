// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The headers of everything a browser shows as a page of ours. */
public final class PageHeaders {

  private PageHeaders() {}

  /**
   * Nothing from elsewhere, nothing inline, in nobody's frame. Caching is off by Spring Security's
   * own defaults, except for assets.
   *
   * @param formsLeadTo an origin besides our own; empty: none
   */
  public static void set(HttpSecurity http, String formsLeadTo) {
    var policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self'; form-action 'self' "
            + formsLeadTo
            + "; base-uri 'none'; frame-ancestors 'none'";
    http.headers(
        headers ->
            headers
                .contentSecurityPolicy(csp -> csp.policyDirectives(policy.replace(" ;", ";")))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
  }
}
