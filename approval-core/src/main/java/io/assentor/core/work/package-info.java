// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** Limits on the work for one caller. */
@NullMarked
package io.assentor.core.work;

import org.jspecify.annotations.NullMarked;
