// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects all errors in one or several documents, where an exception could report only the first.
 */
final class Problems {

  private final List<RuntimeException> all = new ArrayList<>();

  /**
   * Returns what the reader returns; nothing, with one more problem, if it refuses the document.
   */
  <T> @Nullable T attempt(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (JsonException | PolicyFileException | IllegalArgumentException e) {
      all.add(e);
      return null;
    }
  }

  /** Returns what can be read of each; the others are problems. */
  <T, R> List<R> attemptEach(List<T> items, Function<T, @Nullable R> reader) {
    return items.stream()
        .flatMap(it -> Stream.ofNullable(attempt(() -> reader.apply(it))))
        .toList();
  }

  void addAll(List<? extends RuntimeException> more) {
    all.addAll(more);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Ends the reading.
   *
   * @param message of each problem
   * @throws PolicyFileException if there is any problem
   */
  void end(Function<RuntimeException, String> message) {
    if (!all.isEmpty()) {
      var lines = all.stream().map(message).distinct().toList();
      throw new PolicyFileException(String.join("\n", lines), all.getFirst());
    }
  }
}
