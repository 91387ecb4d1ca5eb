// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/** The settings, and the files and the database that they name, with their checks. */
@NullMarked
package io.assentor.server.settings;

import org.jspecify.annotations.NullMarked;
