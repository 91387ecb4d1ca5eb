// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.time.Duration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The headers of everything a browser shows as a page of ours. */
public final class PageHeaders {

  private PageHeaders() {}

  /** A year, as browsers' own lists want it. */
  private static final long KEEP_TO_HTTPS = Duration.ofDays(365).toSeconds();

  /** What a page could ask its browser for; ours ask for nothing. */
  private static final String NO_DEVICES =
      "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

  /**
   * Nothing from elsewhere, nothing inline, in nobody's frame, and no hold on it by a page that
   * opened it. Caching is off by Spring Security's own defaults, except for assets.
   *
   * <p>Forms lead to us. Where somebody has to sign in first, one of them ends at the issuer, and
   * browsers hold redirects against the policy too.
   */
  public static void set(HttpSecurity http, PageSettings settings) {
    var policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self'; form-action 'self' "
            + settings.issuerOrigin()
            + "; base-uri 'none'; frame-ancestors 'none'";
    http.headers(
        headers ->
            headers
                .contentSecurityPolicy(csp -> csp.policyDirectives(policy.replace(" ;", ";")))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .crossOriginOpenerPolicy(it -> it.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(it -> it.policy(NO_DEVICES))
                .httpStrictTransportSecurity(
                    it -> {
                      // A proxy speaks TLS for us, so what it forwards does not say so itself.
                      it.requestMatcher(request -> settings.isHttps());
                      it.maxAgeInSeconds(KEEP_TO_HTTPS).includeSubDomains(false);
                    }));
  }
}
