// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.pages.StoryRows.Section;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Principal;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.Attempt;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.LedgerReader.FiledAttempt;
import io.assentor.core.ledger.LedgerReader.StoredEvent;
import io.assentor.core.ledger.LedgerReader.Story;
import io.assentor.core.text.DisplayText;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryLedger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How large a story's page gets, and that nothing of it is lost. */
class StoryRowsTest {

  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");

  /** Whatever is recorded; an ordinary story is some 10 kB. */
  private static final int MOST_BYTES = 400_000;

  /** Invisible characters are the longest to show. */
  private static String text(int length) {
    return "<\u202e&".repeat(length / 3);
  }

  /** A story in which everything has so many rows, each with a text of such a length. */
  private static Story story(int rows, int length) {
    var ledger = new InMemoryLedger(() -> AT);
    var submit = Fixtures.submit(Fixtures.request("x"), Fixtures.requiring(Fixtures.ONE_APPROVER));
    var entry = ledger.submit(submit).entry();
    var by = new Principal(text(length), text(length), text(length));
    return new Story(
        entry,
        IntStream.range(0, rows)
            .mapToObj(i -> new StoredEvent(i, new Event.Consumed(AT, i + text(length)), "{}", "h"))
            .toList(),
        IntStream.range(0, rows)
            .mapToObj(i -> new Rendering("c" + i, Json.object().put("a", text(length)).build()))
            .toList(),
        List.<Delivery>of(),
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    new FiledAttempt(
                        AT, new Attempt(UUID.randomUUID(), by, "decide", "closed", text(length))))
            .toList(),
        List.of(text(length)));
  }

  private static int bytes(Story story, List<String> problems) {
    var rows = new StoryRows(story, problems);
    var model = new HashMap<String, Object>();
    model.put("visitor", new Visitor("audrey", "default", true, true, false));
    model.put("id", "0197");
    model.put("found", AuditPages.Found.of(story.entry()));
    model.put("progress", Progress.of(story.entry(), false, Fixtures.CHANNELS));
    for (var section : Section.values()) {
      model.put(nameOf(section), rows.listed(section, 0));
    }
    var page = Templates.page("story", model);
    assertThat(page).endsWith("</html>\n").contains("Show ");
    return page.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void tenTimesTheRecord_makesNoLargerPage() {
    int once = bytes(story(60, 900), List.of(text(900)));
    int moreRows = bytes(story(600, 900), List.of(text(900)));
    int longer = bytes(story(60, 9_000), List.of(text(9_000)));
    System.out.println("story's page, bytes: " + once + ", " + moreRows + ", " + longer);

    assertThat(once).isLessThan(MOST_BYTES);
    assertThat(moreRows).isLessThan(once + 1_000);
    assertThat(longer).isLessThan(once + 5_000);
  }

  @Test
  void fetchedPart_isBoundedToo() {
    var story = story(110, 9_000);
    var rows = new StoryRows(story, List.of());
    for (var section : List.of(Section.EVENTS, Section.SHOWN, Section.TRIED)) {
      var model = Map.<String, Object>of("id", "0197", "rows", rows.listed(section, 50));
      var part = Templates.fragment("story-part", "part", model);
      assertThat(part.length()).as(nameOf(section)).isLessThan(MOST_BYTES);
      assertThat(part).contains("list=" + nameOf(section) + "&amp;from=100");
      var text = Map.<String, Object>of("id", "0197", "text", rows.text(section, 7, 400));
      assertThat(Templates.fragment("story-part", "part", text).length()).isLessThan(200_000);
    }
  }

  /** Follows every link that a reader could. */
  @Test
  void everythingRecorded_canBeFetched() {
    var story = story(60, 6_000);
    var rows = new StoryRows(story, List.of("one problem"));
    for (int i : List.of(0, 7, 49, 50, 59)) {
      var event = EventFormat.data(story.events().get(i).event()).canonicalString();
      assertThat(whole(rows, Section.EVENTS, i)).isEqualTo(DisplayText.line(event));
      var body = story.renderings().get(i).body().canonicalString();
      assertThat(whole(rows, Section.SHOWN, i)).isEqualTo(DisplayText.line(body));
      var detail = story.attempts().get(i).attempt().detail();
      assertThat(whole(rows, Section.TRIED, i)).isEqualTo(DisplayText.line("closed: " + detail));
    }
    assertThat(whole(rows, Section.PROBLEMS, 0)).isEqualTo("one problem");
  }

  private static String whole(StoryRows rows, Section section, int row) {
    var listed = rows.listed(section, 0);
    int first = 0;
    while (row >= first + listed.rows().size()) {
      first = number(Objects.requireNonNull(listed.more()), "from");
      listed = rows.listed(section, first);
    }
    var folded = listed.rows().get(row - first).text();
    var text = new StringBuilder(folded.text());
    for (var more = folded.more(); more != null; more = folded.more()) {
      assertThat(number(more, "row")).isEqualTo(row);
      folded = rows.text(section, row, number(more, "at"));
      text.append(folded.text());
    }
    return text.toString();
  }

  private static int number(More more, String parameter) {
    var match = Pattern.compile(parameter + "=(\\d+)").matcher(more.query());
    assertThat(match.find()).isTrue();
    return Integer.parseInt(match.group(1));
  }

  /** Names in lists are cut with a mark, and quoted all the same. */
  @Test
  void longNames_areCutInLists() {
    assertThat(ShortName.word("deploy-bot")).isEqualTo("deploy-bot");
    assertThat(ShortName.word("x".repeat(500))).hasSizeLessThan(210).endsWith("…");
    assertThat(ShortName.word("\u202e".repeat(256)).length()).isLessThan(210);
    assertThat(ShortName.list(IntStream.range(0, 100).mapToObj(i -> "p" + i).toList()))
        .endsWith(" and 80 more");
  }
}
