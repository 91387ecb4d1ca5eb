// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of Block Kit that Assentor uses. Untrusted text goes only into {@code plain_text}
 * without emoji and into {@code rich_text}, which Slack shows literally; mrkdwn is for Assentor's
 * own words.
 *
 * @see <a href="https://docs.slack.dev/reference/block-kit/blocks">Block Kit reference</a>
 */
final class Blocks {

  /** Slack's own limits, in characters. */
  static final int MAX_HEADER = 150;

  static final int MAX_TEXT = 3_000;
  static final int MAX_CONFIRM_TITLE = 100;
  static final int MAX_CONFIRM_TEXT = 300;
  static final int MAX_OPTION = 75;
  static final int MAX_OPTIONS = 100;

  private Blocks() {}

  static Json.Obj plain(String text) {
    return Json.object()
        .put("type", "plain_text")
        .put("text", text)
        .put("emoji", Json.Bool.FALSE)
        .build();
  }

  static Json.Obj header(String text) {
    return Json.object().put("type", "header").put("text", plain(text)).build();
  }

  static Json.Obj section(String text) {
    return Json.object().put("type", "section").put("text", plain(text)).build();
  }

  /** A line in small print. */
  static Json.Obj context(String text) {
    return contextOf(plain(text));
  }

  /** A line in small print, of Assentor's own words. */
  static Json.Obj ownContext(String mrkdwn) {
    return contextOf(Json.object().put("type", "mrkdwn").put("text", mrkdwn).build());
  }

  private static Json.Obj contextOf(Json.Obj element) {
    return Json.object().put("type", "context").put("elements", array(element)).build();
  }

  /** Preformatted literal text. */
  static Json.Obj preformatted(String text) {
    return rich("rich_text_preformatted", text);
  }

  /** A quotation of untrusted words. */
  static Json.Obj quote(String text) {
    return rich("rich_text_quote", text);
  }

  private static Json.Obj rich(String element, String text) {
    var literal = Json.object().put("type", "text").put("text", text).build();
    var inner = Json.object().put("type", element).put("elements", array(literal)).build();
    return Json.object().put("type", "rich_text").put("elements", array(inner)).build();
  }

  static Json.Obj actions(List<Json> buttons) {
    return Json.object()
        .put("type", "actions")
        .put("block_id", "decision")
        .put("elements", new Json.Arr(buttons))
        .build();
  }

  /**
   * A button.
   *
   * @param style primary, danger or absent
   * @param confirm the confirmation dialog
   */
  static Json.Obj button(
      String action,
      String label,
      String value,
      @Nullable String style,
      Json.@Nullable Obj confirm) {
    return Json.object()
        .put("type", "button")
        .put("action_id", action)
        .put("text", plain(label))
        .put("value", value)
        .put("style", style)
        .put("confirm", confirm)
        .build();
  }

  static Json.Obj link(String action, String label, String url) {
    return Json.object()
        .put("type", "button")
        .put("action_id", action)
        .put("text", plain(label))
        .put("url", url)
        .build();
  }

  static Json.Obj confirm(String title, String text, String yes) {
    return Json.object()
        .put("title", plain(DisplayText.cut(title, MAX_CONFIRM_TITLE)))
        .put("text", plain(DisplayText.cut(text, MAX_CONFIRM_TEXT)))
        .put("confirm", plain(yes))
        .put("deny", plain("Back"))
        .build();
  }

  static Json.Arr array(Json... items) {
    return new Json.Arr(List.of(items));
  }

  /** Escapes the three characters with a meaning in mrkdwn. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
