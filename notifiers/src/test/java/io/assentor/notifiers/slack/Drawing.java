// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws a card from its blocks, the way somebody reads it, so that it can be reviewed. */
final class Drawing {

  private static final int WIDTH = 78;

  private Drawing() {}

  /** A piece of a card. */
  sealed interface Piece {
    record Title(String text) implements Piece {}

    record Code(List<String> lines) implements Piece {}

    record Text(List<String> lines) implements Piece {}

    record Small(String text) implements Piece {}

    record Quote(List<String> lines) implements Piece {}

    record Buttons(List<Button> buttons) implements Piece {}
  }

  /** A button. */
  record Button(String label, String style, boolean confirmed) {}

  static List<Piece> pieces(Card.Message message) {
    return message.blocks().items().stream().map(block -> piece((Json.Obj) block)).toList();
  }

  private static Piece piece(Json.Obj block) {
    var members = Members.of(block);
    return switch (members.string("type")) {
      case "header" -> new Piece.Title(members.object("text").string("text"));
      case "section" -> new Piece.Text(lines(members.object("text").string("text")));
      case "context" ->
          new Piece.Small(
              members.objects("elements").stream()
                  .map(element -> element.string("text"))
                  .map(text -> text.replaceAll("<!date\\^[0-9]+\\^[^|]*\\|([^>]*)>", "$1"))
                  .collect(Collectors.joining("  ")));
      case "rich_text" -> {
        var inner = members.objects("elements").getFirst();
        var text =
            inner.objects("elements").stream()
                .map(element -> element.string("text"))
                .collect(Collectors.joining());
        yield inner.string("type").equals("rich_text_quote")
            ? new Piece.Quote(lines(text))
            : new Piece.Code(lines(text));
      }
      case "actions" ->
          new Piece.Buttons(
              members.objects("elements").stream()
                  .map(
                      button ->
                          new Button(
                              button.object("text").string("text"),
                              String.valueOf(button.optionalString("style")),
                              button.optionalObject("confirm") != null))
                  .toList());
      default -> throw new IllegalStateException(members.string("type") + " cannot be drawn");
    };
  }

  private static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }

  /** As text. */
  static String of(Card.Message message) {
    var out = new ArrayList<String>();
    for (var piece : pieces(message)) {
      switch (piece) {
        case Piece.Title(var text) -> out.add("== " + text + " ==");
        case Piece.Code(var lines) -> wrapped(lines).forEach(line -> out.add("    " + line));
        case Piece.Text(var lines) -> wrapped(lines).forEach(out::add);
        case Piece.Small(var text) -> wrapped(List.of(text)).forEach(line -> out.add("  " + line));
        case Piece.Quote(var lines) -> wrapped(lines).forEach(line -> out.add("> " + line));
        case Piece.Buttons(var buttons) ->
            out.add(
                buttons.stream()
                    .map(b -> "[ " + b.label() + (b.confirmed() ? " (asks again)" : "") + " ]")
                    .collect(Collectors.joining("  ")));
      }
    }
    return String.join("\n", out) + "\n";
  }

  /** On a screen that is so wide. */
  static List<String> wrapped(List<String> lines) {
    return lines.stream().flatMap(line -> wrapped(line, WIDTH).stream()).toList();
  }

  static List<String> wrapped(String line, int width) {
    var out = new ArrayList<String>();
    var rest = line;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > width / 2 ? blank : width;
      out.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    out.add(rest);
    return out;
  }

  /** JSON, a member each line. */
  static String pretty(Json json) {
    var out = new StringBuilder();
    pretty(json, "\n", out);
    return out.toString();
  }

  private static void pretty(Json json, String newLine, StringBuilder out) {
    switch (json) {
      case Json.Obj object when !object.members().isEmpty() -> {
        var separator = "{";
        for (var member : object.members().entrySet()) {
          out.append(separator).append(newLine).append("  ");
          out.append(Json.of(member.getKey()).canonicalString()).append(": ");
          pretty(member.getValue(), newLine + "  ", out);
          separator = ",";
        }
        out.append(newLine).append('}');
      }
      case Json.Arr array when !array.items().isEmpty() -> {
        var separator = "[";
        for (var item : array.items()) {
          out.append(separator).append(newLine).append("  ");
          pretty(item, newLine + "  ", out);
          separator = ",";
        }
        out.append(newLine).append(']');
      }
      default -> out.append(json.canonicalString());
    }
  }
}
