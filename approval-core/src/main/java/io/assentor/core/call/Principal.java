// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

/**
 * An authenticated identity.
 *
 * @param tenant whose it is, from the token's client registration
 * @param issuer who vouches for it, an OpenID Connect issuer
 * @param name the {@code sub} its issuer gives it
 */
public record Principal(String tenant, String issuer, String name) {

  /** Assentor itself, acting for a reason of its own: a timer, today's policy, the directory. */
  public static Principal assentor(String tenant, String part) {
    return new Principal(tenant, "assentor", part);
  }
}
