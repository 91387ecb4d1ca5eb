// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.call.Sha256;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** A request's JSON body, read only once the caller is known to be allowed to send it. */
final class RequestBody {

  private static final int MAX_BYTES = 1 << 20;

  /** The most bytes read of a result; a tool's long output must not lose the outcome. */
  private static final long MAX_RESULT_BYTES = 32L << 20;

  private final byte[] bytes;

  static RequestBody of(HttpServletRequest request) {
    refuseOthersThanJson(request);
    return new RequestBody(bytes(request));
  }

  /** Returns the members of a body without required members, which may be missing. */
  static Members optionalMembers(HttpServletRequest request) {
    if (RequestHeaders.single("Content-Type", request) != null) {
      return of(request).members();
    }
    var bytes = bytes(request);
    return bytes.length == 0 ? Members.of(Json.Obj.EMPTY) : of(request).members();
  }

  private static void refuseOthersThanJson(HttpServletRequest request) {
    if (!isJson(RequestHeaders.single("Content-Type", request))) {
      throw new ProblemException(
          Problem.of(ProblemCode.NOT_JSON, "The body must be application/json."));
    }
  }

  private static ProblemException tooLarge(String detail) {
    return new ProblemException(Problem.of(ProblemCode.TOO_LARGE, detail));
  }

  /** Reads a result, of which long strings are cut. */
  static RequestBody ofResult(HttpServletRequest request) {
    refuseOthersThanJson(request);
    try {
      var kept =
          ResultBody.shortened(
                  request.getInputStream(),
                  MAX_RESULT_BYTES,
                  MAX_BYTES,
                  RequestWorkFilter.arriving(request))
              .orElseThrow(
                  () ->
                      tooLarge(
                          "A result may have at most 32 MiB, and 1 MiB after long texts are cut."));
      return new RequestBody(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the unchanged bytes. */
  static byte[] bytes(HttpServletRequest request) {
    try {
      return ArrivingBytes.of(request, MAX_BYTES)
          .orElseThrow(() -> tooLarge("A body may have at most 1 MiB."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RequestBody(byte[] bytes) {
    this.bytes = bytes;
  }

  private static boolean isJson(@Nullable String contentType) {
    try {
      return contentType != null
          && MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  Members members() {
    return Members.of(Json.parseObject(bytes));
  }

  /** Parses a body with all its integers; {@link SubmissionBody} checks which ones are allowed. */
  Members exactMembers() {
    return Members.of(Json.parseExactly(bytes));
  }

  Members lenientMembers() {
    return Members.of(Json.parseLeniently(bytes));
  }

  String hash() {
    return Sha256.text("", bytes);
  }
}
