// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/** The command-line commands, which run instead of the server. */
@NullMarked
package io.assentor.server.cli;

import org.jspecify.annotations.NullMarked;
