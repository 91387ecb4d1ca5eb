// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.text.DisplayText;
import io.assentor.fakes.slack.FakeSlack;
import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.ChromiumAtHand;
import io.assentor.harness.PolicyDirectory;
import io.assentor.it.Browser.Screen;
import io.assentor.testkit.McpCalls;
import io.assentor.testkit.McpCalls.McpCall;
import io.assentor.testkit.Wait;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.node.ObjectNode;

/** People in front of real browsers. */
@ExtendWith(ChromiumAtHand.class)
@SuppressWarnings("NullAway.Init") // started before the first test
class PagesBrowserIT {

  static final String POLICY =
      """
      trustedServers: [kubernetes]
      definitions:
        - {server: kubernetes, tool: kubectl_rollout, hash: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}
      default:
        require: {stages: [{role: approver}], expireAfter: 45m}
      rules:
        - id: in-a-pod
          when: tool.name == 'exec_in_pod'
          tier: critical
          require:
            stages: [{role: approver}]
            expireAfter: 15m
            assurance: [page+step-up]
            show: [/command]
        - id: for-bob
          when: tool.name == 'for_bob'
          require: {stages: [{people: [bob]}], expireAfter: 15m}
        - id: destructive
          when: has(tool.annotations.destructiveHint) && tool.annotations.destructiveHint == true
          tier: high
          require: {stages: [{role: approver, quorum: 2}], expireAfter: 30m}
      """;

  private static final String ROOM = "C0BOB";

  private static FakeSlack slack;
  private static Assentor assentor;
  private static Api api;
  private static Browser alice;
  private static Browser bob;

  @BeforeAll
  static void open(@TempDir Path data) {
    slack =
        FakeSlack.start().withChannel(ROOM, "bobs-own").withUser("U0BOB", "bob", "bob@example.com");
    var policy = PolicyDirectory.of(POLICY);
    policy.write("directory.yaml", PolicyDirectory.toldIn(ROOM, "people: [bob]"));
    var settings =
        Map.of(
            "ASSENTOR_POLICY_DIR",
            policy.toString(),
            "ASSENTOR_STEP_UP_MAX_AGE",
            "8s",
            "ASSENTOR_SLACK_BOT_TOKEN",
            FakeSlack.BOT_TOKEN,
            "ASSENTOR_SLACK_SIGNING_SECRET",
            FakeSlack.SIGNING_SECRET,
            "ASSENTOR_SLACK_API_BASE",
            slack.apiBase());
    assentor = Assentor.start(data, settings);
    slack.sendingClicksTo(URI.create(assentor.url() + "/channels/slack"));
    api = assentor.api();
    alice = Browser.open(api.url()).signIn("alice", "/inbox");
    bob = Browser.open(api.url()).signIn("bob", "/inbox");
  }

  @AfterAll
  static void close() {
    alice.close();
    bob.close();
    assentor.close();
    slack.close();
  }

  /** Whatever a test did: nothing was refused by the pages' own policy, nothing failed to load. */
  @AfterEach
  void browsersDoNotComplain() {
    assertThat(alice.complaints()).isEmpty();
    assertThat(bob.complaints()).isEmpty();
  }

  private static Answer pending(String name, String tool) {
    var body = Api.submission(name).put("session", "browser");
    ((ObjectNode) body.get("tool")).put("name", tool).remove("annotations");
    return api.submit(body);
  }

  /** What a trusted server says of it makes it low tier. */
  private static Answer harmless(String name, String tool) {
    var body = Api.submission(name).put("session", "browser");
    ((ObjectNode) body.get("tool"))
        .put("name", tool)
        .putObject("annotations")
        .put("readOnlyHint", true);
    return api.submit(body);
  }

  static String page(Answer request) {
    return "/approvals/" + request.text("id");
  }

  private static String row(Answer request) {
    return "#row-" + request.text("id");
  }

  private static String status(Answer request) {
    return api.look(request).text("status");
  }

  @Test
  void decisions_areSeenByOthersWithoutAReload() {
    alice.go("/inbox?q=walk-");
    bob.go("/inbox");
    alice.script("document.querySelector('#said').stays = true");
    var approved = pending("walk-approve", "kubectl_scale");
    var denied = pending("walk-deny", "kubectl_scale");
    alice.find(row(approved)); // they appear
    bob.find(row(denied));
    assertThat(said(alice)).matches("[12] new, [0-9]+ in the list\\.");

    alice.go(page(approved));
    bob.go(page(approved));
    bob.script("document.querySelector('#said').stays = true");
    bob.type("#reason", "half a thought");
    alice.click("#approve");
    alice.awaitText(".message.good", "You approved this.");
    bob.awaitText("#state", "Approved");
    bob.awaitText(".decisions", "alice approved");
    assertThat(bob.has("#approve")).as("nothing is left to click").isFalse();
    assertThat(said(bob)).startsWith("Approved, not run yet. Approved by alice");

    alice.go(page(denied));
    alice.type("#reason", "not on a Friday");
    alice.click("#deny");
    alice.awaitText(".decisions", "not on a Friday");
    assertThat(api.look(denied).text("message")).contains("not on a Friday");

    bob.go("/inbox");
    assertThat(bob.has(row(denied))).isFalse();
  }

  /** What is read out, from a region that is still the one there was. */
  private static String said(Browser browser) {
    return String.valueOf(
        browser.script(
            """
            const said = document.querySelector('#said');
            return said.stays && said.getAttribute('role') === 'status' && said.textContent;
            """));
  }

  @Test
  void whatSomebodyWrites_survivesARefresh() {
    var pending = pending("walk-typing", "kubectl_scale");
    alice.go(page(pending));
    alice.type("#reason", "I am still wri");
    var waiting = api.postLater("gateway", "/v1/approvals", walkTyping(), "Prefer", "wait=60");
    alice.awaitText(".agent", "A gateway is waiting for the decision.");
    assertThat(alice.focused()).isEqualTo("reason");
    alice.press("ting");
    alice.click("#deny");
    alice.awaitText(".decisions", "I am still writing");
    assertThat(waiting.join().text("reasonCode")).isEqualTo("denied_by_approver");
  }

  @Test
  void changedDefinition_isToldBeforeAnythingElse() {
    alice.go(page(pending("walk-pinned", "kubectl_rollout")));
    alice.awaitText(".call > :first-child", "Before you decide");
    assertThat(alice.text(".notes li")).contains("definition");
    alice.assertAccessible();
  }

  @Test
  void whoeverIsWriting_keepsTheFormWhenTheSignInIsNoLongerFreshAndWhenItIsOver() {
    var pending = pending("walk-gone", "exec_in_pod");
    try (var carol = Browser.open(api.url()).signIn("carol", page(pending))) {
      carol.type("#reason", "long thoughts"); // the sign-in is still fresh
      carol.script(
          """
          document.addEventListener('htmx:oobBeforeSwap', (event) => {
            window.held = !event.detail.shouldSwap;
          });
          """);
      Wait.until(
          "another form would have come",
          () -> Boolean.TRUE.equals(carol.script("return window.held")));
      assertThat(carol.has("#approve")).isTrue();
      assertThat(carol.has("#again")).isFalse();

      carol.forgetCookies();
      carol.awaitText("#gone", "You are signed out.");
      assertThat(carol.script("return document.querySelector('#reason').value"))
          .isEqualTo("long thoughts");
    }
  }

  private static ObjectNode walkTyping() {
    var body = Api.submission("walk-typing").put("session", "browser");
    ((ObjectNode) body.get("tool")).put("name", "kubectl_scale").remove("annotations");
    return body;
  }

  @Test
  void stepUp_isAskedOfTheIssuerAndCountsForAWhile() {
    var pending = pending("walk-step-up", "exec_in_pod");
    Wait.lookingEvery(
        Duration.ofMillis(300),
        "the sign-in is no longer fresh",
        () -> {
          alice.go(page(pending));
          return alice.has("#again");
        });
    assertThat(alice.has("#approve")).isFalse();
    alice.assertAccessible();

    alice.click("#again");
    alice.find("#username");
    alice.enter("alice");
    alice.click("#approve");

    alice.awaitText(".decisions", "after a fresh sign-in");
    assertThat(status(pending)).isEqualTo("approved");
    assertThat(api.story(pending).body().toString()).contains("\"assurance\":\"step-up\"");
  }

  @Test
  void keyboard_isEnough() {
    var first = pending("keys-1", "kubectl_patch");
    var second = pending("keys-2", "kubectl_patch");
    alice.go("/inbox?q=keys-");
    alice.press("j");
    assertThat("#" + alice.focused()).isEqualTo(row(first));
    alice.press("jjk");
    assertThat("#" + alice.focused()).isEqualTo(row(first));
    var third = pending("keys-3", "kubectl_patch");
    alice.find(row(third));
    assertThat("#" + alice.focused()).as("the list has been replaced").isEqualTo(row(first));

    alice.press(Keys.ENTER);
    alice.awaitText("h1", "kubectl_patch");
    assertThat(alice.path()).isEqualTo(page(first));
    alice.press("a");
    assertThat(alice.focused()).isEqualTo("approve");
    assertThat(status(first)).as("a key only moves").isEqualTo("pending");
    alice.press(Keys.ENTER);
    alice.awaitText(".message.good", "You approved this.");

    alice.go("/inbox?q=keys-");
    alice.press("jd");
    Wait.until("the reason has focus", () -> alice.focused().equals("reason"));
    alice.press("no j and k here");
    alice.tab();
    assertThat(alice.focused()).isEqualTo("deny");
    alice.press(Keys.SPACE);
    alice.awaitText(".decisions", "no j and k here");
    assertThat(status(first)).isEqualTo("approved");
    assertThat(status(second)).isEqualTo("denied");
    assertThat(status(third)).isEqualTo("pending");
  }

  @Test
  void list_holdsStillUnderAFinger() {
    var first = pending("still-1", "kubectl_patch");
    alice.go("/inbox?q=still-");
    alice.script(
        """
        document.addEventListener('htmx:beforeSwap', (event) => {
          window.held = event.detail.xhr.status === 200 && !event.detail.shouldSwap;
        });
        document.addEventListener('htmx:afterSwap', () => {
          const tap = (detail) => document.querySelector('.row .open').dispatchEvent(
              new MouseEvent('click', { bubbles: true, cancelable: true, detail }));
          document.querySelector('.row').addEventListener('click', (event) => event.preventDefault());
          window.reached = [];
          document.querySelector('.row').addEventListener('click', (event) => {
            window.reached.push(event.detail);
          });
          tap(1);
          tap(0);
        });
        document.querySelector('.row').dispatchEvent(
            new PointerEvent('pointerdown', { bubbles: true }));
        """);
    var second = pending("still-2", "kubectl_patch");
    Wait.until(
        "a list was held back", () -> Boolean.TRUE.equals(alice.script("return window.held")));
    assertThat(alice.has(row(second))).isFalse();

    alice.script("document.body.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))");
    alice.find(row(second));
    assertThat(alice.script("return window.reached"))
        .as("a finger is too quick for what has just moved; a key is not")
        .isEqualTo(List.of(0L));
    assertThat(alice.has(row(first))).isTrue();
  }

  @Test
  void focus_doesNotPassToAnotherRequest() {
    var first = pending("focus-1", "kubectl_patch");
    var second = pending("focus-2", "kubectl_patch");
    alice.go("/inbox?q=focus-");
    alice.press("j");
    api.decide("bob", first, "deny");
    Wait.until("the row has gone", () -> !alice.has(row(first)));
    assertThat(alice.focused()).isEqualTo("list");
    alice.press("j");
    assertThat("#" + alice.focused()).isEqualTo(row(second));
  }

  @Test
  void rightToLeftText_doesNotReorderWhatStandsBesideIt() {
    var body = Api.submission("walk-bidi").put("session", "browser");
    ((ObjectNode) body.get("arguments")).put("\u05e9\u05dd", 123);
    alice.go(page(api.submit(body)));
    assertThat(alice.text(".tree")).contains("\u05e9\u05dd");
    assertThat(
            alice.script(
                """
                const box = (line, css) => line.querySelector(css).getBoundingClientRect();
                return [...document.querySelectorAll('.tree .line')]
                    .filter(line => box(line, '.value').left < box(line, '.sign').right)
                    .map(line => line.textContent);
                """))
        .as("lines whose value does not stand after its name")
        .isEqualTo(List.of());
  }

  @Test
  void enter_inTheReasonForSeveral_decidesNothing() {
    var one = harmless("enter-1", "kubectl_get");
    alice.go("/inbox?q=enter-");
    alice.click("#pick-" + one.text("id"));
    alice.type("#severally-reason", "why not", Keys.ENTER);
    assertThat(alice.script("return document.querySelector('#severally').dataset.sent")).isNull();
    assertThat(alice.text(".severally")).doesNotContain("Enter decides nothing");
    assertThat(count("[hidden]")).isPositive();
    assertThat(
            alice.script(
                "return [...document.querySelectorAll('[hidden]')].some(it => it.checkVisibility())"))
        .as("what is hidden is not seen")
        .isEqualTo(false);
    assertThat(status(one)).isEqualTo("pending");
  }

  @Test
  void lowTierRequestsOfOneTool_areDecidedTogetherAndOthersNot() {
    var one = harmless("several-1", "kubectl_get");
    var two = harmless("several-2", "kubectl_get");
    var comment = harmless("several-3", "kubectl_logs");
    var critical = pending("several-4", "exec_in_pod");
    alice.go("/inbox?q=several");
    assertThat(alice.has("#pick-" + critical.text("id"))).isFalse();
    alice.click("#pick-" + one.text("id"));
    alice.click("#pick-" + comment.text("id"));
    alice.click(".severally [value=approve]");
    alice.awaitText(".message.bad", "Nothing was decided.");

    alice.go("/inbox?q=several");
    alice.click("#pick-" + one.text("id"));
    alice.click("#pick-" + two.text("id"));
    pending("several-5", "kubectl_scale");
    alice.awaitText("#list .count", "5 of"); // refreshed: what is chosen stays chosen
    alice.type(".severally [value=approve]", Keys.ENTER); // a pointer would be too quick
    alice.awaitText(".message.good", "You approved 2 of 2.");
    assertThat(alice.path()).as("what was searched for stays").contains("q=several");
    assertThat(List.of(status(one), status(two), status(comment), status(critical)))
        .containsExactly("approved", "approved", "pending", "pending");
  }

  /** Nothing of the calls is taken for markup, and everything that policy shows can be read. */
  @Test
  void realCalls_areShownWholeAndAsText() {
    for (var call : McpCalls.all()) {
      var submission = submission(call).put("session", "real-calls");
      submission
          .putObject("context")
          .put("justification", "<script>document.title = 'ran'</script><img src=x onerror=x>");
      var request = api.submit(submission);
      var shown =
          Json.parseObject(
              api.look("alice", request)
                  .body()
                  .at("/request/arguments")
                  .toString()
                  .getBytes(StandardCharsets.UTF_8));
      var show = call.call().name().equals("exec_in_pod") ? List.of("/command") : List.<String>of();

      alice.go(page(request));
      unfold();

      assertThat(lines()).as(call.id()).isEqualTo(stripped(DisplayText.arguments(shown, show)));
      assertThat(alice.script("return document.querySelector('.raw pre').textContent"))
          .as(call.id())
          .isEqualTo(DisplayText.line(shown.canonicalString()));
      assertThat(alice.script("return document.querySelectorAll('.call script, .call img').length"))
          .as(call.id())
          .isEqualTo(0L);
      assertThat(alice.text(".words blockquote")).contains("<script>document.title");
    }
  }

  /** Fetches whatever is folded of the arguments. */
  private static void unfold() {
    var shown = ".arguments .line, .arguments .value, .arguments pre span";
    for (; alice.has(".arguments .more-of"); ) {
      long before = count(shown);
      alice.script("document.querySelector('.arguments .more-of').click()");
      Wait.until("more is there", () -> count(shown) > before);
    }
  }

  private static long count(String css) {
    return (Long)
        Objects.requireNonNull(
            alice.script("return document.querySelectorAll('" + css + "').length"));
  }

  private static List<?> lines() {
    var lines =
        alice.script(
            """
            return [...document.querySelectorAll('.tree .line')].map(line => {
              const text = (css) => [...line.querySelectorAll(css)].map(it => it.textContent).join('');
              return (text('.indent') + text('.sign') + (text('.sign') ? ' ' : '') + text('.value'))
                  .trimEnd();
            });
            """);
    return (List<?>) Objects.requireNonNull(lines);
  }

  private static List<String> stripped(List<String> lines) {
    return lines.stream().map(String::stripTrailing).toList();
  }

  static ObjectNode submission(McpCall call) {
    var body = Api.submission("any").put("session", "browser-" + call.id());
    var tool = (ObjectNode) body.get("tool");
    tool.put("server", call.call().server()).put("name", call.call().name());
    tool.put("definitionHash", call.call().definitionHash());
    tool.set("annotations", Api.JSON.readTree(call.call().annotations().canonical()));
    body.set("arguments", Api.JSON.readTree(call.call().arguments().canonical()));
    return body;
  }

  @Test
  void slackAccount_isLinkedAndUnlinked() {
    pending("walk-link", "for_bob");
    Wait.until("there is a card", () -> !slack.messages(ROOM).isEmpty());
    slack.person("U0BOB").click(slack.messages(ROOM).getFirst(), "approve");
    var page = Pattern.compile("/account/link/[A-Za-z0-9_-]{43}");
    var offers = new ArrayList<String>();
    Wait.until(
        "his account is offered a link",
        () -> {
          slack.ephemerals().stream()
              .flatMap(it -> page.matcher(it.blocks().canonicalString()).results())
              .forEach(it -> offers.add(it.group()));
          return !offers.isEmpty();
        });
    Wait.lookingEvery(
        Duration.ofMillis(300),
        "the sign-in is no longer fresh",
        () -> {
          bob.go(offers.getFirst());
          return bob.has("#again");
        });
    bob.look(Screen.PHONE, true);
    bob.assertAccessible();

    bob.click("#again");
    bob.find("#username");
    bob.enter("bob");
    bob.awaitText(".account-box", "@bob (U0BOB, bob@example.com) in the workspace Fake");
    bob.assertAccessible();
    bob.click("#link");

    bob.awaitText(".message", "Linked.");
    bob.look(Screen.DESK, false);
    bob.assertAccessible();
    bob.click(".links button");
    bob.awaitText(".message", "Unlinked.");
    bob.assertAccessible();
  }

  @Test
  void approve_isOnEveryScreenWithoutScrolling() {
    var body = Api.submission("walk-screens").put("session", "browser");
    ((ObjectNode) body.get("tool")).put("name", "kubectl_scale").remove("annotations");
    var many = ((ObjectNode) body.get("arguments")).putArray("many");
    for (int i = 0; i < 11; i++) {
      many.add("x".repeat(500));
    }
    var request = api.submit(body);
    for (var screen : Screen.values()) {
      alice.look(screen, false);
      alice.go(page(request));
      for (var button : List.of("#approve", "#deny")) {
        assertThat(
                alice.script(
                    """
                    const box = document.querySelector('%s').getBoundingClientRect();
                    const top = document.elementFromPoint(
                        (box.left + box.right) / 2, (box.top + box.bottom) / 2);
                    return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth
                        && top.closest('button') !== null;
                    """
                        .formatted(button)))
            .as("%s on %s", button, screen)
            .isEqualTo(true);
      }
    }
    alice.look(Screen.DESK, false);
  }

  /** Lines keep their numbers whatever is folded, and what is fetched comes in its place. */
  @Test
  void foldedLines_areFetchedInTheirPlaceAndNumberedOn() {
    var body = Api.submission("walk-folded").put("session", "browser");
    ((ObjectNode) body.get("tool")).put("name", "kubectl_scale").remove("annotations");
    var arguments = (ObjectNode) body.get("arguments");
    arguments.put("long", "0123456789".repeat(300));
    var many = arguments.putArray("many");
    for (int i = 0; i < 700; i++) {
      many.add("item " + i);
    }
    alice.go(page(api.submit(body)));
    assertThat(count(".tree .line")).isLessThan(30);
    unfold();
    assertThat(alice.text(".tree")).contains("item 699");
    assertThat(
            alice.script(
                """
                return [...document.querySelectorAll('.tree .line')]
                    .every((line, at) => line.dataset.n === String(at + 1));
                """))
        .isEqualTo(true);
    assertThat(lines().getFirst()).isEqualTo("long: \"" + "0123456789".repeat(300) + "\"");
  }

  @Test
  void withheldText_isShownOnRequestOnEveryScreen() {
    var text = "password: \"correct horse; rm -rf /\" x";
    var body = Api.submission("walk-withheld").put("session", "browser");
    ((ObjectNode) body.get("tool")).put("name", "kubectl_scale").remove("annotations");
    ((ObjectNode) body.get("arguments")).put("command", text);
    var pending = api.submit(body);
    alice.go(page(pending));
    for (var screen : Screen.values()) {
      alice.look(screen, screen == Screen.TABLET);
      alice.go(page(pending));
      alice.find("#show");
      assertThat(alice.has("#approve")).isFalse();
      alice.assertAccessible();
    }
    alice.click("#show");
    alice.awaitText(".tree", "correct horse; rm -rf /");
    alice.assertAccessible();
    alice.look(Screen.DESK, false);
    bob.go(page(pending));
    assertThat(bob.text(".tree")).contains("[withheld]").doesNotContain("horse");
    alice.go(page(pending));
    alice.click("#approve");
    alice.awaitText(".message.good", "You approved this.");
    assertThat(alice.text(".tree")).doesNotContain("horse");
    assertThat(api.events(pending)).contains("disclosed");
  }

  @Test
  void times_areTheReadersAndUtcOnHover() {
    alice.go(page(pending("walk-times", "kubectl_scale")));
    Wait.until("the script has run", () -> !alice.text("dd time").contains("UTC"));
    assertThat(alice.script("return document.querySelector('dd time').title"))
        .asString()
        .matches("\\d+ \\w+ \\d{4}, \\d\\d:\\d\\d:\\d\\d UTC");
  }

  @Test
  void fontSizes_followTheReadersSetting() {
    alice.go("/inbox");
    var size = "return parseFloat(getComputedStyle(document.querySelector('%s')).fontSize)";
    for (var css : List.of("body", ".top nav a", ".count", "h1")) {
      var before = number(alice.script(size.formatted(css)));
      alice.script("document.documentElement.style.setProperty('font-size', '32px')");
      var after = number(alice.script(size.formatted(css)));
      alice.script("document.documentElement.style.removeProperty('font-size')");
      assertThat(after).as(css).isEqualTo(2 * before);
    }
  }

  private static double number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).doubleValue();
  }

  /** A page that hears nothing says so, and takes it back once it hears again. */
  @Test
  void pageThatHearsNothing_saysSo() {
    var pending = pending("walk-offline", "kubectl_scale");
    try (var carol = Browser.open(api.url()).signIn("carol", page(pending))) {
      carol.find("#approve");
      assertThat(carol.text("#stale")).isEmpty();
      carol.cutOff(true);
      carol.awaitText("#stale", "This page is out of date: no answer from the server since");
      assertThat(carol.script("return document.querySelector('#stale-since').textContent"))
          .asString()
          .isNotBlank();
      carol.assertAccessible();
      carol.cutOff(false);
      Wait.until("it is up to date again", () -> carol.text("#stale").isEmpty());
    }
  }

  @Test
  void keysThatArePromised_areThoseThatWork() {
    alice.go("/inbox");
    assertThat(alice.text(".hints")).contains("next, previous");
    alice.go(page(pending("walk-hints", "kubectl_scale")));
    assertThat(alice.text(".hints")).contains("move to Approve").doesNotContain("next");
  }
}
