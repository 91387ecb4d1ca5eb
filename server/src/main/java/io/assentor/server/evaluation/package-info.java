// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Evaluation mode: the PostgreSQL, the Temporal, the issuer and the mailbox that production brings
 * itself.
 */
@NullMarked
package io.assentor.server.evaluation;

import org.jspecify.annotations.NullMarked;
