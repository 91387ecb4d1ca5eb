// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.call.Principal;
import java.util.UUID;

/**
 * A refused command, filed because an auditor wants to see who tried.
 *
 * @param approval on which approval, of whatever tenant
 * @param by who tried
 * @param command what they tried, for example {@code consume}
 * @param refusal why it was declined, for example {@code different-call}
 */
public record Attempt(UUID approval, Principal by, String command, String refusal, String detail) {}
