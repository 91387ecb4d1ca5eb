// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What the operator set: the settings, the files and the database they name, and whether these can
 * be used.
 */
@NullMarked
package io.assentor.server.settings;

import org.jspecify.annotations.NullMarked;
