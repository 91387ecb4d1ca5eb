// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

/**
 * Seeds of random tests: printed by each, and given by {@code -Dassentor.seed=N} to repeat one that
 * failed. The one of testkit, which this module's tests cannot see.
 */
public final class Seed {

  private static final String PROPERTY = "assentor.seed";

  private Seed() {}

  /** Returns the seed that was asked for, or a new one, and prints it. */
  public static long next() {
    long seed = Long.getLong(PROPERTY, System.nanoTime());
    System.out.println("Repeat with -D" + PROPERTY + "=" + seed);
    return seed;
  }
}
