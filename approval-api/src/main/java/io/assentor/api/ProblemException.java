// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
