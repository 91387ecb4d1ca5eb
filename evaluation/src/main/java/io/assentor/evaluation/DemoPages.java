// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.api.Caller;
import io.assentor.api.pages.Message;
import io.assentor.api.pages.PageAdditions;
import io.assentor.api.pages.PageAdditions.Link;
import io.assentor.core.Rules;
import io.assentor.evaluation.DemoSignIn.OwnAddress;
import io.assentor.evaluation.SampleRequests.Created;
import io.assentor.evaluation.SampleRequests.Status;
import io.assentor.notifiers.email.Mailbox;
import io.assentor.server.OnRole;
import io.assentor.server.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What evaluation mode adds to the pages: sample requests, who the demo people are, and links to
 * that and to the mailbox. The paths belong to the pages' security: sign-in and CSRF tokens apply.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(OnRole.Api.class)
@Import(DemoPages.Pages.class)
class DemoPages {

  private static final String PEOPLE = "/account/demo-people";

  @Bean
  PageAdditions pageAdditions(ObjectProvider<Mailbox> mailbox) {
    var links = new ArrayList<Link>();
    links.add(new Link("Demo people", PEOPLE));
    mailbox.ifAvailable(here -> links.add(new Link("Mailbox", "/mailbox")));
    return new PageAdditions("Evaluation mode", links, "demo-inbox");
  }

  @Bean
  SampleRequests sampleRequests(OwnAddress own) {
    return new SampleRequests(own.url());
  }

  /** The pages themselves. */
  @Controller
  static class Pages {

    private final SampleRequests samples;
    private final DemoPeople people;

    Pages(SampleRequests samples, Rules rules, Settings settings) {
      this.samples = samples;
      this.people = new DemoPeople(rules, settings.publicUrl());
    }

    @PostMapping("/inbox/samples")
    String create(Authentication authentication, RedirectAttributes after)
        throws IOException, InterruptedException {
      var tenant = Caller.of(authentication).principal().tenant();
      after.addFlashAttribute("message", message(samples.create(tenant)));
      return "redirect:/inbox";
    }

    private static Message message(Created created) {
      var counts = new ArrayList<String>();
      add(created.count(Status.PENDING), "waiting for approval", counts);
      add(created.count(Status.APPROVED), "allowed by policy without approval", counts);
      add(created.count(Status.DENIED), "denied", counts);
      add(created.count(Status.FAILED), "failed: no eligible approver", counts);
      add(created.count(Status.REJECTED), "rejected: " + created.problem(), counts);
      boolean good = created.problem() == null;
      return new Message(
          good,
          good ? "Sample requests created." : "Not all sample requests were created.",
          "Tool calls submitted: " + String.join(", ", counts) + ".");
    }

    private static void add(int count, String what, List<String> counts) {
      if (count > 0) {
        counts.add(count + " " + what);
      }
    }

    @GetMapping(PEOPLE)
    String people(Model model) {
      model.addAttribute("tenants", people.tenants());
      return "demo-people";
    }
  }
}
