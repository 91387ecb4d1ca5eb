// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

/**
 * A channel.
 *
 * @param id private if it begins with G
 * @param member whether the bot is
 * @param external shared with another company (Slack Connect)
 */
public record Channel(String id, String name, boolean member, boolean archived, boolean external) {}
