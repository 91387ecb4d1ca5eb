// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

/**
 * Keys that authenticate what the ledger's store keeps. The store never sees them, so whoever can
 * only write to the store cannot make a record that is believed. Keys rotate: the newest one signs,
 * every known one verifies.
 */
public interface MacKeys {

  /**
   * Signs with the newest key.
   *
   * @return the id of the key and the tag, to be stored beside what was signed
   */
  byte[] sign(byte[] message);

  /**
   * Returns whether a known key signed exactly this message.
   *
   * @param mac what {@link #sign} returned, or anything else
   */
  boolean verify(byte[] message, byte[] mac);

  /** Returns whether the key that a MAC names is known, whether or not the MAC is right. */
  boolean knows(byte[] mac);
}
