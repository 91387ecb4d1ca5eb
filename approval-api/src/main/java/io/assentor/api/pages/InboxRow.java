// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static io.assentor.core.json.Members.nameOf;

import io.assentor.core.Door;
import io.assentor.core.Entry;
import io.assentor.core.Legible;
import io.assentor.core.Requirement;
import io.assentor.core.Tier;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request in the inbox.
 *
 * @param gist the beginning of its arguments, on one line
 * @param progress who has agreed so far; absent if one is enough
 * @param severally whether it may be decided together with others of the same tool: there is little
 *     at stake, and the row shows the whole call
 * @param stepUp whether one must sign in anew to decide it
 */
record InboxRow(
    String id,
    String tool,
    String server,
    String tier,
    String gist,
    String agent,
    String subject,
    boolean noted,
    @Nullable String clock,
    @Nullable Time expires,
    @Nullable String progress,
    boolean severally,
    boolean stepUp,
    String view) {

  private static final int GIST = 200;

  static InboxRow of(Entry entry) {
    var request = entry.approval().request();
    var requirement = Desk.requirement(entry);
    var show = requirement.map(Requirement::show).orElse(List.of());
    var expires = request.expiresAt();
    var doors = Desk.doors(entry);
    var tier = request.assessment().tier();
    var gist = gist(Legible.arguments(entry.content().shown().arguments(), show));
    return new InboxRow(
        entry.id().uuid().toString(),
        Legible.line(request.tool()),
        Legible.line(request.server()),
        nameOf(tier),
        shortened(gist),
        Legible.line(request.agent().id()),
        Legible.line(request.subject().id()),
        !request.assessment().notes().isEmpty(),
        expires == null ? null : Time.left(entry.asOf(), expires),
        expires == null ? null : Time.of(expires),
        progress(entry),
        tier == Tier.LOW
            && doors.contains(Door.PAGE)
            && request.assessment().notes().isEmpty()
            && gist.length() <= GIST,
        !doors.contains(Door.PAGE) && doors.contains(Door.PAGE_STEP_UP),
        request.view());
  }

  private static String gist(List<String> lines) {
    return lines.stream().map(String::strip).collect(Collectors.joining("  "));
  }

  private static String shortened(String text) {
    return text.length() <= GIST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, GIST))) + "…";
  }

  private static @Nullable String progress(Entry entry) {
    var stages = entry.approval().stages();
    int needed = stages.stream().mapToInt(stage -> stage.stage().needed()).sum();
    int has = stages.stream().mapToInt(stage -> stage.by().size()).sum();
    return needed == 1 ? null : has + " of " + needed + " agreed";
  }

  /** What several at once must have in common. */
  String toolOfServer() {
    return server + "\n" + tool;
  }

  /** Every word is somewhere in what the row says. */
  boolean matches(String words) {
    var text = String.join("\n", tool, server, tier, gist, agent, subject).toLowerCase(Locale.ROOT);
    return words
        .lines()
        .flatMap(line -> List.of(line.toLowerCase(Locale.ROOT).split("\\s+", -1)).stream())
        .allMatch(text::contains);
  }
}
