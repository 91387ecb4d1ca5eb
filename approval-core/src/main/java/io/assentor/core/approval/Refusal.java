// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

/**
 * Why a command was declined. A refusal is an ordinary answer, recorded as an attempt; each entry
 * point explains it with one exhaustive switch.
 */
public sealed interface Refusal {

  /** No such approval in this tenant. */
  record UnknownApproval() implements Refusal {}

  /**
   * The approval belongs to another gateway, or the principal's role does not cover this.
   *
   * @param detail as in {@link NotEligible}
   * @param lacksRole as in {@link NotEligible}
   */
  record NotAllowed(String detail, boolean lacksRole) implements Refusal {

    public NotAllowed(String detail) {
      this(detail, false);
    }
  }

  /**
   * The person may approve some requests, but not this one now.
   *
   * @param detail the reason, without a full stop at its end
   * @param lacksRole whether another role would have let them
   */
  record NotEligible(String detail, boolean lacksRole) implements Refusal {

    public NotEligible(String detail) {
      this(detail, false);
    }
  }

  /** The person is on the request's side. */
  record OwnRequest() implements Refusal {}

  /** The person has already decided this request. */
  record AlreadyDecided() implements Refusal {}

  /**
   * The approval's status does not allow this command.
   *
   * @param status at the time of the command
   */
  record Closed(Status status) implements Refusal {}

  /** The decision names a rendering that is not this request's. */
  record StaleView() implements Refusal {}

  /** The approval names a rendering that leaves out a part of the call. */
  record PartWithheld() implements Refusal {}

  /** The call was released before. */
  record AlreadyReleased() implements Refusal {}

  /** The approval was not used in time. */
  record Lapsed() implements Refusal {}

  /** The approval was withdrawn. */
  record Withdrawn() implements Refusal {}

  /** The call about to run is not the one that was approved. */
  record DifferentCall() implements Refusal {}

  /** The command's id was used for another command. */
  record KeyReused() implements Refusal {}

  /**
   * The approval changed since it was rechecked: recheck, then try again. Never leaves the core.
   */
  record Moved() implements Refusal {}

  /** A timed command came before its time. */
  record NotDue() implements Refusal {}
}
