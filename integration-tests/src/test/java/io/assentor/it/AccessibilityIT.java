// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.ChromiumAtHand;
import io.assentor.harness.CommittedDocs;
import io.assentor.harness.PolicyDirectory;
import io.assentor.it.Browser.Screen;
import io.assentor.testkit.McpCalls;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every page on every screen; beside {@link PagesBrowserIT}, which takes as long. */
@ExtendWith(ChromiumAtHand.class)
class AccessibilityIT {

  @TempDir private Path data;

  @Test
  void pages_areAccessibleOnEveryScreen() {
    var policy = PolicyDirectory.of(PagesBrowserIT.POLICY);
    var settings = Map.of("ASSENTOR_POLICY_DIR", policy.toString());
    try (var server = Assentor.start(data, settings);
        var alice = Browser.open(server.url()).signIn("alice", "/inbox");
        var somebody = Browser.open(server.url())) {
      var request = ask(server.api());
      pagesOfAnApprover(alice, request);
      pagesOfNobody(somebody);
      pagesOfAnAuditor(somebody, request);
      assertThat(alice.complaints()).isEmpty();
      assertThat(somebody.complaints())
          .allMatch(it -> it.contains("/refused") && it.contains("403"));
    }
  }

  /** A request in the middle of being decided, among a dozen others. */
  private static Answer ask(Api api) {
    McpCalls.all().stream().limit(12).forEach(call -> api.submit(PagesBrowserIT.submission(call)));
    var shown =
        PagesBrowserIT.submission(McpCalls.named("k8s-delete-prod")).put("session", "picture");
    shown
        .putObject("context")
        .put("justification", "checkout moved to the new cluster; nothing uses this one any more.");
    var request = api.submit(shown);
    api.decide("bob", request, "approve");
    return request;
  }

  private static void pagesOfAnApprover(Browser alice, Answer request) {
    for (var screen : Screen.values()) {
      for (boolean dark : schemes(screen)) {
        alice.look(screen, dark);
        var suffix =
            "-" + (screen == Screen.PHONE ? "phone" : "desk") + (dark ? "-dark" : "-light");
        for (var path : List.of("/inbox", PagesBrowserIT.page(request))) {
          alice.go(path);
          alice.assertAccessible();
          if (screen != Screen.PHONE && screen != Screen.DESK) {
            continue; // two are enough for the documents
          }
          alice.screenshot(
              CommittedDocs.image((path.equals("/inbox") ? "inbox" : "request") + suffix));
        }
      }
    }
  }

  /** Colours are the same at every width: dark ones are seen at three. */
  private static boolean[] schemes(Screen screen) {
    return switch (screen) {
      case PHONE, TABLET, DESK -> new boolean[] {false, true};
      case SMALL_PHONE, PHONE_ON_ITS_SIDE -> new boolean[] {false};
    };
  }

  private static void pagesOfNobody(Browser somebody) {
    for (var path : List.of("/inbox", "/signed-out", "/sign-in-failed", "/refused")) {
      somebody.go(path);
      somebody.assertAccessible();
    }
  }

  private static void pagesOfAnAuditor(Browser audrey, Answer request) {
    audrey.signIn("audrey", PagesBrowserIT.page(request));
    audrey.assertAccessible();
    for (var screen : Screen.values()) {
      for (var path : List.of("/audit", "/audit/" + request.text("id"), "/policy")) {
        audrey.look(screen, screen == Screen.PHONE);
        audrey.go(path);
        audrey.assertAccessible();
      }
    }
    audrey.click("#by-fields button"); // explains the example
    audrey.find("#answer");
    audrey.assertAccessible();
  }
}
