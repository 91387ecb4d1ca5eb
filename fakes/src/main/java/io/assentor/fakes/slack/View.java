// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;

/**
 * A modal.
 *
 * @param body as the app sent it, with the ids that Slack gives to blocks without
 */
public record View(
    String id, String callbackId, String privateMetadata, Json.Obj body, boolean open) {}
