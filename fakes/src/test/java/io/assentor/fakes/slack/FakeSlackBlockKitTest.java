// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeSlackBlockKitTest {

  private static Json parse(String json) {
    return Json.parse(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String type, int length) {
    return "{'type':'%s','text':'%s'}".formatted(type, "x".repeat(length));
  }

  private static String many(int count, String item) {
    return String.join(",", Collections.nCopies(count, item));
  }

  private static void assertFits(String block) {
    assertThat(BlockKit.problems((Json.Arr) parse("[" + block + "]"))).as(block).isEmpty();
  }

  private static void assertProblem(String block, String problem) {
    assertThat(BlockKit.problems((Json.Arr) parse("[" + block + "]")))
        .as(block)
        .containsExactly("[ERROR] " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "3000 | {'type':'section','text':%s} | /blocks/0/text/text | mrkdwn",
        "2000 | {'type':'section','fields':[%s]} | /blocks/0/fields/0/text | mrkdwn",
        "150 | {'type':'header','text':%s} | /blocks/0/text/text | plain_text",
        "3000 | {'type':'context','elements':[%s]} | /blocks/0/elements/0/text | mrkdwn",
        "75 | {'type':'actions','elements':[{'type':'button','text':%s}]}"
            + " | /blocks/0/elements/0/text/text | plain_text",
        "2000 | {'type':'input','label':%s,'element':{'type':'plain_text_input'}}"
            + " | /blocks/0/label/text | plain_text",
        "3000 | {'type':'rich_text','elements':[{'type':'rich_text_section','elements':[%s]}]}"
            + " | /blocks/0/elements/0/elements/0/text | text"
      })
  void text_hasAMaximumAndIsNeverEmpty(int max, String block, String pointer, String type) {
    assertFits(block.formatted(text(type, max)));
    assertProblem(
        block.formatted(text(type, max + 1)),
        "must be less than %d characters [json-pointer:%s]".formatted(max + 1, pointer));
    assertProblem(
        block.formatted(text(type, 0)),
        "must be more than 0 characters [json-pointer:%s]".formatted(pointer));
  }

  @ParameterizedTest
  @CsvSource({"action_id,255", "value,2000", "url,3000"})
  void button_hasMembersOfBoundedLength(String member, int max) {
    var block = "{'type':'actions','elements':[{'type':'button','text':%s,'%s':'%s'}]}";
    var label = text("plain_text", 5);
    assertFits(block.formatted(label, member, "x".repeat(max)));
    assertProblem(
        block.formatted(label, member, "x".repeat(max + 1)),
        "must be less than %d characters [json-pointer:/blocks/0/elements/0/%s]"
            .formatted(max + 1, member));
  }

  @ParameterizedTest
  @CsvSource({
    "title,100,plain_text",
    "text,300,mrkdwn",
    "confirm,30,plain_text",
    "deny,30,plain_text"
  })
  void confirm_hasTextsOfBoundedLength(String member, int max, String type) {
    var confirm =
        Tree.with(
            (Json.Obj)
                parse(
                    "{'title':%1$s,'text':%1$s,'confirm':%1$s,'deny':%1$s}"
                        .formatted(text("plain_text", 5))),
            member,
            parse(text(type, max + 1)));
    var block =
        "{'type':'actions','elements':[{'type':'button','text':%s,'confirm':%s}]}"
            .formatted(text("plain_text", 5), confirm.canonicalString());
    assertProblem(
        block,
        "must be less than %d characters [json-pointer:/blocks/0/elements/0/confirm/%s/text]"
            .formatted(max + 1, member));
    assertFits(block.replace("x".repeat(max + 1), "x".repeat(max)));
  }

  @Test
  void arrays_haveAMaximum() {
    var blocks = (Json.Arr) parse("[" + many(51, "{'type':'divider'}") + "]");
    assertThat(BlockKit.problems(blocks))
        .containsExactly("[ERROR] no more than 50 items allowed [json-pointer:/blocks]");
    assertProblem(
        "{'type':'context','elements':[%s]}".formatted(many(11, text("mrkdwn", 1))),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]");
    assertProblem(
        "{'type':'section','fields':[%s]}".formatted(many(11, text("mrkdwn", 1))),
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]");
    assertProblem(
        "{'type':'actions','elements':[%s]}"
            .formatted(many(26, "{'type':'button','text':" + text("plain_text", 1) + "}")),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]");
    assertProblem(
        "{'type':'rich_text','elements':[]}",
        "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]");
  }

  @Test
  void options_haveAMaximum() {
    var option = "{'value':'v','text':" + text("plain_text", 75) + "}";
    var block = "{'type':'input','label':%s,'element':{'type':'%s','options':[%s]}}";
    var label = text("plain_text", 5);
    assertFits(block.formatted(label, "static_select", many(100, option)));
    assertProblem(
        block.formatted(label, "static_select", many(101, option)),
        "no more than 100 items allowed [json-pointer:/blocks/0/element/options]");
    assertFits(block.formatted(label, "radio_buttons", many(10, option)));
    assertProblem(
        block.formatted(label, "radio_buttons", many(11, option)),
        "no more than 10 items allowed [json-pointer:/blocks/0/element/options]");
    assertProblem(
        block.formatted(label, "static_select", option.replace("'v'", "'" + "v".repeat(151) + "'")),
        "must be less than 151 characters [json-pointer:/blocks/0/element/options/0/value]");
  }

  @Test
  void ids_areUnique() {
    var button = "{'type':'button','action_id':'a','text':" + text("plain_text", 1) + "}";
    assertProblem(
        "{'type':'actions','elements':[%s]},{'type':'actions','elements':[%s]}"
            .formatted(button, button),
        "duplicate action_id: a [json-pointer:/blocks/1/elements/0/action_id]");
    assertProblem(
        "{'type':'divider','block_id':'b'},{'type':'divider','block_id':'b'}",
        "duplicate block_id: b [json-pointer:/blocks/1/block_id]");
  }

  @Test
  void unknown_typesAndMembersAreRefused() {
    assertProblem("{'type':'video'}", "unsupported type: video [json-pointer:/blocks/0/type]");
    assertProblem(
        "{'type':'section','text':{'type':'mrkdwn','text':'x','emoji':true}}",
        "invalid additional property: emoji [json-pointer:/blocks/0/text]");
    assertProblem(
        "{'type':'divider','colour':'red'}",
        "invalid additional property: colour [json-pointer:/blocks/0]");
    assertProblem(
        "{'type':'header','text':{'type':'mrkdwn','text':'x'}}",
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]");
    assertProblem("{'type':'header'}", "missing required field: text [json-pointer:/blocks/0]");
    assertProblem(
        "{'type':'section'}", "must define either `text` or `fields` [json-pointer:/blocks/0]");
    assertProblem(
        "{'type':'section','text':'x'}", "must provide an object [json-pointer:/blocks/0/text]");
  }

  @Test
  void richText_takesItsPartsAndElements() {
    assertFits(
        "{'type':'rich_text','block_id':'r','elements':["
            + "{'type':'rich_text_section','elements':["
            + "{'type':'text','text':'a','style':{'bold':true,'code':true}},"
            + "{'type':'link','url':'https://example.com','text':'b'},"
            + "{'type':'emoji','name':'wave'},{'type':'user','user_id':'U1'}]},"
            + "{'type':'rich_text_preformatted','elements':[{'type':'text','text':'{}'}],'border':0},"
            + "{'type':'rich_text_quote','elements':[{'type':'text','text':'q'}]},"
            + "{'type':'rich_text_list','style':'bullet','indent':0,'elements':["
            + "{'type':'rich_text_section','elements':[{'type':'text','text':'i'}]}]}]}");
    assertProblem(
        "{'type':'rich_text','elements':[{'type':'rich_text_section','elements':["
            + "{'type':'text','text':'a','style':{'blink':true}}]}]}",
        "invalid additional property: blink"
            + " [json-pointer:/blocks/0/elements/0/elements/0/style]");
  }

  @ParameterizedTest
  @CsvSource({
    "title,24,true",
    "submit,24,true",
    "close,24,true",
    "private_metadata,3000,false",
    "callback_id,255,false"
  })
  void view_hasMembersOfBoundedLength(String member, int max, boolean object) {
    var view =
        (Json.Obj)
            parse(
                "{'type':'modal','title':%s,'blocks':[{'type':'divider'}]}"
                    .formatted(text("plain_text", 5)));
    var fits = object ? parse(text("plain_text", max)) : Json.of("x".repeat(max));
    var tooLong = object ? parse(text("plain_text", max + 1)) : Json.of("x".repeat(max + 1));
    assertThat(BlockKit.problemsOfView(Tree.with(view, member, fits))).isEmpty();
    assertThat(BlockKit.problemsOfView(Tree.with(view, member, tooLong)))
        .containsExactly(
            "[ERROR] must be less than %d characters [json-pointer:/view/%s%s]"
                .formatted(max + 1, member, object ? "/text" : ""));
  }

  @Test
  void view_withInputsNeedsASubmitButton() {
    var title = text("plain_text", 5);
    var view =
        "{'type':'modal','title':%s,'blocks':[{'type':'input','label':%s,'element':{'type':'plain_text_input','max_length':3001}}]}"
            .formatted(title, title);
    assertThat(BlockKit.problemsOfView((Json.Obj) parse(view)))
        .containsExactly(
            "[ERROR] must be between 1 and 3000"
                + " [json-pointer:/view/blocks/0/element/max_length]",
            "[ERROR] missing required field: submit [json-pointer:/view]");
  }
}
