// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings for Slack.
 *
 * @param botTokens by tenant; under the empty name, the token of all tenants without one
 * @param signingSecret verifies requests over HTTP; absent: no requests are accepted over HTTP
 * @param appToken opens Socket Mode; absent: it stays closed
 * @param apiBase address of the web API, with a slash at its end
 * @param denialReasons presets an approver can pick
 * @param matchEmail whether an account without a link counts as the person with its address
 * @param linkPage address of the page where people link their account themselves, to which a code
 *     is added; absent: only the directory links
 */
public record SlackSettings(
    Map<String, String> botTokens,
    @Nullable String signingSecret,
    @Nullable String appToken,
    String apiBase,
    List<String> denialReasons,
    boolean matchEmail,
    @Nullable String linkPage) {

  /** Where Slack is. */
  public static final String SLACK = "https://slack.com/api/";

  public SlackSettings {
    botTokens = Map.copyOf(botTokens);
    denialReasons =
        denialReasons.stream().map(String::strip).filter(it -> !it.isEmpty()).distinct().toList();
    boolean tooLong = denialReasons.stream().anyMatch(it -> it.length() > Blocks.MAX_OPTION);
    if (tooLong || denialReasons.size() > Blocks.MAX_OPTIONS) {
      throw new IllegalArgumentException(
          "expected at most %d reasons of at most %d characters"
              .formatted(Blocks.MAX_OPTIONS, Blocks.MAX_OPTION));
    }
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "SlackSettings[tenants=" + botTokens.keySet() + ", apiBase=" + apiBase + "]";
  }

  /**
   * Reads a list of tokens: one for everybody, or {@code tenant=token} separated by commas.
   *
   * @throws IllegalArgumentException if it is neither; the message holds no token
   */
  public static Map<String, String> botTokens(String text) {
    var tokens = new TreeMap<String, String>();
    for (var item : text.split(",", -1)) {
      int equals = item.indexOf('=');
      var tenant = equals < 0 ? "" : item.substring(0, equals).trim();
      var token = item.substring(equals + 1).trim();
      if (!token.startsWith("xoxb-") || tokens.put(tenant, token) != null) {
        throw new IllegalArgumentException(
            "expected a bot token (xoxb-…), or tenant=token for each tenant, separated by commas");
      }
    }
    return tokens;
  }

  Optional<String> botToken(String tenant) {
    return Optional.ofNullable(botTokens.getOrDefault(tenant, botTokens.get("")));
  }

  /** Returns whether clicks can be received. */
  public boolean hasWayIn() {
    return signingSecret != null || appToken != null;
  }
}
