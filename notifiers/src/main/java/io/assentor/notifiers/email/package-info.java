// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * E-mail: one to each person, as text and as HTML, a thread for each request. What is shown is
 * decided in {@link io.assentor.notifiers.email.Letter}; what an SMTP server answers is sorted in
 * {@link io.assentor.notifiers.email.Smtp}, what comes back is read in {@link
 * io.assentor.notifiers.email.Bounces}.
 */
@NullMarked
package io.assentor.notifiers.email;

import org.jspecify.annotations.NullMarked;
