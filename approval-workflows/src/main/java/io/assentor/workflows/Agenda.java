// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says is to be done for an approval now.
 *
 * @param sequence the approval's sequence this agenda is about
 * @param orders the messages to send; named so in recorded histories
 * @param nextIn how long until someone must act again, in milliseconds, by the ledger's own clock
 *     so that Temporal's need not agree with it; absent: never
 */
public record Agenda(int sequence, List<DeliveryTask> orders, @Nullable Long nextIn) {}
