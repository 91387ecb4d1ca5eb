// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.math.BigInteger;

/**
 * Bytes of memory that JSON lives in, on a 64-bit JVM with compressed references: object headers of
 * 12 bytes, references of 4, everything rounded up to 8. Charged to {@link
 * io.assentor.core.work.Work} where the values are made.
 */
final class Footprint {

  /** A record with a double. */
  static final int NUMBER = 24;

  /**
   * Bytes of memory for a byte of a document from outside: the document, its text, and the forms of
   * it that are made to hash, store, show and answer it, of which a few live at once.
   */
  static final int PER_BYTE = 16;

  /** The same for a stored document, which is read to be shown or answered. */
  static final int PER_STORED_BYTE = 10;

  /** The record, the view of the map and the map, each without entries. */
  private static final int OBJECT = 16 + 32 + 48;

  /** A node of a tree map. */
  private static final int MEMBER = 40;

  /** The record and its list, with the header of the list's array. */
  private static final int ARRAY = 16 + 24 + 16;

  private Footprint() {}

  static long object(int members) {
    return members == 0 ? 16 : OBJECT + (long) MEMBER * members;
  }

  static long array(int items) {
    return items == 0 ? 16 : ARRAY + rounded(4L * items);
  }

  /** A record, an integer and its bits. */
  static long integer(BigInteger value) {
    return 16 + 40 + 16 + rounded((value.bitLength() + 7L) / 8 + 3);
  }

  static long string(String value) {
    return 16 + text(value);
  }

  /** A string and its array, one byte a character or two. */
  static long text(String value) {
    int length = value.length();
    return length == 0 ? 0 : 24 + 16 + rounded((isLatin1(value) ? 1L : 2L) * length);
  }

  private static long rounded(long bytes) {
    return (bytes + 7) & ~7L;
  }

  private static boolean isLatin1(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }
}
