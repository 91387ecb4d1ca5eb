// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.Caller;
import io.assentor.core.Role;
import io.assentor.core.call.Principal;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.Link;
import io.assentor.core.people.AccountLinks.Offer;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * The current user's account: directory entry and linked accounts of channels. A linked account can
 * decide in the user's name, so linking requires a fresh sign-in and an address that matches the
 * directory's.
 */
@Controller
class LinkPages {

  /** The path to which the code is appended. */
  static final String PATH = "/account/link/";

  private static final Logger LOG = LoggerFactory.getLogger(LinkPages.class);

  private final Directory directory;
  private final Identities identities;
  private final AccountLinks links;
  private final DecidingChannels channels;
  private final StepUp stepUp;

  LinkPages(
      Directory directory,
      Identities identities,
      AccountLinks links,
      DecidingChannels channels,
      StepUp stepUp) {
    this.directory = directory;
    this.identities = identities;
    this.links = links;
    this.channels = channels;
    this.stepUp = stepUp;
  }

  /** A linked account as shown. */
  record Row(UUID id, String described, String person, Time since) {
    static Row of(Link link) {
      return new Row(
          link.id(),
          DisplayText.line(link.described()),
          DisplayText.line(link.person()),
          Time.of(link.at()));
    }
  }

  /** A person as listed in the directory. */
  record Listed(String id, String roles, String groups) {
    static Listed of(Person person) {
      return new Listed(
          DisplayText.line(person.id()),
          InlineText.list(person.roles().stream().sorted().toList()),
          InlineText.list(person.groups().stream().sorted().toList()));
    }
  }

  /**
   * A person's accounts of one kind.
   *
   * @param start how one comes to link one; absent where none can be linked any more
   * @param listed the one that the directory lists
   */
  record Accounts(
      String id, String title, @Nullable String start, @Nullable String listed, List<Row> own) {}

  @GetMapping("/account")
  String account(Authentication authentication, Model model) {
    var caller = Caller.of(authentication);
    var person = person(caller);
    var open = links.open(caller.principal().tenant());
    var admin = caller.is(Role.ADMIN);
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute("listed", person.map(Listed::of).orElse(null));
    var own = open.stream().filter(it -> isOf(it, person)).toList();
    model.addAttribute("accounts", accounts(person, own));
    model.addAttribute("admin", admin);
    model.addAttribute(
        "others",
        admin ? rows(open.stream().filter(it -> !isOf(it, person)).toList()) : List.<Row>of());
    return "account";
  }

  /** Those of each channel; and what is linked to a channel that is not installed any more. */
  private List<Accounts> accounts(Optional<Person> person, List<Link> own) {
    var accounts = new ArrayList<Accounts>();
    for (var kind : channels.accounts()) {
      accounts.add(
          new Accounts(
              kind.channel(),
              "Your " + kind.words().account(),
              kind.words().start(),
              person
                  .map(it -> it.contacts().get(kind.channel()))
                  .map(DisplayText::line)
                  .orElse(null),
              rows(own.stream().filter(it -> kind.isOf(it.account().issuer())).toList())));
    }
    var others =
        own.stream().filter(it -> channels.accountsOf(it.account().issuer()).isEmpty()).toList();
    if (!others.isEmpty()) {
      accounts.add(new Accounts("other-accounts", "Your other accounts", null, null, rows(others)));
    }
    return accounts;
  }

  private static List<Row> rows(List<Link> links) {
    return links.stream().map(Row::of).toList();
  }

  private static boolean isOf(Link link, Optional<Person> person) {
    return person.map(Person::id).filter(link.person()::equals).isPresent();
  }

  /** Viewing an offer does not accept it. */
  @GetMapping(PATH + "{code}")
  String offered(
      @PathVariable String code, Authentication authentication, HttpSession session, Model model) {
    var caller = Caller.of(authentication);
    var offer = offer(code, caller);
    var person = person(caller);
    var words = kind(offer).words();
    var objection = objection(caller, person, offer);
    model.addAttribute("title", "Is this your " + words.account() + "?");
    model.addAttribute("place", words.place());
    model.addAttribute("visitor", Visitor.of(authentication));
    model.addAttribute("described", DisplayText.line(offer.described()));
    model.addAttribute("person", person.map(Person::id).map(DisplayText::line).orElse(""));
    model.addAttribute("objection", objection.orElse(null));
    model.addAttribute("fresh", stepUp.isFresh(session));
    model.addAttribute("failed", stepUp.failed(session));
    model.addAttribute("again", PageSettings.SIGN_IN + "?again=" + PATH + code);
    model.addAttribute("here", PATH + code);
    return "link";
  }

  @PostMapping(PATH + "{code}")
  String link(
      @PathVariable String code,
      Authentication authentication,
      HttpSession session,
      RedirectAttributes after) {
    var caller = Caller.of(authentication);
    var offer = offer(code, caller);
    var person = person(caller);
    if (!stepUp.isFresh(session) || objection(caller, person, offer).isPresent()) {
      LOG.info("{} did not link {}", logged(caller.principal()), logged(offer.account()));
      return "redirect:" + PATH + code; // which says why not
    }
    var taken = links.take(new LinkCode(code), person.orElseThrow().id(), caller.principal());
    LOG.info("{} linked {}: {}", logged(caller.principal()), logged(offer.account()), taken);
    after.addFlashAttribute(
        "message",
        switch (taken) {
          case LINKED ->
              new Message(
                  true,
                  "Linked.",
                  DisplayText.line(offer.described())
                      + " can now decide in your name. Click the button again.");
          case LINKED_OTHERWISE ->
              new Message(
                  false, "Nothing was linked.", "Either you or that account already has a link.");
          case GONE -> throw gone();
        });
    return "redirect:/account";
  }

  private static String logged(Principal principal) {
    return InlineText.word(principal.name()) + " of " + InlineText.word(principal.issuer());
  }

  /** Ends the user's own link, or any link for an admin. */
  @PostMapping("/account/unlink")
  String unlink(
      @RequestParam String link, Authentication authentication, RedirectAttributes after) {
    var caller = Caller.of(authentication);
    var person = person(caller);
    boolean ended =
        links.open(caller.principal().tenant()).stream()
            .filter(it -> it.id().toString().equals(link))
            .filter(it -> caller.is(Role.ADMIN) || isOf(it, person))
            .anyMatch(it -> links.end(it.id(), caller.principal()));
    after.addFlashAttribute(
        "message",
        ended
            ? new Message(
                true,
                "Unlinked.",
                "That account can no longer decide requests. Approvals it gave that are still unused can be revoked on their pages.")
            : new Message(false, "Nothing was changed.", "You have no such link."));
    return "redirect:/account";
  }

  private Optional<Person> person(Caller caller) {
    var principal = caller.principal();
    return directory.person(principal.tenant(), principal.issuer(), principal.name());
  }

  /** An offer of a channel that is not installed any more is gone. */
  private Offer offer(String code, Caller caller) {
    return LinkCode.parse(code)
        .flatMap(it -> links.offered(caller.principal().tenant(), it))
        .filter(it -> channels.accountsOf(it.account().issuer()).isPresent())
        .orElseThrow(LinkPages::gone);
  }

  private AccountKind kind(Offer offer) {
    return channels.accountsOf(offer.account().issuer()).orElseThrow(LinkPages::gone);
  }

  private static PageException gone() {
    return PageException.gone(
        "This link has been used, is older than "
            + AccountLinks.OFFER_STANDS.toMinutes()
            + " minutes, or is not the newest one. Click the button again to get another.");
  }

  /** Returns why this person cannot accept this offer; empty if they can. */
  private Optional<String> objection(Caller caller, Optional<Person> person, Offer offer) {
    if (person.isEmpty() || person.get().disabled()) {
      return Optional.of("You are not in the directory, so no account can decide in your name.");
    }
    var kind = kind(offer);
    if (!identities.mayHave(person.get(), offer.account())) {
      return Optional.of("The directory lists another " + kind.words().account() + " for you.");
    }
    boolean linked =
        links.open(caller.principal().tenant()).stream()
            .anyMatch(it -> isOf(it, person) && kind.isOf(it.account().issuer()));
    if (linked) {
      return Optional.of(
          "You have already linked another " + kind.words().account() + ". Unlink it first.");
    }
    return isAddressOf(person.get(), offer)
        ? Optional.empty()
        : Optional.of(
            "Its e-mail address differs from yours in the directory. Ask the operator to list the account there.");
  }

  /** Prevents linking an account by a link that another person sent. */
  private boolean isAddressOf(Person person, Offer offer) {
    var address = offer.address().toLowerCase(Locale.ROOT);
    var listed = directory.person(offer.account().tenant(), Directory.EMAIL_ISSUER, address);
    return listed.isPresent()
        ? listed.get().id().equals(person.id())
        : address.equalsIgnoreCase(person.contacts().get(Directory.EMAIL));
  }
}
