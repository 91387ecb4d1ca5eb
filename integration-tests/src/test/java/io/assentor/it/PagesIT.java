// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.node.ObjectNode;

/** The pages without JavaScript, and what nobody may do with them. */
@ResourceLock(SharedServer.LOCK)
class PagesIT {

  /** The inbox without what other tests ask. */
  private static final String EMPTY = "/inbox?q=nothing-like-this";

  private final Api api = SharedServer.api();
  private final Visit visit = new Visit(api.url());

  private Answer pending(String name) {
    return api.submit(Api.submission(name).put("session", "pages"));
  }

  private String status(Answer request) {
    return api.look(request).text("status");
  }

  @Test
  void approval_isGivenOnThePageAndSaysWhereItCameFrom() {
    var pending = pending("page-approve");
    var page = visit.signIn("alice", Visit.page(pending));
    assertThat(page.uri().getPath()).as("signing in leads back").isEqualTo(Visit.page(pending));
    assertThat(page.body()).contains("page-approve", "You can decide because you hold the role");
    assertThat(visit.get("/inbox").body()).contains("page-approve");

    var form = Visit.decision(page, "approve");
    var after = visit.post(Visit.page(pending) + "/decision", form);

    assertThat(after.statusCode()).isEqualTo(200);
    assertThat(after.body()).contains("You approved this.", "because of &lt;b&gt;this&lt;/b&gt;");
    assertThat(status(pending)).isEqualTo("approved");
    assertThat(api.story(pending).body().toString())
        .as("however fresh the sign-in: nobody asked for more")
        .contains("\"assurance\":\"sign-in\",\"channel\":\"page\"");
    assertThat(visit.get("/inbox").body()).doesNotContain("page-approve");

    visit.post(Visit.page(pending) + "/decision", form); // a double click
    assertThat(api.events(pending)).containsExactly("submitted", "decided", "approved");

    var revoked =
        visit.post(
            Visit.page(pending) + "/revoke",
            Map.of(
                "_csrf", Visit.csrf(after), "nonce", Visit.hidden(after, "nonce"), "reason", ""));
    assertThat(revoked.body()).contains("You revoked this.");
    assertThat(api.look(pending).text("use")).isEqualTo("revoked");
  }

  @Test
  void denial_carriesItsReasonToTheAgent() {
    var pending = pending("page-deny");
    var page = visit.signIn("alice", Visit.page(pending));

    visit.post(Visit.page(pending) + "/decision", Visit.decision(page, "deny"));

    assertThat(api.look(pending).text("message"))
        .startsWith("NOT executed: an approver denied this call: because of <b>this</b>");
  }

  @Test
  void clickAfterSomebodyElse_isRefusedAndSaysWhoAndWhen() {
    var pending = pending("page-late");
    var page = visit.signIn("alice", Visit.page(pending));
    api.decide("bob", pending, "approve");

    var after = visit.post(Visit.page(pending) + "/decision", Visit.decision(page, "deny"));

    assertThat(after.body()).contains("Your decision was not recorded.", "bob approved it on");
    assertThat(status(pending)).isEqualTo("approved");
  }

  @Test
  void anotherView_isRefused() {
    var pending = pending("page-view");
    var page = visit.signIn("alice", Visit.page(pending));
    var form = new HashMap<>(Visit.decision(page, "approve"));
    form.put("view", "not-what-was-shown");

    var after = visit.post(Visit.page(pending) + "/decision", form);

    assertThat(after.body()).contains("Review it again before you decide");
    assertThat(status(pending)).isEqualTo("pending");
  }

  @Test
  void formOfAnotherSite_changesNothing() {
    var pending = pending("page-forged");
    var page = visit.signIn("alice", Visit.page(pending));
    var form = new HashMap<>(Visit.decision(page, "approve"));
    for (var token : List.of("", "forged", Visit.csrf(new Visit(api.url()).get("/inbox")))) {
      form.put("_csrf", token);
      var refused = visit.post(Visit.page(pending) + "/decision", form);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("Nothing was changed");
    }
    assertThat(status(pending)).isEqualTo("pending");
  }

  /** Counted in the server's heap, because a session may be there without a cookie that says so. */
  @Test
  void anonymousVisits_leaveNoSession() throws Exception {
    visit.signIn("alice", "/inbox");
    long before = sessions();
    assertThat(before).as("what is counted is there").isPositive();
    var unknown = "/approvals/" + UUID.randomUUID();
    var paths =
        List.of("/", "/inbox", unknown, "/audit?tool=x", "/policy", "/sign-in-failed", "/x");
    var strangers = Visit.stranger(api.url());
    try (var visitors = Executors.newFixedThreadPool(8)) {
      Runnable round = () -> paths.forEach(strangers::get);
      var rounds = Collections.nCopies(300, Executors.callable(round));
      for (var it : visitors.invokeAll(rounds)) {
        it.get();
      }
    }
    for (int i = 0; i < 50; i++) {
      var visitor = new Visit(api.url());
      assertThat(visitor.get(unknown).uri().getPath()).isEqualTo("/demo-issuer/sign-in");
      visitor.get("/oauth2/authorization/assentor?again=/inbox");
      visitor.get("/login/oauth2/code/assentor?code=x&state=y");
      for (var form : List.of(unknown + "/decision", "/sign-out", "/x", "/demo-issuer/sign-in")) {
        visitor.post(form, Map.of("_csrf", "forged", "username", "alice", "password", "wrong"));
      }
      visitor.signIn("nobody", unknown);
    }
    assertThat(sessions()).isEqualTo(before);
  }

  private static long sessions() {
    long pid = SharedServer.server().pids().getFirst();
    return LiveInstances.of("org.apache.catalina.session.StandardSession", pid);
  }

  @Test
  void lookingChangesNothing_whoeverLooks() {
    var pending = pending("page-get");
    visit.signIn("alice", Visit.page(pending));
    var nonce = UUID.randomUUID();
    var view = pending.text("view");
    var fields = "?verdict=approve&view=" + view + "&nonce=" + nonce;
    for (var path : List.of("/decision", "/revoke", "/decision" + fields, "/nothing")) {
      assertThat(visit.get(Visit.page(pending) + path).statusCode())
          .as(path)
          .isEqualTo(path.equals("/nothing") ? 404 : 405);
    }
    assertThat(api.events(pending)).containsExactly("submitted");
  }

  @Test
  void whoMayNotDecide_readsWhyAndCannot() {
    var pending = pending("page-roles");
    for (var who : List.of("audrey", "root")) {
      var other = new Visit(api.url());
      var page = other.signIn(who, Visit.page(pending));
      assertThat(page.body()).contains("page-roles", "do not let you decide");
      var after =
          other.post(
              Visit.page(pending) + "/decision",
              Map.of(
                  "_csrf", Visit.csrf(page),
                  "view", pending.text("view"),
                  "nonce", UUID.randomUUID().toString(),
                  "verdict", "approve"));
      assertThat(after.body()).contains("Not allowed: your roles do not let you decide");
    }
    var dana = new Visit(api.url());
    assertThat(dana.signIn("dana", Visit.page(pending)).statusCode()).isEqualTo(404);
    var otto = new Visit(api.url());
    assertThat(otto.signIn("otto", Visit.page(pending)).statusCode())
        .as("another tenant's")
        .isEqualTo(404);
    assertThat(otto.get("/approvals/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
    assertThat(otto.get("/approvals/..%2f").statusCode()).isBetween(400, 404);
    assertThat(status(pending)).isEqualTo("pending");
  }

  @Test
  void whatRefreshes_isNotShownToWhoeverSignedInMeanwhile() {
    var pending = pending("page-whose");
    var polls =
        List.of(poll(visit.signIn("alice", "/inbox")), poll(visit.get(Visit.page(pending))));
    polls.forEach(it -> assertThat(visit.get(it).statusCode()).as(it).isBetween(200, 204));

    visit.post("/sign-out", Map.of("_csrf", Visit.csrf(visit.get("/inbox"))));
    visit.signIn("bob", "/inbox");

    for (var poll : polls) {
      var answer = visit.get(poll);
      assertThat(answer.statusCode()).as(poll).isEqualTo(401);
      assertThat(answer.body()).isEmpty();
    }
  }

  /** Where the page asks for what has moved. */
  private static String poll(HttpResponse<String> page) {
    var found = Pattern.compile("hx-get=\"([^\"]+)\"").matcher(page.body());
    assertThat(found.find()).isTrue();
    return found.group(1).replace("&amp;", "&");
  }

  /** In a tenant of its own, because it is many. */
  @Test
  void search_goesBeyondWhatIsShown() {
    for (int i = 1; i <= 101; i++) {
      var body = Api.submission("many-" + i + (i == 101 ? "-last" : ""));
      api.post("other-gateway", "/v1/approvals", body.put("session", "pages"));
    }
    var all = visit.signIn("otto", "/inbox");
    assertThat(all.body()).containsPattern("100 of [0-9]+ requests").contains("There are more");
    assertThat(all.body()).doesNotContain("many-101-last");
    assertThat(visit.get("/inbox?q=-last").body())
        .containsPattern("1 of [0-9]+ requests")
        .contains("many-101-last");
    assertThat(visit.get(poll(all)).statusCode()).as("nothing has moved").isEqualTo(204);
  }

  @Test
  void signIn_leadsToOwnPagesOnly() {
    for (var elsewhere : List.of("https://evil.example/", "//evil.example/", "/\\evil.example")) {
      var again = URLEncoder.encode(elsewhere, StandardCharsets.UTF_8);
      var page =
          new Visit(api.url()).signIn("alice", "/oauth2/authorization/assentor?again=" + again);
      assertThat(page.uri().getAuthority()).isEqualTo(URI.create(api.url()).getAuthority());
      assertThat(page.uri().getPath()).isEqualTo("/inbox");
    }
  }

  @Test
  void pages_tellTheBrowserToTrustNothingElse() {
    var page = visit.signIn("alice", EMPTY);
    var headers = page.headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("form-action 'self';", "frame-ancestors 'none'", "base-uri 'none'");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    assertThat(headers.firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
    assertThat(headers.firstValue("Permissions-Policy").orElseThrow()).contains("camera=()");
    assertThat(headers.firstValue("Strict-Transport-Security")).as("this is no https").isEmpty();
    assertThat(headers.firstValue("Cache-Control").orElseThrow()).contains("no-store");
    assertThat(page.body())
        .doesNotContain("style=", "onclick", "javascript:", "http://", "https://");
    var cookie = new Visit(api.url()).get("/inbox").previousResponse().orElseThrow().headers();
    assertThat(cookie.map().toString()).doesNotContain("JSESSIONID");
    var out = visit.post("/sign-out", Map.of("_csrf", Visit.csrf(page)));
    assertThat(out.body()).contains("Signed out");
    assertThat(visit.get("/inbox").uri().getPath()).isEqualTo("/demo-issuer/sign-in");
  }

  @Test
  void auditor_searchesAndReadsTheWholeStory() {
    var pending = pending("page-audited");
    api.decide("otto", pending, "approve");
    api.decide("alice", pending, "deny");
    var found = visit.signIn("audrey", "/audit?tool=kubectl_delete&status=denied&decider=alice");
    assertThat(found.body()).contains("/audit/" + pending.text("id"));

    var story = visit.get("/audit/" + pending.text("id"));
    assertThat(story.body())
        .contains("submitted", "decided", "denied", "Intact.")
        .contains("otto of other", "unknown-approval");
    assertThat(visit.get("/audit?status=unheard-of").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?from=yesterday").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?cursor=none-of-ours").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?tool=a%00b").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?subjct=nobody"))
        .satisfies(page -> assertThat(page.statusCode()).isEqualTo(400))
        .satisfies(page -> assertThat(page.body()).contains("subjct", "did you mean", "subject"));
    assertThat(visit.get("/audit?tool=a&tool=b").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?use=used").statusCode()).isEqualTo(400);
    assertThat(visit.get("/audit?status=&use=released&result=&tool=&from=").statusCode())
        .as("a form sends blank fields, too")
        .isEqualTo(200);
    assertThat(visit.get("/inbox?tier=highest").statusCode()).isEqualTo(400);
    assertThat(visit.get("/inbox?tire=high").statusCode()).isEqualTo(400);
    assertThat(visit.get("/inbox?q=&tier=").statusCode()).isEqualTo(200);
    assertThat(visit.get("/account?utm_source=mail").statusCode())
        .as("a page reached by a link ignores what was added to it")
        .isEqualTo(200);
    assertThat(new Visit(api.url()).signIn("alice", "/audit").statusCode()).isEqualTo(403);
    var otto = new Visit(api.url());
    otto.signIn("otto", "/inbox");
    assertThat(otto.get("/audit/" + pending.text("id")).statusCode()).isEqualTo(403);
  }

  @Test
  void policy_isExplainedAndWhatIsWrongIsNamed() {
    var page = visit.signIn("audrey", "/policy");
    assertThat(page.body()).contains("In force");
    var call = Api.submission("page-explain").toString();
    var explained = visit.post("/policy", Map.of("_csrf", Visit.csrf(page), "call", call));
    assertThat(explained.body())
        .contains("It would need approval.", "destructive", "alice, bob, carol");
    var wrong = visit.post("/policy", Map.of("_csrf", Visit.csrf(page), "call", "{\"tool\": 1}"));
    assertThat(wrong.body()).contains("/tool: expected");
    assertThat(new Visit(api.url()).signIn("alice", "/policy").body()).doesNotContain("In force");
    assertThat(new Visit(api.url()).signIn("dana", "/policy").statusCode()).isEqualTo(404);
  }

  @Test
  void firstPage_isSmall() {
    var page = visit.signIn("alice", EMPTY);
    int bytes = page.body().length();
    for (var asset : List.of("href=\"(/assets/[^\"]+css)\"", "src=\"([^\"]+js)\"")) {
      var found = Pattern.compile(asset).matcher(page.body());
      while (found.find()) {
        var answer = visit.get(found.group(1));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
            .contains("max-age=31536000");
        bytes += answer.body().length();
      }
    }
    assertThat(bytes).isBetween(50_000, 100_000);
  }

  /** Under the demo policy an ordinary write is of medium tier. */
  @Test
  void severalOrdinaryWrites_areDecidedTogetherUnderTheDemoPolicy() {
    var picks = new ArrayList<String>();
    for (var name : List.of("together-1", "together-2")) {
      var request = api.submit(ordinary(name));
      picks.add(request.text("id") + " " + request.text("view"));
    }
    var inbox = visit.signIn("alice", "/inbox?q=together-");
    for (var pick : picks) {
      assertThat(inbox.body()).contains("value=\"" + pick + "\"");
    }
    var form =
        Map.of(
            "_csrf", Visit.csrf(inbox),
            "nonce", Visit.hidden(inbox, "nonce"),
            "verdict", "deny");

    var after = visit.post("/inbox/decisions", form, "pick", picks);

    assertThat(after.body()).contains("message stopped", "You denied 2 of 2.");
  }

  private static ObjectNode ordinary(String name) {
    var body = Api.submission(name).put("session", "pages");
    ((ObjectNode) body.get("tool")).put("name", "kubectl_patch").remove("annotations");
    return body;
  }

  @Test
  void afterADecision_thereIsANextRequestAndAHistoryToUndoItIn() {
    var first = pending("page-next-1");
    pending("page-next-2");
    var page = visit.signIn("alice", Visit.page(first));

    var after = visit.post(Visit.page(first) + "/decision", Visit.decision(page, "approve"));

    assertThat(after.body())
        .containsPattern("id=\"next\" href=\"/approvals/[0-9a-f-]{36}\"")
        .doesNotContain("id=\"next\" href=\"" + Visit.page(first));
    var mine = visit.get("/decisions");
    assertThat(mine.body()).contains(Visit.page(first) + "/revoke", "Approved, not run yet");
    var revoked =
        visit.post(
            Visit.page(first) + "/revoke",
            Map.of("_csrf", Visit.csrf(mine), "nonce", UUID.randomUUID().toString()));
    assertThat(revoked.body()).contains("message stopped", "You revoked this.", "This did not run");
    assertThat(visit.get("/decisions").body()).doesNotContain(Visit.page(first) + "/revoke");
  }

  @Test
  void headline_followsTheState() {
    var pending = pending("page-headline");
    var page = visit.signIn("alice", Visit.page(pending));
    assertThat(page.body()).contains("This will run if approved", "Approval request");

    var denied = visit.post(Visit.page(pending) + "/decision", Visit.decision(page, "deny"));

    assertThat(denied.body())
        .contains("message stopped", "You denied this.", "This did not run")
        .doesNotContain("message good", "will run");
  }

  @Test
  void auditorsAndAdmins_comeToTheSearch() {
    for (var who : List.of("audrey", "root")) {
      for (var path : List.of("/", "/inbox")) {
        var landed = new Visit(api.url()).signIn(who, path);
        assertThat(landed.uri().getPath()).as(who + " at " + path).isEqualTo("/audit");
      }
    }
    assertThat(visit.signIn("alice", "/").uri().getPath()).isEqualTo("/inbox");
  }

  @Test
  void unknownPage_isAPageWithLinks() {
    visit.signIn("alice", "/inbox");
    for (var path : List.of("/inbox/nothing", "/approvals/nothing", "/decisions/nothing")) {
      var page = visit.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(404);
      assertThat(page.body()).as(path).contains("Not found", "href=\"/inbox\"", "href=\"/audit\"");
    }
  }

  /** As much as a gateway may send, nested deep. */
  @Test
  void hugeRequest_isShownInBoundedPartsAndCanStillBeDecided() {
    var body = Api.submission("page-huge").put("session", "pages");
    var items = ((ObjectNode) body.get("arguments")).putArray("a");
    for (int depth = 1; depth < 50; depth++) {
      items = items.addArray();
    }
    for (int i = 0; i < 40_000; i++) {
      items.add(i % 10);
    }
    var huge = api.submit(body);
    var page = visit.signIn("alice", Visit.page(huge));
    assertThat(page.body()).hasSizeLessThan(60_000).contains("Show 39,993 more lines");
    assertThat(page.body()).contains("value=\"approve\"");

    var part = visit.get(Visit.page(huge) + "/part?from=0.8.0");
    assertThat(part.statusCode()).isEqualTo(200);
    assertThat(part.body()).hasSizeLessThan(200_000).contains("Show 39,693 more lines");
    var raw = visit.get(Visit.page(huge) + "/part?text=raw&at=20000");
    assertThat(raw.body()).hasSizeLessThan(30_000).contains("more characters");
    for (var odd :
        List.of("from=x", "from=1.2", "text=secret", "text=raw&at=-1", "text=raw&at=x")) {
      assertThat(visit.get(Visit.page(huge) + "/part?" + odd).statusCode()).as(odd).isEqualTo(400);
    }
    var dana = new Visit(api.url());
    assertThat(dana.signIn("dana", Visit.page(huge) + "/part?from=0.8.0").statusCode())
        .isEqualTo(404);
  }

  @Test
  void policy_isExplainedByAFormOfFields() {
    var page = visit.signIn("alice", "/policy");
    var fields =
        Map.of(
            "_csrf", Visit.csrf(page),
            "server", "kubernetes",
            "tool", "kubectl_patch",
            "subject", "dana",
            "agent", "deploy-bot",
            "arguments", "{\"name\": \"checkout\"}");
    assertThat(visit.post("/policy", fields).body())
        .contains("It would need approval.", "alice, bob, carol", "kubectl_patch");
    var longId = new HashMap<>(fields);
    longId.put("arguments", "{\"id\": 9007199254740993}");
    assertThat(visit.post("/policy", longId).body())
        .contains("It would need approval.", "9007199254740993");
    longId.put("arguments", "{\"id\": 18446744073709551616}");
    assertThat(visit.post("/policy", longId).body()).contains("/arguments/id: expected an integer");
    var broken = new HashMap<>(fields);
    broken.put("arguments", "{\"name\"");
    assertThat(visit.post("/policy", broken).body()).contains("Not understood.", "arguments");
  }

  /** This server has no channel that tells anybody in person. */
  @Test
  void page_saysThatNoOneHasBeenNotified() {
    var page = visit.signIn("alice", Visit.page(pending("page-notified")));
    assertThat(page.body()).contains("No one has been notified yet.");
  }
}
