// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/** What the program does instead of serving: a command each. */
@NullMarked
package io.assentor.server.cli;

import org.jspecify.annotations.NullMarked;
