// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for an approval now, according to the ledger.
 *
 * @param sequence the approval's sequence that this agenda is for
 * @param orders the messages to send; the name is part of recorded histories
 * @param nextIn how long until the worker must act again, in milliseconds, by the ledger's clock,
 *     so that Temporal's need not agree with it; absent: never
 */
public record Agenda(int sequence, List<DeliveryTask> orders, @Nullable Long nextIn) {}
