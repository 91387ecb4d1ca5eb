// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Verdict;
import io.assentor.core.json.VisibleCharacters;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields of forms. */
final class Forms {

  private static final int MAX_REASON = 2_000;
  private static final int MAX_VIEW = 255;
  private static final Pattern NONCE = Pattern.compile("[0-9a-f-]{36}");

  private static final Pattern INDEX = Pattern.compile("\\d{1,8}");

  private Forms() {}

  /** A nonce that makes a double click one command. */
  static String newNonce() {
    return UUID.randomUUID().toString();
  }

  static CommandId nonce(String text) {
    if (NONCE.matcher(text).matches()) {
      return new CommandId(text);
    }
    throw PageException.badForm("the form of the page as it is");
  }

  static Verdict verdict(String text) {
    return switch (text) {
      case "approve" -> Verdict.APPROVE;
      case "deny" -> Verdict.DENY;
      default -> throw PageException.badForm("approve or deny");
    };
  }

  /** Reads where a part begins, from a link. */
  static int index(String text) {
    if (INDEX.matcher(text).matches()) {
      return Integer.parseInt(text);
    }
    throw PageException.badForm("a part, as its page links to it");
  }

  static String view(@Nullable String text) {
    if (text != null && !text.isEmpty() && text.length() <= MAX_VIEW) {
      return text;
    }
    throw PageException.badForm("the form of the page as it is");
  }

  /** Reads a reason; absent if it is blank. */
  static @Nullable String reason(@Nullable String text) {
    if (text == null || !VisibleCharacters.anyIn(text)) {
      return null;
    }
    var reason = text.replace("\r\n", "\n").strip();
    if (reason.length() > MAX_REASON || reason.indexOf('\0') >= 0) {
      throw PageException.badForm("a reason of at most " + MAX_REASON + " characters");
    }
    return reason;
  }
}
