// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** Mail servers, SMTP and IMAP, that misbehave as they are told to. */
@NullMarked
package io.assentor.fakes.mail;

import org.jspecify.annotations.NullMarked;
