// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

/**
 * Another submission took a key between reading and writing. The transaction rolls back and is
 * repeated.
 */
final class LostRaceException extends RuntimeException {}
