// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import io.assentor.core.json.Members;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an approver must know besides the call.
 *
 * @param code what it is about, the same however it is worded; absent in records from before notes
 *     had codes
 * @param text as people read it
 */
public record Note(@Nullable String code, String text) {

  /** Makes a note with its code. */
  public static Note of(Kind kind, String text) {
    return new Note(kind.code(), text);
  }

  /**
   * What it is about, whatever its words: of a note without a code, the code of the words it was
   * written in. Words that no version wrote are about themselves, so that they are the same only as
   * the same words.
   */
  public String about() {
    return Objects.requireNonNullElseGet(
        code,
        () ->
            Arrays.stream(Kind.values())
                .filter(kind -> text.startsWith(kind.beganWith))
                .findFirst()
                .map(Kind::code)
                .orElse(text));
  }

  /** What notes are about. Events hold the codes, so none is ever renamed. */
  public enum Kind {
    /** Policy pins the tool's definition, and the gateway names none. */
    DEFINITION_MISSING("The gateway names no definition of this tool, although "),
    /** The tool's definition is not the one that policy pins. */
    DEFINITION_CHANGED("The tool's definition is not the one that policy pins: "),
    /** Values are not shown, because they are or look like secrets. */
    REDACTED("Not shown, because it is or looks like a secret: "),
    /** Names of members are not shown. */
    NAME_REDACTED("A name is not shown, because it looks like a secret: "),
    /** Values are shown only to an approver who asks. */
    WITHHELD("Withheld, because a part of it looks like a secret and might also run: "),
    /** Nothing of the arguments is shown but to an approver who asks. */
    ALL_WITHHELD("Withheld: all arguments, because ");

    /** Of the text as it was when no codes were recorded; it says nothing of today's words. */
    private final String beganWith;

    Kind(String beganWith) {
      this.beganWith = beganWith;
    }

    private String code() {
      return Members.nameOf(this);
    }
  }
}
