// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.api.ActorFilter;
import io.assentor.api.Caller;
import io.assentor.api.ProblemCode;
import io.assentor.core.Actor;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The start page, signing out, and refusals. */
@Controller
class Doorstep {

  /** The request attribute with the reason of a refusal. */
  static final String WHY = "io.assentor.refused";

  private static final String REFUSED =
      "Your roles do not allow this, or you have signed out or in again since the page was loaded."
          + " Nothing was changed. Reload the page.";

  private final PageSettings settings;
  private final Desk desk;

  Doorstep(PageSettings settings, Desk desk) {
    this.settings = settings;
    this.desk = desk;
  }

  /** An auditor for whom no request waits starts on the search page. */
  @GetMapping("/")
  String home(@RequestAttribute(ActorFilter.ACTOR) Actor actor, Authentication authentication) {
    var caller = Caller.of(authentication);
    return caller.audits() && desk.next(actor, null).isEmpty()
        ? "redirect:/audit"
        : "redirect:/inbox";
  }

  @GetMapping("/signed-out")
  String signedOut() {
    return "signed-out";
  }

  @GetMapping("/sign-in-failed")
  String signInFailed(
      @RequestParam(defaultValue = "") String why, Model model, HttpServletResponse response) {
    var failure = SignInFailure.named(why);
    response.setStatus(failure.status());
    model.addAttribute("text", failure.text());
    model.addAttribute("home", settings.publicUrl() + "/");
    return "sign-in-failed";
  }

  /** The page to which Spring Security forwards refused requests of any kind. */
  @RequestMapping("/refused")
  String refused(
      @Nullable Authentication authentication,
      @RequestAttribute(name = WHY, required = false) @Nullable String why,
      Model model,
      HttpServletResponse response) {
    return PagesAdvice.problem(
        ProblemCode.NOT_ALLOWED, Objects.requireNonNullElse(why, REFUSED), model, response);
  }

  /** Paths below the pages' that do not exist. */
  @RequestMapping({
    "/inbox/**",
    "/approvals/**",
    "/audit/**",
    "/policy/**",
    "/account/**",
    "/decisions/**"
  })
  String nothing() {
    throw PageException.notFound();
  }
}
