// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.Principal;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryAccountLinks;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.webhook.Webhook;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.ui.ExtendedModelMap;

/** Pages of accounts say of each channel what it brings with it, and name none by themselves. */
class LinkPagesTest {

  private static final DecidingChannels BOTH = DecidingChannels.of(Fixtures.SLACK, Webhook.DECIDES);

  private final InMemoryAccountLinks links = new InMemoryAccountLinks(Instant::now);
  private final Directory directory =
      InMemoryDirectory.demo().withContact("bob", Directory.EMAIL, "bob@example.com");

  @TempDir private Path files;

  @Test
  void offer_isShownInTheWordsOfItsChannel() throws LifecycleException {
    var code = offer("webhook:acme");

    assertThat(page(BOTH, LinkPages.PATH + code.value()))
        .contains(
            "Is this your webhook account?",
            "bobby of Acme",
            "approves or denies through the webhook is recorded as decided by <b>bob</b>",
            "who just clicked through the webhook.")
        .doesNotContain("Slack");
  }

  @Test
  void account_ofAnotherChannel_isNoReasonNotToLinkThisOne() throws LifecycleException {
    link("slack:/T1");
    var code = offer("webhook:acme");
    var another = offer("slack:/T2");

    assertThat(page(BOTH, LinkPages.PATH + code.value())).contains("Sign in again to link");
    assertThat(page(BOTH, LinkPages.PATH + another.value()))
        .contains("You have already linked another Slack account. Unlink it first.");
  }

  @Test
  void ownPage_listsTheAccountsOfEachChannelAndOfOnesThatAreGone() throws LifecycleException {
    link("webhook:acme");
    link("pager:acme");

    assertThat(page(BOTH, "/account"))
        .containsSubsequence(
            "Your Slack account",
            "None. Click a button on a card in Slack",
            "Your webhook account",
            "bobby of Acme",
            "Unlink",
            "Your other accounts",
            "bobby of Acme",
            "Unlink");
  }

  @Test
  void ownPageWithoutChannels_namesNone() throws LifecycleException {
    assertThat(page(DecidingChannels.NONE, "/account"))
        .contains("Who you are here")
        .doesNotContain("Slack", "webhook");
  }

  // Helpers

  private LinkCode offer(String issuer) {
    var code = LinkCode.random();
    var account = new Principal(Fixtures.TENANT, issuer, "bobby");
    links.offer(new Offer(account, "bobby of Acme", "bob@example.com"), code);
    return code;
  }

  private void link(String issuer) {
    links.take(offer(issuer), "bob", new Principal(Fixtures.TENANT, Fixtures.ISSUER, "bob"));
  }

  private static Authentication bob() {
    var token =
        Jwt.withTokenValue("token")
            .header("alg", "none")
            .issuer(Fixtures.ISSUER)
            .subject("bob")
            .claim("tenant", Fixtures.TENANT)
            .build();
    return new JwtAuthenticationToken(token, List.of());
  }

  /** What bob sees of it, in a browser session of his own. */
  private String page(DecidingChannels channels, String path) throws LifecycleException {
    var settings =
        new PageSettings("https://a.example", "", List.of(), Duration.ofSeconds(60), 600);
    var identities = Identities.linked(directory, links, channels.accounts());
    var stepUp = new StepUp(settings, registration -> null, Clock.systemUTC());
    var pages = new LinkPages(directory, identities, links, channels, stepUp);
    try (var served = new Served(files, (request, response) -> html(pages, request))) {
      return served.get(path, "").body();
    }
  }

  private static String html(LinkPages pages, HttpServletRequest request) {
    var model = new ExtendedModelMap();
    var path = request.getServletPath();
    var template =
        path.startsWith(LinkPages.PATH)
            ? pages.offered(
                path.substring(LinkPages.PATH.length()), bob(), request.getSession(), model)
            : pages.account(bob(), model);
    return Templates.page(template, model);
  }
}
