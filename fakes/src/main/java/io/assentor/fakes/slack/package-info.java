// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A stateful, misbehaving Slack for tests: its web API, its people and their clicks, modals,
 * response URLs and Socket Mode, within the limits that Slack documents.
 */
@NullMarked
package io.assentor.fakes.slack;

import org.jspecify.annotations.NullMarked;
