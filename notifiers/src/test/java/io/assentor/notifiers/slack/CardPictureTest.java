// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.CallContext;
import io.assentor.notifiers.slack.Drawing.Button;
import io.assentor.notifiers.slack.Drawing.Piece;
import io.assentor.testkit.McpCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The picture in the docs is drawn from the blocks that Slack gets. */
class CardPictureTest {

  private static final Path PICTURE = Path.of("../docs/images/slack-card.svg");
  private static final CallContext SAID =
      new CallContext(
          "checkout hangs since the last rollout; deleting it lets the operator rebuild it",
          null,
          List.of(),
          null);

  private static final int WIDTH = 640;
  private static final int LEFT = 62;
  private static final int COLUMNS = 74;
  private static final int CODE_COLUMNS = 66;

  private final StringBuilder svg = new StringBuilder();
  private int y = 40;

  /** Drawn anew with -Dassentor.update-docs=true. */
  @Test
  void picture_isThatOfTheCard() throws IOException {
    var notice = Cards.notice(McpCalls.named("k8s-delete-prod").call(), SAID);
    var drawn = drawn(Card.of(notice, true));
    if (Boolean.getBoolean("assentor.update-docs")) {
      Files.createDirectories(PICTURE.getParent());
      Files.writeString(PICTURE, drawn);
    }
    assertThat(drawn).isEqualTo(Files.readString(PICTURE));
  }

  private String drawn(Card.Message message) {
    rect(14, 16, 36, 36, 8, "#1f5eff", "none");
    text(23, 41, "font-size='22' font-weight='700' fill='#fff'", "A");
    text(LEFT, 32, "font-weight='700'", "Assentor");
    rect(LEFT + 72, 20, 30, 15, 3, "#e8e8e8", "none");
    text(LEFT + 77, 31, "font-size='10' fill='#616061'", "APP");
    text(LEFT + 112, 32, "font-size='12' fill='#616061'", "1:00 PM");
    Drawing.pieces(message).forEach(this::piece);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
          font-family="Lato, Helvetica, Arial, sans-serif" font-size="15" fill="#1d1c1d" role="img"
          aria-label="A card in Slack that asks whether to delete a deployment">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        %3$s</svg>
        """
        .formatted(WIDTH, y + 16, svg);
  }

  private void piece(Piece piece) {
    switch (piece) {
      case Piece.Title(var title) -> {
        y += 24;
        text(LEFT, y, "font-size='18' font-weight='700'", title);
        y += 10;
      }
      case Piece.Code(var lines) -> {
        var wrapped =
            lines.stream().flatMap(l -> Drawing.wrapped(l, CODE_COLUMNS).stream()).toList();
        rect(LEFT, y, WIDTH - LEFT - 20, wrapped.size() * 18 + 14, 4, "#f8f8f8", "#dddddd");
        y += 4;
        for (var line : wrapped) {
          y += 18;
          text(LEFT + 10, y, "font-family='Menlo, Consolas, monospace' font-size='13'", line);
        }
        y += 16;
      }
      case Piece.Text(var lines) -> {
        y += 2;
        for (var line : lines) {
          for (var part : Drawing.wrapped(line, COLUMNS)) {
            y += 20;
            text(LEFT, y, "", part);
          }
        }
        y += 6;
      }
      case Piece.Small(var small) -> {
        y += 20;
        text(LEFT, y, "font-size='12' fill='#616061'", small);
        y += 4;
      }
      case Piece.Quote(var lines) -> {
        int top = y + 4;
        for (var line : lines) {
          for (var part : Drawing.wrapped(line, COLUMNS - 2)) {
            y += 20;
            text(LEFT + 14, y, "", part);
          }
        }
        rect(LEFT, top, 4, y - top + 6, 2, "#dddddd", "none");
        y += 10;
      }
      case Piece.Buttons(var buttons) -> {
        y += 8;
        int x = LEFT;
        for (var button : buttons) {
          x = button(x, button);
        }
        y += 36;
      }
    }
  }

  private int button(int x, Button button) {
    int width = button.label().length() * 9 + 26;
    boolean primary = button.style().equals("primary");
    boolean danger = button.style().equals("danger");
    var fill = primary ? "#007a5a" : danger ? "#e01e5a" : "#ffffff";
    var colour = primary || danger ? "#ffffff" : "#1d1c1d";
    rect(x, y, width, 32, 4, fill, primary || danger ? "none" : "#bbbabb");
    text(x + 13, y + 21, "font-weight='700' font-size='14' fill='" + colour + "'", button.label());
    return x + width + 8;
  }

  private void rect(int x, int y, int width, int height, int round, String fill, String stroke) {
    svg.append(
        "<rect x='%d' y='%d' width='%d' height='%d' rx='%d' fill='%s' stroke='%s'/>\n"
            .formatted(x, y, width, height, round, fill, stroke));
  }

  private void text(int x, int y, String attributes, String text) {
    svg.append(
        "<text x='%d' y='%d' xml:space='preserve' %s>%s</text>\n"
            .formatted(x, y, attributes, Blocks.escape(text)));
  }
}
