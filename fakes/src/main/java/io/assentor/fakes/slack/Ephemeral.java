// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;

/** A word that only this person sees. */
public record Ephemeral(String user, String text, Json.Arr blocks) {}
