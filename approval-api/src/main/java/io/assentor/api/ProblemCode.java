// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Refusals;
import io.assentor.core.approval.Refusal;
import io.assentor.core.json.Members;
import java.util.Optional;

/**
 * Every problem that the API and the pages answer with: the table of docs/api.md, which a test
 * makes from this one.
 */
public enum ProblemCode {
  INVALID_REQUEST(
      400,
      "The request is malformed",
      "unknown, repeated or empty query parameter; malformed JSON, duplicate key, unknown or missing"
          + " member, wrong type, nesting past 64, an exact integer past 64 bits; with another"
          + " status, what HTTP itself refuses (for example 417)"),
  NOT_AUTHENTICATED(401, "not-allowed", "Not authenticated", "no valid token"),
  NOT_ALLOWED(
      403,
      "Not allowed",
      "the caller's roles do not allow this, another gateway submitted the request, or the directory has"
          + " disabled the caller"),
  NOT_ELIGIBLE(403, "Not an eligible approver", "an approver, but not for this request"),
  OWN_REQUEST(
      403,
      "You cannot decide your own request",
      "the caller is the request's subject, its agent or the agent's owner"),
  ALREADY_DECIDED(
      403, "You have already decided this request", "the caller has approved or denied it before"),
  NOT_FOUND(404, "Not found", "no such resource"),
  UNKNOWN_APPROVAL(404, "No such approval", "unknown, or it belongs to another tenant"),
  UNKNOWN_CHANNEL(404, "No such channel", "nothing comes in by a channel of this name"),
  METHOD_NOT_ALLOWED(
      405,
      "Method not allowed",
      "`Allow` says which methods the resource takes, as the 204 to `OPTIONS` does"),
  NOT_ACCEPTABLE(406, "No such representation", "a page was asked for in another form than HTML"),
  TOO_SLOW(408, "The request took too long to arrive", "a body that does not arrive within 60 s"),
  CLOSED(
      409,
      "Not possible in the request's current status",
      "decided, expired, cancelled, or (consume) not approved"),
  STALE_VIEW(
      409,
      "What you viewed is not what this request shows now",
      "a decision whose `view` is not what the caller is shown now"),
  WITHHELD(
      409,
      "Part of the call is withheld from this view",
      "an approval whose `view` leaves out a part of the call; get it with `disclosures` first"),
  ALREADY_RELEASED(409, "The call was already released", "an approval is good for one execution"),
  LAPSED(409, "The approval has lapsed", "it was not used before `validUntil`"),
  REVOKED(409, "The approval was revoked", "it was withdrawn before use"),
  KEY_REUSED(
      409,
      "The key was used for something else",
      "the same `Idempotency-Key` with other content, or a second report"),
  DAMAGED_RECORD(
      409,
      "This record is damaged",
      "the stored record failed verification; it cannot be decided or released until it is"
          + " restored"),
  GONE(410, "No longer available", "pages only: a link that has served or is too old"),
  TOO_LARGE(
      413,
      "The request is too large or takes too much work",
      "past 1 MiB or 50,000 values (`result`: 32 MiB, and 1 MiB once long texts are cut), or more"
          + " work than one request may cause; a URL (414) or headers (431) past 8 KiB"),
  NOT_JSON(415, "The request is not JSON", "`Content-Type` is not `application/json`"),
  NOT_A_FORM(
      415,
      "invalid-request",
      "The request is not a form",
      "pages only: `Content-Type` is not `application/x-www-form-urlencoded`"),
  NOT_I_JSON(
      422,
      "The JSON could be understood in two ways",
      "a number that a double would round, an integer past ±(2^53 - 1) without `integers: exact`, a"
          + " lone surrogate"),
  DIFFERENT_CALL(422, "Not the approved call", "consume with another call than the approved one"),
  TOO_MANY_REQUESTS(
      429, "Too many requests", "the gateway submits too often; `Retry-After` says when"),
  INTERNAL_ERROR(500, "Something went wrong", "a fault of ours; the operator's log says why"),
  OVER_CAPACITY(
      503,
      "Temporarily unavailable",
      "too much at once, or the database or the issuer cannot be reached; `Retry-After` says when");

  private final int status;
  private final String code;
  private final String title;
  private final String meaning;

  ProblemCode(int status, String title, String meaning) {
    this.status = status;
    this.code = Members.nameOf(this).replace('_', '-');
    this.title = title;
    this.meaning = meaning;
  }

  /** With a code that another problem has too: codes do not change once they are out. */
  ProblemCode(int status, String code, String title, String meaning) {
    this.status = status;
    this.code = code;
    this.title = title;
    this.meaning = meaning;
  }

  /** Returns the HTTP status (RFC 9110). */
  public int status() {
    return status;
  }

  /** Returns the problem's short name, for programs. */
  public String code() {
    return code;
  }

  /** Returns what is wrong in a few words, as problems and pages say it. */
  public String title() {
    return title;
  }

  /** Returns when a caller gets it, for the docs; Markdown. */
  public String meaning() {
    return meaning;
  }

  /** Returns the seconds after which the same request may succeed, where waiting helps. */
  public Optional<String> retryAfter() {
    return this == TOO_MANY_REQUESTS || this == OVER_CAPACITY ? Optional.of("1") : Optional.empty();
  }

  /** Returns what an error is that the container or a framework answers with this status. */
  public static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> NOT_AUTHENTICATED;
      case 403 -> NOT_ALLOWED;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 408 -> TOO_SLOW;
      case 410 -> GONE;
      case 413, 414, 431 -> TOO_LARGE;
      case 429 -> TOO_MANY_REQUESTS;
      case 503 -> OVER_CAPACITY;
      default -> status >= 500 ? INTERNAL_ERROR : INVALID_REQUEST;
    };
  }

  /** Returns what a refusal is for callers; its code is that of {@link Refusals#code}. */
  static ProblemCode of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownApproval it -> UNKNOWN_APPROVAL;
      case Refusal.NotAllowed it -> NOT_ALLOWED;
      case Refusal.NotEligible it -> NOT_ELIGIBLE;
      case Refusal.OwnRequest it -> OWN_REQUEST;
      case Refusal.AlreadyDecided it -> ALREADY_DECIDED;
      case Refusal.Closed it -> CLOSED;
      case Refusal.StaleView it -> STALE_VIEW;
      case Refusal.PartWithheld it -> WITHHELD;
      case Refusal.AlreadyReleased it -> ALREADY_RELEASED;
      case Refusal.Lapsed it -> LAPSED;
      case Refusal.Withdrawn it -> REVOKED;
      case Refusal.DifferentCall it -> DIFFERENT_CALL;
      case Refusal.KeyReused it -> KEY_REUSED;
      // These two never leave the core.
      case Refusal.Moved it -> INTERNAL_ERROR;
      case Refusal.NotDue it -> INTERNAL_ERROR;
    };
  }
}
