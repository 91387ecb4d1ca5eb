// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.call.Principal;
import java.util.UUID;

/**
 * A refused command, recorded so that auditors see who tried.
 *
 * @param approval the approval, of any tenant
 * @param by who tried
 * @param command the command, for example {@code consume}
 * @param refusal the reason, for example {@code different-call}
 */
public record Attempt(UUID approval, Principal by, String command, String refusal, String detail) {}
