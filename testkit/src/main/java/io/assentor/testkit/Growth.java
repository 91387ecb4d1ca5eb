// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.assentor.core.text.Steps;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * What a piece of work costs for an input and for one ten times as large, by a count and never by a
 * clock, so that a busy machine changes nothing.
 *
 * @param what the work and its input, for a table
 * @param once the count at 1x
 * @param tenfold the count at 10x
 */
public record Growth(String what, long once, long tenfold) {

  /** Linear is ten; a logarithm and buffers that double have room up to here. */
  private static final double LINEAR = 13;

  /** What is spent whatever the input is, in any unit; growth below it is none. */
  private static final long FIXED = 2_000;

  /**
   * Counts at 1x and 10x.
   *
   * @param size of the smaller input, as the generator understands it
   * @param input makes an input of a size
   * @param cost does the work and says what it counted
   */
  public static <T> Growth of(
      String what, int size, IntFunction<T> input, ToLongFunction<? super T> cost) {
    return new Growth(
        what, cost.applyAsLong(input.apply(size)), cost.applyAsLong(input.apply(10 * size)));
  }

  /** Counts {@link Steps}. */
  public static <T> ToLongFunction<T> steps(BiConsumer<T, Steps> work) {
    return input -> {
      var steps = Steps.unlimited();
      work.accept(input, steps);
      return steps.taken();
    };
  }

  /**
   * Counts the bytes that the work allocates on this thread, in every library it uses. It is done
   * once before, so that loading classes and filling caches does not count.
   */
  public static <T> ToLongFunction<T> allocated(Consumer<T> work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return input -> {
      work.accept(input);
      long before = threads.getCurrentThreadAllocatedBytes();
      work.accept(input);
      return threads.getCurrentThreadAllocatedBytes() - before;
    };
  }

  /** Fails if ten times the input costs more than about ten times as much. */
  public Growth assertLinear() {
    assertThat((double) tenfold)
        .as("%s: %,d at 1x, %,d at 10x", what, once, tenfold)
        .isLessThanOrEqualTo(LINEAR * Math.max(once, FIXED));
    return this;
  }

  /** Fails if ten times the input costs noticeably more: the work is bounded. */
  public Growth assertBounded() {
    assertThat((double) tenfold)
        .as("%s: %,d at 1x, %,d at 10x", what, once, tenfold)
        .isLessThanOrEqualTo(1.5 * Math.max(once, FIXED));
    return this;
  }

  /** A row of the table in docs/performance.md. */
  public String row() {
    return String.format(
        Locale.ROOT, "| %s | %,d | %,d | %.1f |", what, once, tenfold, (double) tenfold / once);
  }
}
