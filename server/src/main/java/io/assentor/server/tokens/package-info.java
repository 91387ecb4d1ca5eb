// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/** Verification of the tokens of gateways and people. */
@NullMarked
package io.assentor.server.tokens;

import org.jspecify.annotations.NullMarked;
