// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.assentor.core.Refusals;
import io.assentor.core.approval.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Why a command was not carried out (RFC 9457).
 *
 * @param type {@code urn:assentor:problem:} and the code
 * @param code the problem's short name, for programs
 * @param pointer JSON pointer of the offending member (RFC 6901), or the name of the parameter
 * @param expected what was expected there
 * @param approval the approval as it stands, where that helps
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @Nullable String pointer,
    @Nullable String expected,
    @Nullable Answer approval) {

  static Problem of(int status, String code, String detail) {
    return of(status, code, detail, null, null, null);
  }

  static Problem invalid(int status, String code, String pointer, String expected) {
    var where = pointer.isEmpty() ? "The request body" : pointer;
    var detail = where + ": expected " + expected + ".";
    return of(status, code, detail, pointer, expected, null);
  }

  static Problem of(Refusal refusal, @Nullable Answer approval) {
    int status = status(refusal);
    var shown = status == 409 ? approval : null;
    return of(status, Refusals.code(refusal), Refusals.detail(refusal), null, null, shown);
  }

  private static Problem of(
      int status,
      String code,
      String detail,
      @Nullable String pointer,
      @Nullable String expected,
      @Nullable Answer approval) {
    var type = "urn:assentor:problem:" + code;
    return new Problem(type, title(code), status, detail, code, pointer, expected, approval);
  }

  /** The one table from refusal to status. */
  private static int status(Refusal refusal) {
    return switch (refusal) {
      case Refusal.UnknownApproval it -> 404;
      case Refusal.NotAllowed it -> 403;
      case Refusal.NotEligible it -> 403;
      case Refusal.OwnRequest it -> 403;
      case Refusal.AlreadyDecided it -> 403;
      case Refusal.Closed it -> 409;
      case Refusal.StaleView it -> 409;
      case Refusal.Withheld it -> 409;
      case Refusal.AlreadyReleased it -> 409;
      case Refusal.Lapsed it -> 409;
      case Refusal.Withdrawn it -> 409;
      case Refusal.KeyReused it -> 409;
      case Refusal.Moved it -> 409;
      case Refusal.NotDue it -> 409;
      case Refusal.DifferentCall it -> 422;
    };
  }

  private static String title(String code) {
    return switch (code) {
      case "invalid-request" -> "The request is malformed";
      case "not-i-json" -> "The JSON could be understood in two ways";
      case "not-allowed" -> "Not allowed";
      case "not-eligible" -> "Not an eligible approver";
      case "own-request" -> "You cannot decide your own request";
      case "already-decided" -> "You have already decided this request";
      case "unknown-approval" -> "No such approval";
      case "damaged-record" -> "The record is damaged";
      case "closed" -> "Not possible in the request's current status";
      case "stale-view" -> "What you viewed is not what this request shows now";
      case "withheld" -> "Part of the call is withheld from this view";
      case "already-released" -> "The call was already released";
      case "lapsed" -> "The approval has lapsed";
      case "revoked" -> "The approval was revoked";
      case "key-reused" -> "The key was used for something else";
      case "different-call" -> "Not the approved call";
      case "too-slow" -> "The request took too long to arrive";
      case "unknown-channel" -> "No such channel";
      case "too-large" -> "The request is too large or takes too much work";
      case "not-json" -> "The request is not JSON";
      case "too-many-requests" -> "Too many requests";
      case "over-capacity" -> "Over capacity";
      case "not-found" -> "No such resource";
      case "not-acceptable" -> "No such representation";
      case "method-not-allowed" -> "The resource does not support this method";
      default -> "Something went wrong here";
    };
  }
}
