// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

/**
 * A person, of this workspace or another.
 *
 * @param team where they are at home; not {@link FakeSlack#TEAM} for people of other workspaces
 * @param email empty for people without
 * @param deleted deactivated
 * @param restricted a guest of some channels
 * @param ultraRestricted a guest of one channel
 * @param stranger of another workspace, and in no channel with the bot's owner
 */
public record User(
    String id,
    String team,
    String name,
    String email,
    boolean deleted,
    boolean bot,
    boolean restricted,
    boolean ultraRestricted,
    boolean stranger) {}
