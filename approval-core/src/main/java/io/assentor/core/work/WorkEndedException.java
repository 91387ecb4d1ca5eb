// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.work;

/** Work for a caller ended early; nothing of it was committed. */
public final class WorkEndedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Why why;

  public WorkEndedException(Why why) {
    super(why.text);
    this.why = why;
  }

  public Why why() {
    return why;
  }

  /**
   * Rethrows a failure if it is the end of a caller's work, which says nothing about the record
   * that was read. Code that treats other failures as damage calls this first.
   */
  public static void rethrow(RuntimeException failure) {
    if (failure instanceof WorkEndedException ended) {
      throw ended;
    }
  }

  /** Why work ends. */
  public enum Why {
    /** The memory for requests is in use; the same request may succeed in a moment. */
    OVER_CAPACITY(
        "The server is processing too many large requests. Nothing was recorded; try again."),

    /** The request takes more steps than allowed. */
    TOO_COSTLY(
        "Evaluating this request would take more work than one request is allowed. Nothing was"
            + " recorded; send a smaller call."),

    /** The caller has left. */
    CALLER_GONE("The caller closed the connection before the answer; nothing was recorded.");

    private final String text;

    Why(String text) {
      this.text = text;
    }
  }
}
