// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.json.VisibleCharacters;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.text.DisplayText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The dialog for the reason of a denial: a preset, free text, both or neither. */
final class DenialDialog {

  private static final String PRESET = "preset";
  private static final String WORDS = "words";
  private static final int MAX_WORDS = 1_000;
  private static final int MAX_NAME = 300;

  private final List<String> presets;

  DenialDialog(List<String> presets) {
    this.presets = presets;
  }

  /**
   * A denial.
   *
   * @param answerTo where to send the reply
   */
  record Denial(Subject about, @Nullable String answerTo, @Nullable String reason) {}

  Json.Obj asking(ApprovalRecord entry, Subject about, @Nullable String answerTo) {
    var call = entry.content().call();
    var what =
        "Deny " + DisplayText.line(call.name()) + " on " + DisplayText.line(call.server()) + "?";
    var blocks = new ArrayList<Json>();
    blocks.add(Blocks.section(DisplayText.cut(what, MAX_NAME)));
    if (!presets.isEmpty()) {
      blocks.add(input(PRESET, "Reason", select()));
    }
    var words =
        Json.object()
            .put("type", "plain_text_input")
            .put("action_id", WORDS)
            .put("multiline", Json.Bool.TRUE)
            .put("max_length", MAX_WORDS);
    blocks.add(input(WORDS, "In your own words; sent to the agent and the gateway", words.build()));
    return modal("Deny", blocks)
        .put("callback_id", Card.DENY)
        .put("submit", Blocks.plain("Deny"))
        .put("close", Blocks.plain("Back"))
        .put(
            "private_metadata",
            Json.object()
                .put("about", about.value())
                .put("answerTo", answerTo)
                .build()
                .canonicalString())
        .build();
  }

  private static Json.Obj input(String block, String label, Json.Obj element) {
    return Json.object()
        .put("type", "input")
        .put("block_id", block)
        .put("label", Blocks.plain(label))
        .put("optional", Json.Bool.TRUE)
        .put("element", element)
        .build();
  }

  private Json.Obj select() {
    var options =
        presets.stream()
            .<Json>map(it -> Json.object().put("text", Blocks.plain(it)).put("value", it).build())
            .toList();
    return Json.object()
        .put("type", "static_select")
        .put("action_id", PRESET)
        .put("placeholder", Blocks.plain("Pick one, or none"))
        .put("options", new Json.Arr(options))
        .build();
  }

  /** Reads the dialog of {@link #asking}; empty if it is another dialog. */
  Optional<Denial> read(Members view) {
    var metadata = view.optionalString("private_metadata");
    if (!Card.DENY.equals(view.optionalString("callback_id")) || metadata == null) {
      return Optional.empty();
    }
    var kept = Members.of(Json.parseObject(metadata.getBytes(StandardCharsets.UTF_8)));
    var values = view.object("state").object("values");
    var reason =
        Stream.of(preset(values), words(values))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(": "));
    return Subject.of(kept.string("about"))
        .map(
            about ->
                new Denial(
                    about,
                    kept.optionalString("answerTo"),
                    VisibleCharacters.anyIn(reason) ? reason : null));
  }

  private static Optional<String> preset(Members values) {
    return Optional.ofNullable(values.optionalObject(PRESET))
        .map(block -> block.object(PRESET).optionalObject("selected_option"))
        .map(option -> option.string("value"));
  }

  private static Optional<String> words(Members values) {
    return Optional.ofNullable(values.optionalObject(WORDS))
        .map(block -> block.object(WORDS).optionalString("value"))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** Replaces the dialog by a sentence. */
  static Json.Obj saying(String sentence) {
    var view =
        modal("Deny", List.of(Blocks.section(DisplayText.cut(sentence, Blocks.MAX_TEXT))))
            .put("close", Blocks.plain("Close"))
            .build();
    return Json.object().put("response_action", "update").put("view", view).build();
  }

  /** Leaves the dialog open, to be sent again. */
  static Json.Obj keeping(String sentence) {
    return Json.object()
        .put("response_action", "errors")
        .put("errors", Json.object().put(WORDS, sentence).build())
        .build();
  }

  private static Json.Obj.Builder modal(String title, List<Json> blocks) {
    return Json.object()
        .put("type", "modal")
        .put("title", Blocks.plain(title))
        .put("blocks", new Json.Arr(Objects.requireNonNull(blocks)));
  }
}
