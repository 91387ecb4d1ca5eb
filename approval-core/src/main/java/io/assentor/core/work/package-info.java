// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** What the work for one caller may cost. */
@NullMarked
package io.assentor.core.work;

import org.jspecify.annotations.NullMarked;
