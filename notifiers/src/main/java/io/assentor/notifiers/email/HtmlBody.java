// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import java.util.regex.Pattern;

/**
 * A letter as self-contained HTML: no image, no font, no style sheet, one link. It sets colours
 * only for borders, so it is legible in light and dark mode.
 */
final class HtmlBody {

  private static final String PLAIN = "font-family:sans-serif;font-size:15px;line-height:1.45";
  private static final String BOX =
      "white-space:pre-wrap;overflow-wrap:anywhere;font-family:monospace;font-size:13px;"
          + "border:1px solid #888888;border-radius:4px;padding:8px;margin:4px 0";
  private static final String QUOTE =
      "white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid #888888;"
          + "padding-left:10px;margin:4px 0";
  private static final String BUTTON =
      "display:inline-block;border:2px solid #2f6fde;border-radius:6px;padding:8px 18px;"
          + "font-weight:bold;text-decoration:none";
  private static final String HEADING = "font-size:15px;margin:18px 0 4px";

  /** Mail programs turn these into links. */
  private static final Pattern LINKABLE =
      Pattern.compile("(?<=[\\p{L}\\p{N}])(:(?=//)|[.@](?=\\p{L}))");

  private HtmlBody() {}

  static String of(Letter letter) {
    var html = new StringBuilder();
    html.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <meta name="viewport" content="width=device-width">
        <title>%s</title>
        </head>
        <body dir="ltr" style="%s">
        """
            .formatted(escaped(letter.subject()), PLAIN));
    paragraph(letter.lead(), html);
    html.append("<h1 style=\"font-size:19px;margin:8px 0\">")
        .append(text(letter.title()))
        .append("</h1>\n");
    paragraph(letter.status(), html);
    if (letter.until() != null) {
      paragraph(letter.until(), html);
    }
    html.append("<p><a href=\"")
        .append(escaped(letter.link()))
        .append("\" style=\"")
        .append(BUTTON)
        .append("\">Review</a></p>\n");
    heading("What will run", html);
    html.append("<div style=\"%s\">%s</div>\n".formatted(BOX, text(letter.arguments())));
    if (letter.missing() != null) {
      html.append("<p><strong>").append(text(letter.missing())).append("</strong></p>\n");
    }
    heading("Who asks, and why it is held", html);
    paragraph(letter.who(), html);
    Letter.lines(letter.why()).forEach(line -> paragraph(line, html));
    if (letter.said() != null) {
      heading("In the agent's own words (not verified)", html);
      html.append("<div style=\"%s\">%s</div>\n".formatted(QUOTE, text(letter.said())));
    }
    html.append("<p style=\"font-size:13px;margin-top:22px\">")
        .append(
            "The button is Assentor's only link here. Opening it decides nothing, and replies to")
        .append(" this mail are not read.</p>\n</body>\n</html>\n");
    return html.toString();
  }

  private static void heading(String text, StringBuilder html) {
    html.append("<h2 style=\"%s\">%s</h2>\n".formatted(HEADING, text(text)));
  }

  private static void paragraph(String text, StringBuilder html) {
    html.append("<p style=\"margin:4px 0\">").append(text(text)).append("</p>\n");
  }

  /** Escapes a text so that mail programs do not turn it into a link, as far as possible. */
  private static String text(String text) {
    return LINKABLE.matcher(escaped(text)).replaceAll("<span>$1</span>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
