// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import io.assentor.core.Parties;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.ShownRequest;
import io.assentor.core.policy.Door;
import io.assentor.core.policy.Doors;
import io.assentor.core.policy.Tier;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.InlineText;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request in the inbox.
 *
 * @param gist the beginning of its arguments, on one line
 * @param progress the approvals so far; absent if one is enough
 * @param severally whether it may be decided together with others of the same tool and rule
 * @param door the door required, if an ordinary page does not suffice
 * @param parties whose people are on its side; absent if the record is damaged
 */
record InboxRow(
    String id,
    String tool,
    String server,
    String tier,
    String rule,
    String gist,
    String agent,
    String subject,
    boolean noted,
    @Nullable Instant expiresAt,
    @Nullable String progress,
    boolean severally,
    @Nullable String door,
    String view,
    @Nullable Parties parties) {

  /** Makes the row of a request whose record is damaged: it waits, and cannot be decided. */
  static InboxRow damaged(ApprovalId id, @Nullable Instant expiresAt) {
    return new InboxRow(
        id.uuid().toString(),
        "Damaged record",
        "",
        "damaged",
        "",
        "No one can decide this request until an operator restores its record.",
        "",
        "",
        false,
        expiresAt,
        null,
        false,
        null,
        "",
        null);
  }

  /** Draws a row. */
  static InboxRow of(ApprovalRecord entry, ShownRequest shown) {
    var request = entry.approval().request();
    var gist = Gist.of(shown.arguments(), shown.show());
    return new InboxRow(
        entry.id().uuid().toString(),
        InlineText.word(shown.tool()),
        InlineText.word(shown.server()),
        shown.tier(),
        DisplayText.line(shown.rule()),
        gist.text(),
        InlineText.word(shown.agent().id()),
        InlineText.word(shown.subject().id()),
        !shown.notes().isEmpty(),
        request.expiresAt(),
        progress(entry),
        severally(entry, shown, gist),
        door(Desk.doors(entry)),
        request.view(),
        Parties.of(entry));
  }

  /**
   * Returns whether it can be decided together with others. That must be as good as deciding it
   * alone: the row shows the whole call, nothing is withheld, there are no notes, one approval on
   * an ordinary page suffices, and the tier is medium at most.
   */
  private static boolean severally(ApprovalRecord entry, ShownRequest shown, Gist gist) {
    var request = entry.approval().request();
    boolean one =
        Desk.requirement(entry)
            .filter(it -> it.stages().size() == 1 && it.stages().getFirst().needed() == 1)
            .isPresent();
    return one
        && request.assessment().tier().compareTo(Tier.MEDIUM) <= 0
        && Desk.doors(entry).admit(Door.PAGE)
        && !shown.isRedacted()
        && !shown.hasWithheldParts()
        && shown.notes().isEmpty()
        && gist.whole();
  }

  private static @Nullable String door(Doors doors) {
    if (doors.admit(Door.PAGE)) {
      return null;
    }
    return doors.admit(Door.PAGE_STEP_UP)
        ? "fresh sign-in needed"
        : "decided elsewhere: " + Desk.text(doors);
  }

  public @Nullable Time expires() {
    return expiresAt == null ? null : Time.of(expiresAt);
  }

  /** Returns the time left, the only part of a row that changes by itself. */
  public @Nullable String clock(Instant now) {
    return expiresAt == null ? null : Time.left(now, expiresAt);
  }

  private static @Nullable String progress(ApprovalRecord entry) {
    var stages = entry.approval().stages();
    int needed = stages.stream().mapToInt(stage -> stage.stage().needed()).sum();
    int has = stages.stream().mapToInt(stage -> stage.by().size()).sum();
    return needed == 1 ? null : has + " of " + needed + " approved";
  }

  /** Returns what requests that are decided together must have in common. */
  String kind() {
    return server + "\n" + tool + "\n" + rule;
  }

  /** Returns whether the row contains every word, in lower case. */
  boolean matches(List<String> words) {
    var text = String.join("\n", tool, server, tier, gist, agent, subject).toLowerCase(Locale.ROOT);
    return words.stream().allMatch(text::contains);
  }
}
