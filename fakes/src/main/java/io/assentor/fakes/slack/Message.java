// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stood when it was asked for.
 *
 * @param ts its time, which is also its id
 * @param thread the {@code ts} of the message that it replies to
 * @param blocks with the ids that Slack gives to those without
 * @param edits how often it was updated
 */
public record Message(
    String channel,
    String ts,
    @Nullable String thread,
    String text,
    Json.Arr blocks,
    Json.@Nullable Obj metadata,
    int edits) {}
