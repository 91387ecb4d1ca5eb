// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/**
 * Names a command so that a repeat returns the recorded outcome.
 *
 * @param text an Idempotency-Key, a channel's action, a form's nonce, a timer's name
 */
public record CommandId(String text) {}
