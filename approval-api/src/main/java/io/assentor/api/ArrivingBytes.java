// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Reads bodies and charges for the bytes as they arrive, so that a body that is announced but never
 * sent takes no memory from other requests.
 */
final class ArrivingBytes {

  private static final int CHUNK_BYTES = 8_192;

  /** The buffer, a larger one that replaces it, and the copy that is returned. */
  static final int PER_BYTE = 3;

  private ArrivingBytes() {}

  /** Returns the whole body; empty if it exceeds the limit. */
  static Optional<byte[]> of(HttpServletRequest request, int most) throws IOException {
    var memory = RequestWorkFilter.arriving(request);
    var bytes = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK_BYTES];
    var in = request.getInputStream();
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      memory.charge((long) PER_BYTE * n);
      bytes.write(chunk, 0, n);
      if (bytes.size() > most) {
        return Optional.empty();
      }
    }
    return Optional.of(bytes.toByteArray());
  }
}
