// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.Delivery;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The delivery status of a message, for approvers. Only auditors see addresses and receipts.
 *
 * @param people ids of the people it is addressed to; empty for a channel that addresses no one
 *     person
 * @param purpose announcement, reminder, escalation or outcome
 * @param status sending, retrying, sent, failed (it cannot be sent) or returned (it was sent, and
 *     was returned or removed)
 * @param attempts the number of attempts so far
 * @param lastError the reason of the last failed attempt
 * @param nextTryAt when the next attempt is due
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeliveryStatus(
    String channel,
    SortedSet<String> people,
    String purpose,
    int stage,
    int step,
    String status,
    int attempts,
    @Nullable Instant sentAt,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt,
    @Nullable Instant nextTryAt) {

  static DeliveryStatus of(Delivery delivery) {
    var key = delivery.key();
    var occasion = key.occasion();
    var error = Optional.ofNullable(delivery.lastError());
    return new DeliveryStatus(
        key.channel(),
        new TreeSet<>(delivery.people()),
        Members.nameOf(occasion.purpose()),
        occasion.stage(),
        occasion.step(),
        Members.nameOf(delivery.status()),
        delivery.attempts(),
        delivery.receiptAt(),
        error.map(Delivery.LastError::message).orElse(null),
        error.map(Delivery.LastError::at).orElse(null),
        delivery.nextTryAt());
  }
}
