// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Text that is withheld because it may hold a secret and may run: who is shown it, and how. */
class WithheldIT {

  private static final String TEXT = "password: \"correct horse; rm -rf /\" x";
  private static final String SHOWN = "correct horse; rm -rf /";

  private final Api api = SharedServer.api();
  private final Visit visit = new Visit(api.url());

  private Answer pending(String command) {
    var body = Api.submission("withheld-" + UUID.randomUUID()).put("session", "withheld");
    ((ObjectNode) body.get("arguments")).put("command", command);
    return api.submit(body);
  }

  private static HttpResponse<String> ask(Visit visit, Answer pending, HttpResponse<String> page) {
    return visit.post(Visit.page(pending) + "/withheld", Map.of("_csrf", Visit.csrf(page)));
  }

  @Test
  void withheldText_isShownToWhoAsksRecordedAndThenApproved() {
    var pending = pending(TEXT);
    var page = visit.signIn("alice", Visit.page(pending));
    assertThat(page.body())
        .contains("[withheld]", "id=\"show\"", "id=\"deny\"")
        .doesNotContain("correct horse", "id=\"approve\"");

    var unseen = visit.post(Visit.page(pending) + "/decision", Visit.decision(page, "approve"));
    assertThat(unseen.body()).contains("View the withheld text before you approve");
    assertThat(api.look(pending).text("status")).isEqualTo("pending");

    var seen = ask(visit, pending, page);
    assertThat(seen.body())
        .contains(SHOWN, "id=\"approve\"", "You are viewing the withheld text")
        .doesNotContain("id=\"show\"");
    assertThat(seen.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    var view = Visit.hidden(seen, "view");
    assertThat(view).isNotEqualTo(pending.text("view"));

    var elsewhere = new Visit(api.url());
    assertThat(elsewhere.signIn("alice", Visit.page(pending)).body())
        .doesNotContain("correct horse");
    var bob = new Visit(api.url());
    var his = bob.signIn("bob", Visit.page(pending));
    assertThat(his.body()).doesNotContain("correct horse");
    var forged = new HashMap<>(Visit.decision(his, "approve"));
    forged.put("view", view);
    assertThat(bob.post(Visit.page(pending) + "/decision", forged).body())
        .contains("Review it again before you decide");

    assertThat(
            visit.post(Visit.page(pending) + "/decision", Visit.decision(seen, "approve")).body())
        .contains("You approved this.");
    assertThat(visit.get(Visit.page(pending)).body())
        .as("it is out of sight again")
        .doesNotContain("correct horse");
    var story = api.story(pending);
    assertThat(api.events(pending))
        .containsExactly("submitted", "disclosed", "decided", "approved");
    var disclosed = story.body().path("events").path(1).path("data");
    assertThat(disclosed.path("by").path("person").asString()).isEqualTo("alice");
    assertThat(disclosed.path("withheld").toString()).isEqualTo("[\"/command\"]");
    assertThat(disclosed.path("view").asString()).isEqualTo(view);
    assertThat(story.body().path("events").path(2).path("data").path("view").asString())
        .isEqualTo(view);
    assertThat(story.body().toString()).doesNotContain("correct horse");
    assertThat(
            api.get("audrey", "/v1/audit" + Visit.page(pending) + "/verify")
                .body()
                .path("problems"))
        .isEmpty();
    var audit = new Visit(api.url()).signIn("audrey", "/audit/" + pending.text("id"));
    assertThat(audit.body()).contains("disclosed").doesNotContain("correct horse");
    assertThat(SharedServer.server().log()).doesNotContain("correct horse");
  }

  @Test
  void denial_isAlwaysPossible() {
    var pending = pending(TEXT);
    var page = visit.signIn("alice", Visit.page(pending));

    assertThat(visit.post(Visit.page(pending) + "/decision", Visit.decision(page, "deny")).body())
        .contains("You denied this.");
  }

  @ParameterizedTest
  @CsvSource({
    "dana, 404, not-allowed",
    "audrey, 200, not-allowed",
    "root, 200, not-allowed",
    "otto, 404, unknown-approval",
  })
  void whoMayNotDecide_isRefusedAndRecorded(String who, int status, String refusal) {
    var pending = pending(TEXT);
    var other = new Visit(api.url());
    var page = other.signIn(who, "/account");

    var answer = ask(other, pending, page);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("correct horse");
    assertThat(api.events(pending)).containsExactly("submitted");
    var attempt = api.story(pending).body().path("attempts").path(0);
    assertThat(attempt.path("command").asString()).isEqualTo("disclose");
    assertThat(attempt.path("refusal").asString()).isEqualTo(refusal);
  }

  @Test
  void requestThatIsDecided_showsNothingMore() {
    var pending = pending(TEXT);
    var page = visit.signIn("alice", Visit.page(pending));
    api.decide("bob", pending, "deny");

    var answer = ask(visit, pending, page);

    assertThat(answer.body()).contains("Nothing was shown.").doesNotContain("correct horse");
    assertThat(api.story(pending).body().path("attempts").path(0).path("refusal").asString())
        .isEqualTo("closed");
  }

  @Test
  void formOfAnotherSite_showsAndRecordsNothing() {
    var pending = pending(TEXT);
    visit.signIn("alice", Visit.page(pending));

    var answer = visit.post(Visit.page(pending) + "/withheld", Map.of("_csrf", "forged"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(visit.get(Visit.page(pending)).body()).doesNotContain("correct horse");
    assertThat(api.events(pending)).containsExactly("submitted");
  }

  @Test
  void longWithheldText_isFoldedAndItsPartsAreForWhoAsked() {
    var lines =
        IntStream.range(0, 3_000)
            .mapToObj(i -> "step " + i + " of the correct horse\u202e")
            .collect(Collectors.joining("\n"));
    var pending = pending(TEXT + "\n" + lines);
    var page = visit.signIn("alice", Visit.page(pending));
    var part = Visit.page(pending) + "/part?from=0.8.0&withheld=true";
    assertThat(visit.get(part).statusCode()).isEqualTo(410);

    var seen = ask(visit, pending, page);

    assertThat(seen.body().length()).isLessThan(60_000);
    assertThat(seen.body()).contains("part?from=0.8.0&amp;withheld=true").doesNotContain("\u202e");
    var more = visit.get(part);
    assertThat(more.body()).contains("step 20 of the correct horse").doesNotContain("\u202e");
    assertThat(more.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(visit.get(Visit.page(pending) + "/part?from=0.8.0").body()).doesNotContain("horse");
    for (var who : new String[] {"alice", "bob", "audrey"}) {
      var other = new Visit(api.url());
      other.signIn(who, "/account");
      assertThat(other.get(part).statusCode()).as(who).isEqualTo(410);
    }
    api.decide("bob", pending, "deny");
    assertThat(visit.get(part).statusCode()).isEqualTo(410);
  }

  @Test
  void programThatDecides_asksFirstToo() {
    var pending = pending(TEXT);
    var path = "/v1/approvals/" + pending.text("id");

    var unseen = api.decide("alice", pending, "approve");
    assertThat(unseen.status()).isEqualTo(409);
    assertThat(unseen.text("code")).isEqualTo("withheld");
    assertThat(unseen.body().toString()).contains("[withheld]").doesNotContain("correct horse");

    for (var who : new String[] {"gateway", "dana", "audrey", "otto"}) {
      var refused = api.post(who, path + "/disclosures", "");
      assertThat(refused.status()).as(who).isBetween(403, 404);
      assertThat(refused.body().toString()).doesNotContain("correct horse");
    }

    var seen = api.post("alice", path + "/disclosures", "");
    assertThat(seen.status()).isEqualTo(200);
    assertThat(seen.body().path("arguments").path("command").asString()).isEqualTo(TEXT);
    assertThat(seen.header("Cache-Control")).contains("no-store");
    var decision =
        Api.JSON.createObjectNode().put("verdict", "approve").put("view", seen.text("view"));
    assertThat(api.post("alice", path + "/decisions", decision).text("status"))
        .isEqualTo("approved");
  }

  @Test
  void requestThatWithholdsNothing_hasNothingToShow() {
    var pending = pending("ls");
    var answer = api.post("alice", "/v1/approvals/" + pending.text("id") + "/disclosures", "");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("not-allowed");
  }
}
