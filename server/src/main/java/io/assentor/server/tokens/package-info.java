// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/** Who is believed: the tokens of gateways and people, and the issuers behind them. */
@NullMarked
package io.assentor.server.tokens;

import org.jspecify.annotations.NullMarked;
