// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A submission as an entry point passes it on.
 *
 * @param gateway who asks
 * @param expiresIn can only shorten the time that policy gives
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

  /** Returns the same request, which may attach to an open approval of the same call. */
  public NewRequest attaching() {
    return new NewRequest(
        gateway, call, subject, agent, session, context, expiresIn, false, release, idempotencyKey);
  }

  /** Returns the same request with an idempotency key. */
  public NewRequest keyed(IdempotencyKey key) {
    return new NewRequest(
        gateway, call, subject, agent, session, context, expiresIn, fresh, release, key);
  }

  /**
   * Returns a hash of the request's meaning: member order, white space, {@code null}s, explicit
   * defaults and the trace of this attempt make no difference.
   */
  public String meaning() {
    var asked =
        Json.object()
            .put("call", call.canonical())
            .put("integers", call.integersIfExact())
            .put("annotations", call.annotations())
            .put("subject", subject.id())
            .put("subjectIssuer", Objects.requireNonNullElse(subject.issuer(), gateway.issuer()))
            .put("agent", agent.id())
            .put("session", session)
            .put("context", context.untraced().json())
            .put("expiresIn", expiresIn == null ? null : Json.of(expiresIn.toSeconds()))
            .put("fresh", Json.Bool.of(fresh))
            .put("release", Members.nameOf(release));
    return Sha256.text("assentor-submission-1\n", asked.build().canonical());
  }

  /** Returns the same request from another gateway. */
  public NewRequest submittedBy(Principal other) {
    return new NewRequest(
        other, call, subject, agent, session, context, expiresIn, fresh, release, idempotencyKey);
  }

  /**
   * The key that ties a retried request to its first answer. The same key for another request is
   * refused.
   *
   * @param meaning hash of what is asked, {@link NewRequest#meaning()}
   * @param bytes hash of the body's bytes, which older versions compared; their keys work until
   *     they expire
   */
  public record IdempotencyKey(String key, String meaning, String bytes) {}
}
