// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The limits of Block Kit as docs.slack.dev gives them, with complaints in Slack's own words. Knows
 * the blocks and elements that a message or modal of ours could want, and refuses all others.
 */
public final class BlockKit {

  private static final int MAX_MESSAGE_BLOCKS = 50;
  private static final int MAX_VIEW_BLOCKS = 100;
  private static final int MAX_MESSAGE_JSON = 13_200;

  private final List<String> problems = new ArrayList<>();
  private final Set<String> blockIds = new HashSet<>();
  private final Set<String> actionIds = new HashSet<>();
  private final boolean modal;

  private BlockKit(boolean modal) {
    this.modal = modal;
  }

  /**
   * What Slack would refuse in the blocks of a message, for example {@code [ERROR] must be less
   * than 3001 characters [json-pointer:/blocks/0/text/text]}; empty if it would take them. See also
   * {@link #tooLong}.
   */
  public static List<String> problems(Json.Arr blocks) {
    var kit = new BlockKit(false);
    for (var block : Shape.all(blocks, "/blocks", kit.problems, 0, MAX_MESSAGE_BLOCKS)) {
      kit.block(block);
    }
    return List.copyOf(kit.problems);
  }

  /**
   * Whether Slack would refuse these blocks with {@code msg_blocks_too_long} although each is
   * within its limits. The limit is not documented; people have found about 13,200 characters of
   * all blocks together (slackapi/bolt-js issues 2509 and 2867), and more text where it is in fewer
   * containers. That it is the JSON that is counted is an assumption.
   */
  public static boolean tooLong(Json.Arr blocks) {
    var json = blocks.canonicalString();
    return json.codePointCount(0, json.length()) > MAX_MESSAGE_JSON;
  }

  /** What Slack would refuse in a modal, with pointers that begin at {@code /view}. */
  public static List<String> problemsOfView(Json.Obj view) {
    var kit = new BlockKit(true);
    kit.view(new Shape(view, "/view", kit.problems));
    return List.copyOf(kit.problems);
  }

  private void view(Shape view) {
    view.oneOf("type", true, "modal");
    view.textObject("title", true, false, 24);
    view.textObject("close", false, false, 24);
    view.textObject("submit", false, false, 24);
    view.text("private_metadata", false, 0, 3000);
    view.text("callback_id", false, 0, 255);
    view.text("external_id", false, 0, 255);
    view.bool("clear_on_close");
    view.bool("notify_on_close");
    view.bool("submit_disabled");
    boolean inputs = false;
    for (var block : view.objects("blocks", true, 1, MAX_VIEW_BLOCKS)) {
      block(block);
      inputs |= "input".equals(block.peek("type"));
    }
    if (inputs && !view.has("submit")) {
      view.problem("missing required field: submit");
    }
    view.end();
  }

  private void block(Shape block) {
    block.text("block_id", false, 1, 255);
    var id = block.peek("block_id");
    if (id != null && !blockIds.add(id)) {
      block.problem("duplicate block_id: " + id, block.at("block_id"));
    }
    if (modal) {
      // In a modal the state is kept by block and action, so another block may say "value" again.
      actionIds.clear();
    }
    switch (block.type()) {
      case "section" -> section(block);
      case "header" -> block.textObject("text", true, false, 150);
      case "divider" -> {}
      case "context" -> context(block);
      case "actions" -> {
        for (var element : block.objects("elements", true, 1, 25)) {
          element(element, true);
        }
      }
      case "input" -> input(block);
      case "image" -> image(block, true);
      case "markdown" -> block.text("text", true, 1, 12_000);
      case "rich_text" -> RichText.check(block);
      default -> {
        block.unsupportedType();
        return;
      }
    }
    block.end();
  }

  private void section(Shape section) {
    if (!section.has("text") && !section.has("fields")) {
      section.problem("must define either `text` or `fields`");
    }
    section.textObject("text", false, true, 3000);
    for (var field : section.objects("fields", false, 1, 10)) {
      field.isText(true, 2000);
    }
    section.bool("expand");
    var accessory = section.object("accessory", false);
    if (accessory != null) {
      element(accessory, false);
    }
  }

  private static void context(Shape context) {
    for (var element : context.objects("elements", true, 1, 10)) {
      if ("image".equals(element.peek("type"))) {
        element.type();
        image(element, false);
        element.end();
      } else {
        element.isText(true, 3000);
      }
    }
  }

  private static void image(Shape image, boolean block) {
    image.text("image_url", true, 1, 3000);
    image.text("alt_text", true, 1, 2000);
    if (block) {
      image.textObject("title", false, false, 2000);
    }
  }

  private void input(Shape input) {
    input.textObject("label", true, false, 2000);
    input.textObject("hint", false, false, 2000);
    input.bool("optional");
    input.bool("dispatch_action");
    var element = input.object("element", true);
    if (element == null) {
      return;
    }
    switch (element.type()) {
      case "plain_text_input" -> textInput(element);
      case "static_select" -> select(element, 100);
      case "radio_buttons", "checkboxes" -> select(element, 10);
      default -> {
        element.unsupportedType();
        return;
      }
    }
    element.end();
  }

  private void textInput(Shape input) {
    actionId(input);
    input.textObject("placeholder", false, false, 150);
    input.text("initial_value", false, 0, 3000);
    input.bool("multiline");
    input.bool("focus_on_load");
    input.integer("min_length", 0, 3000);
    input.integer("max_length", 1, 3000);
    var dispatch = input.object("dispatch_action_config", false);
    if (dispatch != null) {
      dispatch.has("trigger_actions_on");
      dispatch.end();
    }
  }

  private void element(Shape element, boolean inActions) {
    switch (element.type()) {
      case "button" -> button(element);
      case "static_select" -> select(element, 100);
      case "radio_buttons", "checkboxes" -> select(element, 10);
      case "overflow" -> select(element, 5);
      case "image" -> {
        if (inActions) {
          element.unsupportedType();
          return;
        }
        image(element, false);
      }
      default -> {
        element.unsupportedType();
        return;
      }
    }
    element.end();
  }

  private void button(Shape button) {
    actionId(button);
    button.textObject("text", true, false, 75);
    button.text("url", false, 1, 3000);
    button.text("value", false, 1, 2000);
    button.oneOf("style", false, "primary", "danger");
    button.text("accessibility_label", false, 1, 75);
    confirm(button);
  }

  private void select(Shape select, int maxOptions) {
    actionId(select);
    var type = select.peek("type");
    for (var option : select.objects("options", true, 1, maxOptions)) {
      option(option);
    }
    if ("checkboxes".equals(type)) {
      for (var option : select.objects("initial_options", false, 1, maxOptions)) {
        option(option);
      }
    } else if (!"overflow".equals(type)) {
      var initial = select.object("initial_option", false);
      if (initial != null) {
        option(initial);
      }
    }
    if ("static_select".equals(type)) {
      select.textObject("placeholder", false, false, 150);
    }
    select.bool("focus_on_load");
    confirm(select);
  }

  private static void option(Shape option) {
    option.textObject("text", true, true, 75);
    option.text("value", true, 1, 150);
    option.textObject("description", false, true, 75);
    option.text("url", false, 1, 3000);
    option.end();
  }

  private static void confirm(Shape element) {
    var confirm = element.object("confirm", false);
    if (confirm != null) {
      confirm.textObject("title", true, false, 100);
      confirm.textObject("text", true, true, 300);
      confirm.textObject("confirm", true, false, 30);
      confirm.textObject("deny", true, false, 30);
      confirm.oneOf("style", false, "primary", "danger");
      confirm.end();
    }
  }

  private void actionId(Shape element) {
    element.text("action_id", false, 1, 255);
    var id = element.peek("action_id");
    if (id != null && !actionIds.add(id)) {
      element.problem("duplicate action_id: " + id, element.at("action_id"));
    }
  }
}
