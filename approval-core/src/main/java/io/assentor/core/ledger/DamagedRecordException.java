// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.ledger;

import io.assentor.core.approval.ApprovalId;
import java.io.Serial;

/**
 * A record failed verification: its events are inconsistent, or something in it was not written by
 * Assentor. It cannot be decided, and repeating the request does not help; an operator must look at
 * it.
 */
public final class DamagedRecordException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** The reason when a rendering does not have the hash in the events. */
  public static final String OTHER_VIEW = "the stored rendering does not match the view hash";

  /** The reason when no rendering is stored. */
  public static final String NO_RENDERING = "its stored rendering is missing";

  private final String tenant;
  private final String subject;
  private final String why;

  public DamagedRecordException(ApprovalId id, String why) {
    this(id.tenant(), "approval " + id.uuid(), why);
  }

  /**
   * Names a damaged part of an approval's record whose other parts are intact.
   *
   * @param part for example {@code api rendering}
   */
  public DamagedRecordException(ApprovalId id, String part, String why) {
    this(id.tenant(), part(id, part), why);
  }

  /** Returns the subject for a part of an approval's record. */
  public static String part(ApprovalId id, String part) {
    return part + " of approval " + id.uuid();
  }

  /**
   * Names a damaged record of any kind.
   *
   * @param subject kind and id, for example {@code account link 0198…}
   * @param why what is wrong with it
   */
  public DamagedRecordException(String tenant, String subject, String why) {
    super(subject + " of tenant " + tenant + " is damaged: " + why);
    this.tenant = tenant;
    this.subject = subject;
    this.why = why;
  }

  public String tenant() {
    return tenant;
  }

  public String subject() {
    return subject;
  }

  public String why() {
    return why;
  }
}
