// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

/**
 * The {@code rich_text} block. Slack documents its members and no lengths: that a text element
 * holds 1 to 3,000 characters, as text does elsewhere, and that no list of elements is empty, is
 * assumed.
 */
final class RichText {

  private static final int MAX_TEXT = 3000;
  private static final int MANY = 1000;

  private RichText() {}

  /** Checks everything in the block but its id. */
  static void check(Shape block) {
    for (var part : block.objects("elements", true, 1, MANY)) {
      switch (part.type()) {
        case "rich_text_section" -> inline(part);
        case "rich_text_quote" -> {
          part.integer("border", 0, 1);
          inline(part);
        }
        case "rich_text_preformatted" -> {
          part.integer("border", 0, 1);
          part.text("language", false, 1, 255);
          inline(part);
        }
        case "rich_text_list" -> list(part);
        default -> {
          part.unsupportedType();
          continue;
        }
      }
      part.end();
    }
  }

  private static void list(Shape list) {
    list.oneOf("style", true, "bullet", "ordered");
    list.integer("indent", 0, 8);
    list.integer("offset", 0, 100_000);
    list.integer("border", 0, 1);
    for (var item : list.objects("elements", true, 1, MANY)) {
      if (item.type().equals("rich_text_section")) {
        inline(item);
        item.end();
      } else {
        item.unsupportedType();
      }
    }
  }

  private static void inline(Shape parent) {
    for (var element : parent.objects("elements", true, 1, MANY)) {
      switch (element.type()) {
        case "text" -> {
          element.text("text", true, 1, MAX_TEXT);
          style(element);
        }
        case "link" -> {
          element.text("url", true, 1, MAX_TEXT);
          element.text("text", false, 1, MAX_TEXT);
          element.bool("unsafe");
          style(element);
        }
        case "emoji" -> {
          element.text("name", true, 1, 255);
          element.text("unicode", false, 1, 255);
          element.integer("skin_tone", 1, 6);
        }
        case "user" -> {
          element.text("user_id", true, 1, 255);
          style(element);
        }
        case "channel" -> {
          element.text("channel_id", true, 1, 255);
          style(element);
        }
        case "usergroup" -> {
          element.text("usergroup_id", true, 1, 255);
          style(element);
        }
        case "broadcast" -> element.oneOf("range", true, "here", "channel", "everyone");
        case "color" -> element.text("value", true, 1, 255);
        case "date" -> {
          if (!element.has("timestamp")) {
            element.problem("missing required field: timestamp");
          }
          element.integer("timestamp", 0, Integer.MAX_VALUE);
          element.text("format", true, 1, 255);
          element.text("url", false, 1, MAX_TEXT);
          element.text("fallback", false, 1, 255);
        }
        default -> {
          element.unsupportedType();
          continue;
        }
      }
      element.end();
    }
  }

  private static void style(Shape element) {
    var style = element.object("style", false);
    if (style != null) {
      for (var name :
          new String[] {
            "bold",
            "italic",
            "strike",
            "underline",
            "code",
            "highlight",
            "client_highlight",
            "unlink"
          }) {
        style.bool(name);
      }
      style.end();
    }
  }
}
