// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.Arrays;
import java.util.Optional;

/** Where a decision comes in, and how it authenticates the person who decides. */
public enum Door {
  /** The HTTP API: a bearer token of a configured issuer. */
  API("api", "api", "bearer-token", "api"),
  /** A click in Slack: a Slack account linked to a person. */
  SLACK("slack", "slack", "slack-account", "slack"),
  /** A page: a sign-in with a configured issuer. */
  PAGE("page", "page", "sign-in", "api"),
  /** A page, with a fresh sign-in for this decision (RFC 9470). */
  PAGE_STEP_UP("page+step-up", "page", "step-up", "api");

  private final String text;
  private final String channel;
  private final String assurance;
  private final String rendering;

  Door(String text, String channel, String assurance, String rendering) {
    this.text = text;
    this.channel = channel;
    this.assurance = assurance;
    this.rendering = rendering;
  }

  /** As policies write it. */
  public String text() {
    return text;
  }

  /** The channel's name, as in events. */
  public String channel() {
    return channel;
  }

  /** How the channel authenticates the person who decides, as in events. */
  public String assurance() {
    return assurance;
  }

  /** The channel whose rendering the approver has seen. */
  public String rendering() {
    return rendering;
  }

  /** Returns the door of this name in policies. */
  public static Optional<Door> of(String text) {
    return Arrays.stream(values()).filter(door -> door.text.equals(text)).findFirst();
  }

  /** Reads what {@link #put} wrote. */
  public static Door of(Members standing) {
    var channel = standing.string("channel");
    var assurance = standing.string("assurance");
    return Arrays.stream(values())
        .filter(door -> door.channel.equals(channel) && door.assurance.equals(assurance))
        .findFirst()
        .orElseThrow(() -> standing.bad("assurance", "that of a door of " + channel));
  }

  public Json.Obj.Builder put(Json.Obj.Builder standing) {
    return standing.put("channel", channel).put("assurance", assurance);
  }
}
