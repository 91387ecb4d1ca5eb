// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Evaluation mode: an embedded PostgreSQL and Temporal, a demo issuer and a mailbox, in place of
 * production's own.
 */
@NullMarked
package io.assentor.evaluation;

import org.jspecify.annotations.NullMarked;
