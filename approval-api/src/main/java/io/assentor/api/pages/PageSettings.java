// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.time.Duration;
import java.util.List;

/**
 * What the pages must know of where they are and who signs people in.
 *
 * @param publicUrl where people reach us, without a slash at its end
 * @param issuerOrigin where sign-in forms may lead besides us; empty: nowhere
 * @param stepUpAcr which {@code acr} or {@code amr} counts as a step-up; empty: any
 * @param stepUpMaxAge how long ago one may have signed in, and for how long a step-up counts
 * @param signInsPerMinute how many sign-ins one address may begin a minute
 */
public record PageSettings(
    String publicUrl,
    String issuerOrigin,
    List<String> stepUpAcr,
    Duration stepUpMaxAge,
    int signInsPerMinute) {

  /** The one registration of a client there is. */
  public static final String REGISTRATION = "assentor";

  /** Where the issuer sends people back to. */
  public static final String CALLBACK = "/login/oauth2/code/" + REGISTRATION;

  /** Where a sign-in begins. */
  static final String SIGN_IN = "/oauth2/authorization/" + REGISTRATION;

  public PageSettings {
    stepUpAcr = List.copyOf(stepUpAcr);
  }

  /** Where somebody links an account, to which the code is added. */
  public String linkPage() {
    return publicUrl + LinkPages.PATH;
  }

  boolean isHttps() {
    return publicUrl.startsWith("https:");
  }
}
