// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import org.jspecify.annotations.Nullable;

/**
 * A subject (the person acted for) or an agent (the software acting).
 *
 * @param issuer who knows the party by this id; absent: the gateway's own issuer
 */
public record Party(String id, @Nullable String issuer, Assurance assurance) {}
