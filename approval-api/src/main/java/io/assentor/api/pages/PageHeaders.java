// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.time.Duration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/** The response headers of all pages. */
public final class PageHeaders {

  private PageHeaders() {}

  /** A year, as browsers' preload lists require. */
  private static final long KEEP_TO_HTTPS = Duration.ofDays(365).toSeconds();

  /** The browser features that pages could use; ours use none. */
  private static final String NO_DEVICES =
      "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

  /**
   * Sets the headers: nothing from other origins, nothing inline, no framing, and no access by a
   * page that opened it. Caching is off by Spring Security's defaults, except for assets.
   *
   * <p>Forms lead to Assentor. If the user must sign in first, a form ends at the issuer, and
   * browsers apply the policy to redirects, too.
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
                      // Behind a TLS proxy the forwarded request is not marked as secure.
                      it.requestMatcher(request -> settings.isHttps());
                      it.maxAgeInSeconds(KEEP_TO_HTTPS).includeSubDomains(false);
                    }));
  }
}
