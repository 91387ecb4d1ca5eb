// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Slack: cards in channels and direct messages, kept up to date; clicks that come back over HTTP or
 * Socket Mode, whose authority is judged in the core. What is shown is drawn in {@link
 * io.assentor.notifiers.slack.Card}, what Slack answers is sorted in {@link
 * io.assentor.notifiers.slack.SlackApi}.
 */
@NullMarked
package io.assentor.notifiers.slack;

import org.jspecify.annotations.NullMarked;
