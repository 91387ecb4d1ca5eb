// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

/** Memory that all callers share. */
public interface Memory {

  /** Memory without a limit. */
  Memory UNLIMITED =
      new Memory() {
        @Override
        public boolean reserve(long bytes, boolean overdraw) {
          return true;
        }

        @Override
        public void release(long bytes) {}
      };

  /**
   * Reserves so many bytes more; false if they are not there, and nothing is reserved.
   *
   * @param overdraw whether to take them although they are not there
   */
  boolean reserve(long bytes, boolean overdraw);

  /** Gives so many bytes back. */
  void release(long bytes);
}
