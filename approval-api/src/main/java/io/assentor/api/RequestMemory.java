// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What one request's body costs, reserved from the {@link MemoryBudget} while the request lasts or
 * until it has nothing left to do but wait. A body is paid for as it arrives, so that one that is
 * announced and never sent keeps nobody else out, and once more before it is parsed.
 */
final class RequestMemory {

  /**
   * Bytes of memory for a byte of a body: its text, its tree, and the canonical forms and
   * renderings that are made of it.
   */
  static final int PER_BYTE = 16;

  /** Bytes of memory for a value of a body, however short, in all the trees made of it. */
  static final int PER_VALUE = 400;

  private static final String ATTRIBUTE = RequestMemory.class.getName();

  private final MemoryBudget budget;
  private long reserved;

  private RequestMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /** That of this request. */
  static RequestMemory of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof RequestMemory memory) {
      return memory;
    }
    throw new IllegalStateException("the request did not pass " + Filter.class);
  }

  /** Reserves memory for so many bytes that have arrived. */
  void arrived(int bytes) {
    reserve(bytes);
  }

  /** Reserves memory for reading this JSON and for what is made of it. */
  void reads(byte[] json) {
    reserve(cost(json));
  }

  private void reserve(long bytes) {
    if (!budget.reserve(bytes)) {
      throw new ProblemException(
          Problem.of(
              503,
              "over-capacity",
              "Too many large requests are being worked on here; nothing was recorded."));
    }
    reserved += bytes;
  }

  /** Gives everything back; nothing of the body may be reachable any more. */
  void release() {
    budget.release(reserved);
    reserved = 0;
  }

  /** What this JSON costs at most, well-formed or not, in bytes of memory. */
  static long cost(byte[] json) {
    int values = 1;
    boolean inString = false;
    for (int i = 0; i < json.length; i++) {
      switch (json[i]) {
        case '"' -> inString = !inString;
        case '\\' -> i += inString ? 1 : 0;
        case ',', ':', '[', '{' -> values += inString ? 0 : 1;
        default -> {}
      }
    }
    return (long) PER_BYTE * json.length + (long) PER_VALUE * Math.min(values, Json.MAX_VALUES);
  }

  /** Outside of everything else, so that what a request reserved is given back however it ends. */
  static final class Filter extends OncePerRequestFilter {

    private final MemoryBudget budget;
    private final MemoryBudget strangers;

    /**
     * Gives requests their memory.
     *
     * @param budget for callers that have shown who they are
     * @param strangers for {@code /channels/*}, where anybody may call
     */
    Filter(MemoryBudget budget, MemoryBudget strangers) {
      this.budget = budget;
      this.strangers = strangers;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      boolean anybody = request.getRequestURI().startsWith("/channels/");
      var memory = new RequestMemory(anybody ? strangers : budget);
      request.setAttribute(ATTRIBUTE, memory);
      try {
        chain.doFilter(request, response);
      } finally {
        memory.release();
      }
    }
  }
}
