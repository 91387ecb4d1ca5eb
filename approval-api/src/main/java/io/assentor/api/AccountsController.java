// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.call.Principal;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.AccountLinks.DamagedLink;
import io.assentor.core.people.AccountLinks.Link;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The history of linked accounts: whose an account was, and when. */
@RestController
@RequestMapping("/v1/audit/accounts")
class AccountsController {

  private final AccountLinks links;

  AccountsController(AccountLinks links) {
    this.links = links;
  }

  @GetMapping
  @Operation(summary = "Every account that a person has linked, newest first")
  Accounts accounts(Authentication authentication) {
    var tenant = Caller.of(authentication).principal().tenant();
    var history = links.history(tenant);
    var damaged = history.damaged().stream().map(DamagedAccount::of).toList();
    return new Accounts(
        history.links().stream().map(Linked::of).toList(), damaged.isEmpty() ? null : damaged);
  }

  /**
   * Links, newest first.
   *
   * @param damaged links that failed verification and are not used; absent if there are none
   */
  record Accounts(
      List<Linked> items,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<DamagedAccount> damaged) {}

  /**
   * A link that failed verification, with the store's unauthenticated data about it.
   *
   * @param why what is wrong with it
   */
  record DamagedAccount(
      String id, String why, String issuer, String account, String person, Instant linkedAt) {

    static DamagedAccount of(DamagedLink it) {
      return new DamagedAccount(
          it.id().toString(),
          it.why(),
          it.account().issuer(),
          it.account().name(),
          it.person(),
          it.linkedAt());
    }
  }

  /**
   * The period in which an account acted as a person.
   *
   * @param account its id at its issuer
   * @param described its name at the service when it was linked
   * @param address its e-mail address at that time, confirmed by the service
   * @param endedAt absent while it is linked
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Linked(
      String id,
      String issuer,
      String account,
      String described,
      String address,
      String person,
      Who linkedBy,
      Instant linkedAt,
      @Nullable Who endedBy,
      @Nullable Instant endedAt) {

    static Linked of(Link link) {
      var ended = link.ended();
      return new Linked(
          link.id().toString(),
          link.account().issuer(),
          link.account().name(),
          link.described(),
          link.address(),
          link.person(),
          Who.of(link.by()),
          link.at(),
          ended == null ? null : Who.of(ended.by()),
          ended == null ? null : ended.at());
    }
  }

  /** Somebody who was signed in. */
  record Who(String issuer, String name) {
    static Who of(Principal principal) {
      return new Who(principal.issuer(), principal.name());
    }
  }
}
