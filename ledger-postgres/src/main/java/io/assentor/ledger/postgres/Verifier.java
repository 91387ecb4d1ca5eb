// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Salt;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader.Verification;
import io.assentor.core.ledger.MacKeys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes what the ledger claims about one approval. Damage is a finding, never an exception.
 */
final class Verifier {

  /** One statement, so one snapshot: what is compared belongs together. */
  static final String SELECT =
      """
      select a.status, a.version, c.salt, c.body as content, c.mac as content_mac,
        (select array_agg(r.channel order by r.channel) from rendering r
          where r.approval_id = a.id) as channels,
        (select array_agg(r.body order by r.channel) from rendering r
          where r.approval_id = a.id) as renderings,
        (select array_agg(r.mac order by r.channel) from rendering r
          where r.approval_id = a.id) as rendering_macs,
        (select array_agg(e.seq order by e.seq) from approval_event e
          where e.approval_id = a.id) as sequences,
        (select array_agg(e.body order by e.seq) from approval_event e
          where e.approval_id = a.id) as bodies,
        (select array_agg(e.hash order by e.seq) from approval_event e
          where e.approval_id = a.id) as links,
        (select array_agg(e.mac order by e.seq) from approval_event e
          where e.approval_id = a.id) as macs
      from approval a
      left join approval_content c on c.approval_id = a.id
      where a.id = ? and a.tenant = ?
      """;

  private final ApprovalId id;
  private final @Nullable MacKeys keys;
  private final List<String> problems = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  private Verifier(ApprovalId id, @Nullable MacKeys keys) {
    this.id = id;
    this.keys = keys;
  }

  /**
   * Verifies what is in a row of {@link #SELECT}.
   *
   * @param keys absent: everything but the MACs is verified
   */
  static Verification verify(ApprovalId id, ResultSet row, @Nullable MacKeys keys)
      throws SQLException {
    boolean authenticated = keys != null;
    var bodies = row.getArray("bodies");
    if (bodies == null) {
      return new Verification(0, authenticated, List.of("there are no events"));
    }
    var verifier = new Verifier(id, keys);
    var raw = (byte[][]) bodies.getArray();
    verifier.chain(
        (Integer[]) row.getArray("sequences").getArray(),
        raw,
        (byte[][]) row.getArray("links").getArray(),
        (byte[][]) row.getArray("macs").getArray());
    if (verifier.events.size() == raw.length) {
      verifier.state(row);
    }
    return new Verification(raw.length, authenticated, verifier.problems);
  }

  private void authenticate(byte[] message, byte[] mac, String what) {
    if (keys != null && !keys.verify(message, mac)) {
      problems.add(what + " was not written by Assentor");
    }
  }

  private void chain(Integer[] sequences, byte[][] bodies, byte[][] links, byte[][] macs) {
    var link = EventFormat.firstLink();
    for (int i = 0; i < bodies.length; i++) {
      int sequence = i + 1;
      if (sequences[i] != sequence) {
        problems.add("event " + sequence + " is missing");
        return;
      }
      authenticate(MacInput.event(id, sequence, bodies[i], links[i]), macs[i], "event " + sequence);
      link = EventFormat.link(link, bodies[i]);
      if (!Arrays.equals(link, links[i])) {
        problems.add("event " + sequence + " does not link to the one before it");
      }
      try {
        var event = EventFormat.decode(bodies[i]);
        if (!Arrays.equals(EventFormat.encode(id, sequence, event), bodies[i])) {
          problems.add("event " + sequence + " is not the canonical form of what it says");
        }
        events.add(event);
      } catch (IllegalStateException e) {
        problems.add("event " + sequence + " cannot be read: " + e.getMessage());
      }
    }
  }

  private void state(ResultSet row) throws SQLException {
    Approval approval;
    try {
      approval = Approval.fold(id, events);
    } catch (IllegalStateException e) {
      problems.add("the events do not fold: " + e.getMessage());
      return;
    }
    var closed = approval.closed();
    var told = (closed == null ? "pending" : Members.nameOf(closed.status())) + "/" + events.size();
    var derived = row.getString("status") + "/" + row.getInt("version");
    if (!derived.equals(told)) {
      problems.add("the current row says " + derived + ", the events " + told);
    }
    content(row, approval);
  }

  private void content(ResultSet row, Approval approval) throws SQLException {
    var request = approval.request();
    if (row.getBytes("content") == null || row.getArray("renderings") == null) {
      problems.add("the content is gone, so its hashes cannot be recomputed");
      return;
    }
    authenticate(
        MacInput.content(id, row.getBytes("salt"), row.getBytes("content")),
        row.getBytes("content_mac"),
        "the stored call");
    CallContent content;
    Map<String, String> views;
    try {
      content = Rows.content(row.getBytes("salt"), row.getBytes("content"));
      views = views(row, content.salt());
    } catch (IllegalStateException e) {
      problems.add("the content cannot be read: " + e.getMessage());
      return;
    }
    if (!request.fingerprint().equals(content.fingerprint())) {
      problems.add("the stored call is not the one with the recorded fingerprint");
    }
    if (!request.contextHash().equals(content.contextHash())) {
      problems.add("the stored context is not the one with the recorded hash");
    }
    if (!request.view().equals(views.get("api"))) {
      problems.add("the stored rendering is not the one with the recorded view");
    }
    for (var decision : approval.decisions()) {
      if (!views.containsValue(decision.view())) {
        problems.add("what " + decision.standing().person() + " saw is not what is stored");
      }
    }
  }

  /** The hash of every stored rendering, by its channel. */
  private Map<String, String> views(ResultSet row, Salt salt) throws SQLException {
    var channels = (String[]) row.getArray("channels").getArray();
    var bodies = (byte[][]) row.getArray("renderings").getArray();
    var macs = (byte[][]) row.getArray("rendering_macs").getArray();
    var views = new HashMap<String, String>();
    for (int i = 0; i < channels.length; i++) {
      authenticate(
          MacInput.rendering(id, channels[i], bodies[i]),
          macs[i],
          "what " + channels[i] + " showed");
      views.put(channels[i], new Rendering(channels[i], Json.parseStored(bodies[i])).view(salt));
    }
    return views;
  }
}
