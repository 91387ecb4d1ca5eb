// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * E-mail: one to each person, as text and as HTML, a thread for each request. {@link
 * io.assentor.notifiers.email.Letter} defines the content, {@link io.assentor.notifiers.email.Smtp}
 * classifies the answers of SMTP servers, and {@link io.assentor.notifiers.email.Bounces} reads
 * bounces.
 */
@NullMarked
package io.assentor.notifiers.email;

import org.jspecify.annotations.NullMarked;
