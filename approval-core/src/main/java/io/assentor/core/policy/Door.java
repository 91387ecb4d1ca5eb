// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.List;

/**
 * Where a decision comes in, and how sure that door is of who makes it. The API and the pages are
 * known here; every other door is a channel's, is called like it, and shows that channel's
 * rendering.
 *
 * @param text the door's name in policies
 * @param channel the channel's name in events
 * @param assurance how the door knows who decides, as events say it
 * @param rendering the channel whose rendering is seen at this door
 */
public record Door(String text, String channel, String assurance, String rendering) {

  /** The HTTP API: a bearer token of a configured issuer. */
  public static final Door API = new Door("api", "api", "bearer-token", "api");

  /** A page: a sign-in with a configured issuer. */
  public static final Door PAGE = new Door("page", "page", "sign-in", "api");

  /** A page, with a fresh sign-in for this decision (RFC 9470). */
  public static final Door PAGE_STEP_UP = new Door("page+step-up", "page", "step-up", "api");

  /** The doors that need no channel. */
  public static final List<Door> BUILT_IN = List.of(API, PAGE, PAGE_STEP_UP);

  /**
   * Returns the door of a channel.
   *
   * @param channel the channel's name
   * @param assurance how the channel knows who decides, for example {@code chat-account}
   * @throws IllegalArgumentException if the name is that of a built-in door or its channel
   */
  public static Door ofChannel(String channel, String assurance) {
    if (isBuiltIn(channel)) {
      throw new IllegalArgumentException(
          "a channel called " + channel + " (expected: not the name of a built-in door)");
    }
    return new Door(channel, channel, assurance, channel);
  }

  private static boolean isBuiltIn(String name) {
    return BUILT_IN.stream().anyMatch(it -> it.text.equals(name) || it.channel.equals(name));
  }

  /**
   * Reads what {@link #put} wrote. The channel need not be installed: what was decided through it
   * stays readable.
   */
  public static Door of(Members standing) {
    var channel = standing.string("channel");
    var assurance = standing.string("assurance");
    if (!isBuiltIn(channel)) {
      return ofChannel(channel, assurance);
    }
    return BUILT_IN.stream()
        .filter(door -> door.channel.equals(channel) && door.assurance.equals(assurance))
        .findFirst()
        .orElseThrow(() -> standing.bad("assurance", "that of a door of " + channel));
  }

  public Json.Obj.Builder put(Json.Obj.Builder standing) {
    return standing.put("channel", channel).put("assurance", assurance);
  }
}
