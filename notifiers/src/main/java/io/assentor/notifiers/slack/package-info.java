// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Slack: cards in channels and direct messages, kept up to date; clicks that come back over HTTP or
 * Socket Mode, whose authority is judged in the core. {@link io.assentor.notifiers.slack.Card}
 * draws the content, {@link io.assentor.notifiers.slack.SlackApi} classifies Slack's answers.
 */
@NullMarked
package io.assentor.notifiers.slack;

import org.jspecify.annotations.NullMarked;
