// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** What every channel says of a request, and to whom, before it is put into a channel's format. */
@NullMarked
package io.assentor.notifiers.notice;

import org.jspecify.annotations.NullMarked;
