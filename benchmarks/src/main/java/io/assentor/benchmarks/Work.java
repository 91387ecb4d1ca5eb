// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.io.IOException;

/** Something that is measured: what one caller does once, again and again. */
interface Work {

  /** How the results call it. */
  String name();

  /** A caller with what it needs for itself: a connection, a count. */
  Caller caller() throws Exception;

  /** Waits until nothing that was caused still runs, so that the next one is not measured in it. */
  default void settle() throws Exception {}

  /** Whether all that a caller does is timed; if not, nothing can be said a second. */
  default boolean timedWhole() {
    return true;
  }

  /** How many operations a round has, for what must not be left to run as fast as it can. */
  default int atMost() {
    return Integer.MAX_VALUE;
  }

  /** Something every caller does with nothing of its own. */
  static Work of(String name, Caller caller) {
    return of(name, caller, true);
  }

  /** The same, of which only a part is timed: what comes before it is not what is measured. */
  static Work ofPart(String name, Caller caller) {
    return of(name, caller, false);
  }

  private static Work of(String name, Caller caller, boolean timedWhole) {
    return new Work() {
      @Override
      public boolean timedWhole() {
        return timedWhole;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public Caller caller() {
        return caller;
      }
    };
  }

  /** One caller, used by one thread. */
  interface Caller extends AutoCloseable {

    /**
     * Does it once.
     *
     * @return how long the part that counts took, in nanoseconds
     */
    long once() throws Exception;

    @Override
    default void close() throws IOException {}
  }
}
