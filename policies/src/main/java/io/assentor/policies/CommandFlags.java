// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.text.CountedText;
import io.assentor.policies.SecretCatalog.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets that commands take as flags: {@code curl -u user:password}, {@code mysql
 * -ppassword}.
 */
final class CommandFlags {

  private final SecretScan scan;
  private final CountedText text;
  private List<Program> programs = List.of();
  private @Nullable String seen;

  CommandFlags(SecretScan scan) {
    this.scan = scan;
    this.text = scan.text;
  }

  /** A word ended here. */
  void word(String word, int end) {
    var name = word.substring(word.lastIndexOf('/') + 1);
    var known = scan.catalog.programs().get(name);
    if (known != null) {
      programs = known;
      seen = "";
    } else if (!programs.isEmpty()) {
      seen = seen == null || seen.length() > 200 ? word : seen + " " + word;
    }
  }

  void endOfLine(int at) {
    if (at == 0 || text.charAt(at - 1) != '\\') {
      programs = List.of();
    }
  }

  void end(int at) {
    if (at >= 0) {
      programs = List.of();
    }
  }

  /** A dash stands here. */
  void flag(int at) {
    if (programs.isEmpty() || (at > 0 && !Literal.isBlank(text.charAt(at - 1)))) {
      return;
    }
    for (var program : programs) {
      boolean known =
          program.needs() == null || (" " + seen + " ").contains(" " + program.needs() + " ");
      for (var flag : known ? program.flags() : List.<String>of()) {
        if (scan.startsWith(at, flag)) {
          value(program, at + flag.length(), flag.startsWith("--"));
        }
      }
    }
  }

  private void value(Program program, int after, boolean isLong) {
    if (after >= text.length()) {
      return;
    }
    char c = text.charAt(after);
    int at = after;
    if (Literal.isBlank(c) && program.spaced()) {
      at = Literal.blanks(text, after);
    } else if (c == '=' && isLong) {
      at = after + 1;
    } else if (isLong || !program.attached() || Literal.isBlank(c)) {
      return;
    }
    var literal = Literal.quoted(text, at);
    if (literal == null) {
      literal = Literal.bare(text, at);
    }
    secret(program, literal);
  }

  private void secret(Program program, Literal literal) {
    var value = scan.part(literal.start(), literal.end());
    int start = literal.start();
    if (program.separator() != null) {
      int pair = value.indexOf(program.separator());
      start = pair < 0 ? literal.end() : start + pair + 1;
    } else if (value.startsWith(program.drop())) {
      start += program.drop().length();
    } else {
      return; // another way to say it: -passin file:x
    }
    secret(start, literal);
  }

  private void secret(int start, Literal literal) {
    var secret = scan.part(start, literal.end());
    if (secret.isEmpty() || secret.charAt(0) == '-' || scan.catalog.isReference(secret)) {
      return;
    }
    char next = literal.end() < text.length() ? text.charAt(literal.end()) : ' ';
    boolean ends = literal.quoted() || "$`(".indexOf(next) < 0;
    if (ends && Inertness.isToken(secret)) {
      scan.inert(start, literal.end());
    } else if (!ends && next != '$') {
      return; // a command's output
    } else {
      scan.suspect(start, literal.end());
    }
  }
}
