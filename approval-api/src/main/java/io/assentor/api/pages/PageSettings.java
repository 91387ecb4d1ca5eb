// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.time.Duration;
import java.util.List;

/**
 * Settings of the pages: their address and the sign-in.
 *
 * @param publicUrl Assentor's address for people, without a trailing slash
 * @param issuerOrigin another origin that sign-in forms may lead to; empty: none
 * @param stepUpAcr which {@code acr} or {@code amr} counts as a step-up; empty: any
 * @param stepUpMaxAge the maximum age of a sign-in for a step-up, and how long a step-up counts
 * @param signInsPerMinute the most sign-ins that one address may begin per minute
 */
public record PageSettings(
    String publicUrl,
    String issuerOrigin,
    List<String> stepUpAcr,
    Duration stepUpMaxAge,
    int signInsPerMinute) {

  /** The id of the only client registration. */
  public static final String REGISTRATION = "assentor";

  /** The path to which the issuer sends people back. */
  public static final String CALLBACK = "/login/oauth2/code/" + REGISTRATION;

  /** The path at which a sign-in begins. */
  static final String SIGN_IN = "/oauth2/authorization/" + REGISTRATION;

  public PageSettings {
    stepUpAcr = List.copyOf(stepUpAcr);
  }

  /** Returns the address of the page that links an account, to which the code is appended. */
  public String linkPage() {
    return publicUrl + LinkPages.PATH;
  }

  boolean isHttps() {
    return publicUrl.startsWith("https:");
  }
}
