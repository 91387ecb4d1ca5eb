// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.oidc.FakeIssuer;
import io.assentor.fakes.oidc.FakeIssuer.Person;
import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.PolicyDirectory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Production, whose issuer is somebody else. */
@SuppressWarnings("NullAway.Init") // started before the first test
@ResourceLock(SharedServer.LOCK)
class ProductionPagesIT {

  private static final Pattern ROWS = Pattern.compile("id=\"list\"");

  private static final String POLICY =
      """
      trustedServers: [kubernetes]
      default:
        require: {stages: [{role: approver}], expireAfter: 30m}
      rules:
        - id: of-somebody-else
          when: tool.name == 'kubectl_logs'
          require: {stages: [{role: admin}], expireAfter: 30m}
        - id: destructive
          when: has(tool.annotations.destructiveHint) && tool.annotations.destructiveHint == true
          tier: high
          require:
            stages: [{role: approver}]
            expireAfter: 30m
            assurance: [page+step-up]
      """;

  private static final Person ALICE = new Person("alice", "default", List.of("approver"));
  private static final Person AUDREY = new Person("audrey", "default", List.of("auditor"));
  private static final Person GATEWAY = new Person("gateway", "default", List.of("gateway"));
  private static final Person OTHER_GATEWAY =
      new Person("other-gateway", "other", List.of("gateway"));

  private static FakeIssuer issuer;

  /** With pages, for a client of the issuer. */
  private static Assentor server;

  @BeforeAll
  static void open(@TempDir Path data) {
    issuer = FakeIssuer.start();
    server = startWithPages(data, Map.of("ASSENTOR_STEP_UP_ACR", "phr,hwk"));
  }

  @AfterEach
  void behave() {
    issuer.behave();
  }

  @AfterAll
  static void close() {
    server.close();
    issuer.close();
  }

  private static Assentor start(Path data, Map<String, String> settings) {
    var policy = PolicyDirectory.of(POLICY);
    var people = PolicyDirectory.demo("directory.yaml");
    policy.write("directory.yaml", people.replace("issuer: evaluation", "issuer: " + issuer.url()));
    var environment = new HashMap<>(SharedServer.server().sharing());
    environment.remove("ASSENTOR_PUBLIC_URL");
    environment.putAll(Assentor.WITHOUT_TEMPORAL);
    environment.putAll(
        Map.of(
            "ASSENTOR_ROLES",
            "api",
            "ASSENTOR_POLICY_DIR",
            policy.toString(),
            "ASSENTOR_ISSUERS",
            issuer.url(),
            // As careless as can be: then an ID token of the pages has the right audience too.
            "ASSENTOR_AUDIENCE",
            FakeIssuer.CLIENT_ID));
    environment.putAll(settings);
    return Assentor.startProduction(data, environment);
  }

  private static Assentor startWithPages(Path data, Map<String, String> settings) {
    var environment = new HashMap<>(settings);
    environment.put("ASSENTOR_OIDC_ISSUER", issuer.url());
    environment.put("ASSENTOR_OIDC_CLIENT_ID", FakeIssuer.CLIENT_ID);
    environment.put("ASSENTOR_OIDC_CLIENT_SECRET", FakeIssuer.CLIENT_SECRET);
    return start(data, environment);
  }

  @Test
  void withoutAnIssuerForPages_thereAreNone(@TempDir Path data) {
    try (var bare = start(data, Map.of())) {
      var visit = new Visit(bare.url());
      for (var path : new String[] {"/", "/inbox", "/demo-issuer/sign-in", "/assets/pages.css"}) {
        assertThat(visit.get(path).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(new Api(bare.url()).get("", "/v1/approvals").status()).isEqualTo(401);
    }
  }

  @Test
  void evaluationModesAdditions_areNotInProduction() {
    var visit = new Visit(server.url());
    issuer.signsIn(ALICE);
    var inbox = visit.get("/inbox?q=nothing-like-this");
    assertThat(inbox.body()).contains("No request").doesNotContain("sample", "Evaluation", "Demo");
    var csrf = Map.of("_csrf", Visit.csrf(inbox));
    assertThat(visit.post("/inbox/samples", csrf).statusCode()).isEqualTo(404);
    assertThat(visit.get("/account/demo-people").statusCode()).isEqualTo(404);
    assertThat(visit.get("/mailbox").statusCode()).isEqualTo(404);
  }

  @Test
  void withAnIssuer_itIsAskedForItsEndpointsOnceItIsThere(@TempDir Path data) {
    var settings = Map.of("ASSENTOR_PUBLIC_URL", "https://assentor.example");
    try (var behindTls = startWithPages(data, settings)) {
      var visit = new Visit(behindTls.url()).withoutRedirects();
      var page = visit.get("/inbox");
      assertThat(page.headers().firstValue("Location")).contains("/oauth2/authorization/assentor");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("form-action 'self' " + issuer.url() + ";");
      assertThat(page.headers().firstValue("Strict-Transport-Security"))
          .as("a proxy speaks TLS, so this request was not secure by itself")
          .contains("max-age=31536000");
      assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
          .contains("__Host-assentor-sign-in=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/");

      issuer.goAway(true);
      var failed = new Visit(behindTls.url()).get("/inbox");
      assertThat(failed.statusCode()).isEqualTo(503);
      assertThat(failed.body()).contains("cannot be reached", "Try again in a minute");
      issuer.behave();

      var location =
          visit.get("/oauth2/authorization/assentor?again=/inbox").headers().firstValue("Location");

      assertThat(location.orElseThrow())
          .startsWith(issuer.url() + "/authorize?")
          .contains("client_id=pages", "code_challenge=", "max_age=60")
          .contains("redirect_uri=https://assentor.example/login/oauth2/code/assentor");
      assertThat(visit.get("/demo-issuer/sign-in").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void signIn_isWhatTheIssuerProves() {
    issuer.signsIn(ALICE);
    assertThat(new Visit(server.url()).get("/inbox").body())
        .contains("Waiting for your decision", "alice");
  }

  @Test
  void answerToASignInOfAnotherBrowser_signsNobodyIn() {
    issuer.signsIn(ALICE);
    var hers = new Visit(server.url()).withoutRedirects();
    var issuers =
        URI.create(
            hers.get("/oauth2/authorization/assentor")
                .headers()
                .firstValue("Location")
                .orElseThrow());
    var back = hers.getAt(issuers).headers().firstValue("Location").orElseThrow();
    var answer = back.substring(back.indexOf("/login/"));

    var other = new Visit(server.url());
    assertThat(other.get(answer).body()).contains("Not signed in");
    other.withoutRedirects().get("/oauth2/authorization/assentor");
    assertThat(other.get(answer).body()).contains("Not signed in");
    assertThat(hers.get(answer).headers().firstValue("Location")).contains("/");
    assertThat(hers.get(answer).headers().firstValue("Location").orElseThrow())
        .as("once")
        .contains("sign-in-failed");
  }

  @Test
  void wrongAnswers_signNobodyIn() {
    issuer.signsIn(ALICE);
    var now = Instant.now();
    var lies =
        Map.<String, Consumer<Map<String, Object>>>of(
            "another's nonce", claims -> claims.put("nonce", "of-another-sign-in"),
            "no nonce", claims -> claims.put("nonce", null),
            "another audience", claims -> claims.put("aud", "another-client"),
            "another issuer", claims -> claims.put("iss", "https://evil.example"),
            "expired", claims -> claims.put("exp", now.minusSeconds(600).getEpochSecond()),
            "of the future", claims -> claims.put("iat", now.plusSeconds(600).getEpochSecond()),
            "nobody", claims -> claims.put("sub", null));
    lies.forEach(
        (name, lie) -> {
          issuer.bend(lie);
          assertNotSignedIn(name, "could not be verified");
        });
    issuer.behave();
    issuer.signWithAForeignKey(true);
    assertNotSignedIn("another key", "could not be verified");
    issuer.behave();
    issuer.bend(claims -> claims.put("tenant", ""));
    assertNotSignedIn("no tenant", "names no tenant");
    issuer.behave();
    issuer.refuse("access_denied");
    assertNotSignedIn("refused", "did not sign you in");
    issuer.behave();
  }

  private static void assertNotSignedIn(String name, String says) {
    var visit = new Visit(server.url());
    assertThat(visit.get("/inbox").body()).as(name).contains("Not signed in", says);
    var list = visit.withoutRedirects().get("/inbox/list?seen=");
    assertThat(list.statusCode()).as(name).isEqualTo(302);
    assertThat(list.body()).as(name).doesNotContainPattern(ROWS);
  }

  @Test
  void stepUp_isWhatTheIssuerSaysAfterwards() {
    issuer.signsIn(ALICE);
    var request = submit(GATEWAY, Api.submission("step-up-" + server.url()));
    var page = "/approvals/" + request.text("id");
    var visit = new Visit(server.url());
    var asked = visit.get(page);
    assertThat(asked.body()).as("fresh, but not of a kind").contains("Sign in again to decide");
    var forged =
        Map.of(
            "_csrf", Visit.csrf(asked),
            "view", request.text("view"),
            "nonce", UUID.randomUUID().toString(),
            "verdict", "approve");
    assertThat(visit.post(page + "/decision", forged).body()).contains("was not recorded");

    var notGoodEnough =
        List.<Consumer<Map<String, Object>>>of(
            claims -> {},
            claims -> claims.put("acr", "pwd"),
            claims -> claims.put("amr", List.of("pwd", "otp")),
            claims -> {
              claims.put("acr", "phr");
              claims.put("auth_time", null);
            },
            claims -> {
              claims.put("acr", "phr");
              claims.put("auth_time", Instant.now().minusSeconds(90).getEpochSecond());
            });
    for (var answer : notGoodEnough) {
      issuer.bend(answer);
      assertThat(again(visit, page).body())
          .contains("does not count as a fresh sign-in", "Sign in again to decide");
    }
    issuer.bend(claims -> claims.put("amr", List.of("hwk", "user")));
    issuer.signsIn(ALICE);
    var confirmed = again(visit, page);
    assertThat(issuer.lastAsked()).containsEntry("acr_values", "phr hwk");
    assertThat(issuer.lastAsked()).containsEntry("max_age", "60");
    issuer.behave();

    var form =
        Map.of(
            "_csrf", Visit.csrf(confirmed),
            "view", Visit.hidden(confirmed, "view"),
            "nonce", Visit.hidden(confirmed, "nonce"),
            "verdict", "approve");
    assertThat(visit.post(page + "/decision", form).body()).contains("You approved this.");
    assertThat(story(request)).contains("\"assurance\":\"step-up\",\"channel\":\"page\"");
  }

  private static HttpResponse<String> again(Visit visit, String page) {
    return visit.get("/oauth2/authorization/assentor?again=" + page);
  }

  @Test
  void issuerThatSaysNothing_isNotWaitedForForEver() {
    issuer.signsIn(ALICE);
    issuer.fallSilent();
    var failed = new Visit(server.url()).get("/inbox");
    issuer.behave();

    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.body()).contains("cannot be reached");
  }

  @Test
  void idToken_isNoAccessToken() {
    issuer.signsIn(ALICE);
    new Visit(server.url()).get("/inbox");
    var api = new Api(server.url());
    assertThat(api.get("", "/v1/approvals", "Authorization", bearer(ALICE)).status())
        .isEqualTo(200);
    assertThat(
            api.get("", "/v1/approvals", "Authorization", "Bearer " + issuer.lastIdToken())
                .status())
        .isEqualTo(401);
  }

  private static String bearer(Person who) {
    return "Bearer " + issuer.accessToken(who, FakeIssuer.CLIENT_ID);
  }

  /** What the page would never offer to decide together with others. */
  @Test
  void forgedPicks_decideNothing() {
    issuer.signsIn(ALICE);
    var visit = new Visit(server.url());
    var good = harmless("forged-good", "kubectl_get");
    var high = submit(GATEWAY, Api.submission("forged-high"));
    var otherTool = harmless("forged-tool", "kubectl_top");
    var unshown = harmless("forged-" + "x".repeat(300), "kubectl_get");
    var notHers = harmless("forged-admins", "kubectl_logs");
    var elsewhere = submit(OTHER_GATEWAY, low("forged-elsewhere", "kubectl_get"));
    var crowd =
        Stream.concat(
                Stream.of(pick(good)), IntStream.range(0, 100).mapToObj(i -> pick(good) + "-" + i))
            .toList();
    for (var picks :
        List.of(
            List.of(pick(high)),
            List.of(pick(good), pick(high)),
            List.of(pick(good), pick(otherTool)),
            List.of(pick(good), pick(unshown)),
            List.of(pick(notHers)),
            List.of(pick(good), pick(elsewhere)),
            List.of(good.text("id") + " " + high.text("view")),
            List.of(good.text("id")),
            List.<String>of(),
            crowd)) {
      var inbox = visit.get("/inbox?q=forged-&tier=low");
      var after = visit.post("/inbox/decisions", approval(inbox), "pick", picks);
      assertThat(after.body())
          .as(picks.toString())
          .containsPattern("Nothing was decided|You approved 0 of 1|no such page|not understood");
      if (picks.size() > 100) {
        assertThat(after.body()).contains("Nothing was decided");
      }
    }
    for (var request : List.of(good, high, otherTool, unshown, notHers)) {
      assertThat(status(GATEWAY, request)).isEqualTo("pending");
    }
    assertThat(status(OTHER_GATEWAY, elsewhere)).isEqualTo("pending");

    var inbox = visit.get("/inbox?q=forged-&tier=low");
    assertThat(inbox.body()).contains("value=\"" + pick(good) + "\"");
    var after = visit.post("/inbox/decisions", approval(inbox), "pick", List.of(pick(good)));
    assertThat(after.body()).contains("You approved 1 of 1.");
    assertThat(after.uri().getQuery()).as("what was searched for stays").contains("q=forged-");
  }

  /** The form of the inbox, but for what is picked. */
  private static Map<String, String> approval(HttpResponse<String> inbox) {
    return Map.of(
        "_csrf",
        Visit.csrf(inbox),
        "nonce",
        Visit.hidden(inbox, "nonce"),
        "q",
        "forged-",
        "verdict",
        "approve");
  }

  private static String pick(Answer request) {
    return request.text("id") + " " + request.text("view");
  }

  private static Answer harmless(String name, String tool) {
    return submit(GATEWAY, low(name, tool));
  }

  private static ObjectNode low(String name, String tool) {
    var body = Api.submission(name);
    ((ObjectNode) body.get("tool"))
        .put("name", tool)
        .putObject("annotations")
        .put("readOnlyHint", true);
    return body;
  }

  private static String status(Person gateway, Answer request) {
    var path = "/v1/approvals/" + request.text("id");
    return new Api(server.url()).get("", path, "Authorization", bearer(gateway)).text("status");
  }

  private static Answer submit(Person gateway, JsonNode submission) {
    var api = new Api(server.url());
    return api.post("", "/v1/approvals", submission, "Authorization", bearer(gateway));
  }

  private static String story(Answer request) {
    var path = "/v1/audit/approvals/" + request.text("id");
    var answer = new Api(server.url()).get("", path, "Authorization", bearer(AUDREY));
    return answer.body().toString();
  }
}
