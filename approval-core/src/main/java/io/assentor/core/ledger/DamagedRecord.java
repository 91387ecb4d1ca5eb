// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An approval whose record cannot be believed, with what the store's index says of it. None of that
 * is authenticated: it serves to recognize the request, never to decide.
 *
 * @param why what is wrong with the record
 */
public record DamagedRecord(
    ApprovalId id,
    String why,
    String server,
    String tool,
    String subject,
    String agent,
    String rule,
    Instant submittedAt,
    @Nullable Instant expiresAt) {}
