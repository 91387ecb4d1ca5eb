// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

/**
 * The keys that authenticate the ledger's rows. The store never sees them, so write access to the
 * store is not enough to forge a record. Keys rotate: the newest one signs, every known one
 * verifies.
 */
public interface MacKeys {

  /**
   * Signs with the newest key.
   *
   * @return the id of the key and the tag, to be stored beside the signed data
   */
  byte[] sign(byte[] message);

  /**
   * Returns whether a known key signed exactly this message.
   *
   * @param mac what {@link #sign} returned, or anything else
   */
  boolean verify(byte[] message, byte[] mac);

  /** Returns whether the key named by a MAC is known, even if the MAC is wrong. */
  boolean knows(byte[] mac);
}
