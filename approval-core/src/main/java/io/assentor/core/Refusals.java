// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.approval.Refusal;
import io.assentor.core.json.Members;

/** The codes of refusals, in the API and in the audit trail, and their sentences. */
public final class Refusals {

  private Refusals() {}

  /** Returns the problem's code, for example {@code different-call}. */
  public static String code(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownApproval it -> "unknown-approval";
      case Refusal.NotAllowed it -> "not-allowed";
      case Refusal.NotEligible it -> "not-eligible";
      case Refusal.OwnRequest it -> "own-request";
      case Refusal.AlreadyDecided it -> "already-decided";
      case Refusal.Closed it -> "closed";
      case Refusal.StaleView it -> "stale-view";
      case Refusal.PartWithheld it -> "withheld";
      case Refusal.AlreadyReleased it -> "already-released";
      case Refusal.Lapsed it -> "lapsed";
      case Refusal.Withdrawn it -> "revoked";
      case Refusal.DifferentCall it -> "different-call";
      case Refusal.KeyReused it -> "key-reused";
      case Refusal.Moved it -> "moved";
      case Refusal.NotDue it -> "not-due";
    };
  }

  /** Returns one sentence for the person or program that was refused. */
  public static String detail(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownApproval it -> "There is no such approval.";
      case Refusal.NotAllowed(var detail, var lacksRole) -> "Not allowed: " + detail + ".";
      case Refusal.NotEligible(var detail, var lacksRole) -> "You may not do this: " + detail + ".";
      case Refusal.OwnRequest it ->
          "You are on this request's side (its subject, its agent or the agent's owner), so"
              + " someone else must decide it.";
      case Refusal.AlreadyDecided it ->
          "You have already decided this request; one person counts once.";
      case Refusal.Closed(var status) ->
          "Not possible while the request is " + Members.nameOf(status) + ".";
      case Refusal.StaleView it ->
          "What you viewed is not what this request shows you now. Review it again before you"
              + " decide.";
      case Refusal.PartWithheld it ->
          "Part of this call is withheld. View the withheld text before you approve; you can deny"
              + " without it.";
      case Refusal.AlreadyReleased it -> "The call was already released; an approval is used once.";
      case Refusal.Lapsed it -> "The approval was not used in time and has lapsed.";
      case Refusal.Withdrawn it -> "The approval was revoked before use.";
      case Refusal.DifferentCall it ->
          "The call about to run is not the call that was approved: tool, arguments or integers"
              + " differ.";
      case Refusal.KeyReused it ->
          "This key was used before with other content. Repeat the same content, or use a new key.";
      case Refusal.Moved it -> "The approval has changed in the meantime; try again.";
      case Refusal.NotDue it -> "It is not yet time.";
    };
  }
}
