// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.work.Reservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a result. The call has run, so its outcome must not be lost because of a tool's output:
 * texts that are too long, binary or empty are cut, repaired or left out.
 */
final class ResultBody {

  /** The longest message stored, in characters, including its mark. */
  static final int MAX_MESSAGE = 2_000;

  /** The mark at the end of a message that was cut. */
  static final String CUT = " … [cut]";

  /** Enough for {@link #MAX_MESSAGE} characters, each written as an escaped pair of surrogates. */
  private static final int MAX_STRING_BYTES = MAX_MESSAGE * 12;

  private ResultBody() {}

  /**
   * Shortens every string in the body. Only the shortened body needs memory.
   *
   * @param limit bytes to read at most
   * @param memory is charged for what is kept, as it arrives
   * @return the shortened JSON, or empty if the body or its shortened form exceeds its limit
   */
  static Optional<byte[]> shortened(InputStream body, long limit, int keep, Reservation memory)
      throws IOException {
    var shortener = new Shortener();
    var chunk = new byte[8_192];
    long left = limit;
    for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
      left -= n;
      int before = shortener.kept.size();
      for (int i = 0; i < n; i++) {
        shortener.take(chunk[i]);
      }
      memory.charge((long) ArrivingBytes.PER_BYTE * (shortener.kept.size() - before));
      if (left < 0 || shortener.kept.size() > keep) {
        return Optional.empty();
      }
    }
    return Optional.of(shortener.kept.toByteArray());
  }

  /** Copies JSON and cuts strings that are too long, without splitting escapes. */
  private static final class Shortener {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean inString;
    private boolean escaped;
    private int hexLeft;
    private int length;
    private boolean keeping;

    void take(byte b) {
      if (!inString) {
        inString = b == '"';
        length = 0;
        kept.write(b);
        return;
      }
      boolean startsCharacter = !escaped && hexLeft == 0 && (b & 0xC0) != 0x80;
      if (startsCharacter) {
        keeping = length < MAX_STRING_BYTES;
      }
      if (startsCharacter && b == '"') {
        inString = false;
        keeping = true;
      }
      if (keeping) {
        kept.write(b);
        length++;
      }
      if (escaped) {
        hexLeft = b == 'u' ? 4 : 0;
        escaped = false;
      } else if (hexLeft > 0) {
        hexLeft--;
      } else {
        escaped = inString && b == '\\';
      }
    }
  }

  /** Returns a text for people; absent if nothing is left of it. */
  static @Nullable String text(Members body, String name, int max) {
    var text =
        switch (body.optionalValue(name)) {
          case null -> "";
          case Json.Str(var value) -> value;
          case Json other -> other.canonicalString();
        };
    text = text.replace('\0', '\ufffd');
    if (text.length() > max) {
      int end = max - CUT.length();
      end = Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
      text = text.substring(0, end) + CUT;
    }
    return text.isEmpty() ? null : text;
  }
}
