// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.Refusals;
import io.assentor.core.approval.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Why a command was not carried out (RFC 9457).
 *
 * @param type {@code urn:assentor:problem:} and the code
 * @param code the problem's short name, for programs
 * @param pointer JSON pointer of the offending member (RFC 6901), or the name of the parameter
 * @param expected what was expected there
 * @param approval the current answer, where that helps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String pointer,
    @Nullable String expected,
    @Nullable Answer approval) {

  /** Returns the seconds after which the same request may succeed, where waiting helps. */
  Optional<String> retryAfter() {
    return ProblemCode.ofStatus(status).retryAfter();
  }

  static Problem of(ProblemCode code, String detail) {
    return of(code, code.status(), detail, null, null, null);
  }

  static Problem invalid(ProblemCode code, String pointer, String expected) {
    return invalid(code, code.status(), pointer, expected);
  }

  /** With a status that the container gave. */
  static Problem of(ProblemCode code, int status, String detail) {
    return of(code, status, detail, null, null, null);
  }

  /** With a status that the container gave. */
  static Problem invalid(ProblemCode code, int status, String pointer, String expected) {
    var where = pointer.isEmpty() ? "The request body" : pointer;
    var detail = where + ": expected " + expected + ".";
    return of(code, status, detail, pointer, expected, null);
  }

  /** A 409 shows the approval as it stands. */
  static Problem of(Refusal refusal, @Nullable Answer approval) {
    var code = ProblemCode.of(refusal);
    var shown = code.status() == HttpStatus.CONFLICT.value() ? approval : null;
    return of(code, code.status(), Refusals.detail(refusal), null, null, shown);
  }

  private static Problem of(
      ProblemCode code,
      int status,
      String detail,
      @Nullable String pointer,
      @Nullable String expected,
      @Nullable Answer approval) {
    return new Problem(
        "urn:assentor:problem:" + code.code(),
        code.title(),
        status,
        detail,
        code.code(),
        pointer,
        expected,
        approval);
  }
}
