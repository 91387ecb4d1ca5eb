// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/**
 * An authenticated identity.
 *
 * @param tenant the tenant, from the token's client registration
 * @param issuer the OpenID Connect issuer that authenticated it
 * @param name the {@code sub} its issuer gives it
 */
public record Principal(String tenant, String issuer, String name) {

  /** Returns the principal of Assentor itself, for changes by a timer, policy or the directory. */
  public static Principal assentor(String tenant, String part) {
    return new Principal(tenant, "assentor", part);
  }
}
