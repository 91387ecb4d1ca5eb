// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A submission as a door hands it over.
 *
 * @param gateway who asks
 * @param expiresIn may only shorten what policy gives
 * @param fresh whether an open approval of the same call must not be attached to ({@code mode:
 *     new})
 * @param idempotencyKey absent: every submission is its own
 */
public record NewRequest(
    Principal gateway,
    ToolCall call,
    Party subject,
    Party agent,
    @Nullable String session,
    CallContext context,
    @Nullable Duration expiresIn,
    boolean fresh,
    Release release,
    @Nullable IdempotencyKey idempotencyKey) {

  /** The same, content to attach to an open approval of the same call. */
  public NewRequest attaching() {
    return new NewRequest(
        gateway, call, subject, agent, session, context, expiresIn, false, release, idempotencyKey);
  }

  /**
   * Ties a retried request to its first answer.
   *
   * @param bodyHash hash of the request body; the same key with another body is refused
   */
  public record IdempotencyKey(String key, String bodyHash) {}
}
