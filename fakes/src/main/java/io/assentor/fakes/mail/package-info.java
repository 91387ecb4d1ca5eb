// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** An SMTP server that misbehaves as it is told to. */
@NullMarked
package io.assentor.fakes.mail;

import org.jspecify.annotations.NullMarked;
