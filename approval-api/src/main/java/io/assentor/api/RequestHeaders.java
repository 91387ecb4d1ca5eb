// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.approval.CommandId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The headers of the API. */
final class RequestHeaders {

  static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final Pattern WAIT =
      Pattern.compile("(?i)(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]+)\"?\\s*(?=$|[,;])");
  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private RequestHeaders() {}

  /** {@code Prefer: wait=N} (RFC 7240 section 4.3); anything else is ignored. */
  static Optional<Duration> wait(HttpServletRequest request) {
    for (var value : Collections.list(request.getHeaders("Prefer"))) {
      var match = WAIT.matcher(value);
      if (match.find()) {
        var digits = match.group(1);
        long asked = digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
        return Optional.of(Duration.ofSeconds(Math.min(asked, MAX_WAIT.toSeconds())));
      }
    }
    return Optional.empty();
  }

  static @Nullable String idempotencyKey(HttpServletRequest request) {
    var key = single("Idempotency-Key", request);
    if (key != null && !VISIBLE.matcher(key).matches()) {
      throw refused("Idempotency-Key", "1 to 255 visible ASCII characters");
    }
    return key;
  }

  /** If there are two keys or types, two readers could use different ones. */
  static @Nullable String single(String name, HttpServletRequest request) {
    var values = Collections.list(request.getHeaders(name));
    if (values.size() > 1) {
      throw refused(name, "one header of this name");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  private static ProblemException refused(String name, String expected) {
    return new ProblemException(Problem.invalid(ProblemCode.INVALID_REQUEST, name, expected));
  }

  static @Nullable CommandId commandId(HttpServletRequest request) {
    var key = idempotencyKey(request);
    return key == null ? null : new CommandId(key);
  }
}
