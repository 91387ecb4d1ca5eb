// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

/** A key was taken by another submission between looking and writing; rolls back to look again. */
final class LostRaceException extends RuntimeException {}
