// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.ApprovalId;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approval as it is stored, in a database or in a line of an export: bytes, links and MACs.
 * None of it is verified yet.
 */
final class StoredRecord {

  /** In one statement, and therefore in one snapshot. */
  static final String SELECT =
      """
      select a.id, a.tenant, a.status, a.version, c.salt, c.body as content, c.mac as content_mac,
        r.channels, r.renderings, r.rendering_macs, e.sequences, e.bodies, e.links, e.macs
      from approval a
      left join approval_content c on c.approval_id = a.id
      cross join lateral (
        select array_agg(channel order by channel) as channels,
          array_agg(body order by channel) as renderings,
          array_agg(mac order by channel) as rendering_macs
        from rendering where approval_id = a.id) r
      cross join lateral (
        select array_agg(seq order by seq) as sequences, array_agg(body order by seq) as bodies,
          array_agg(hash order by seq) as links, array_agg(mac order by seq) as macs
        from approval_event where approval_id = a.id) e
      """;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  final ApprovalId id;
  final String status;
  final int version;
  final @Nullable Call call;
  final List<Shown> renderings;
  final List<Written> events;

  private StoredRecord(
      ApprovalId id,
      String status,
      int version,
      @Nullable Call call,
      List<Shown> renderings,
      List<Written> events) {
    this.id = id;
    this.status = status;
    this.version = version;
    this.call = call;
    this.renderings = List.copyOf(renderings);
    this.events = List.copyOf(events);
  }

  /** The stored call. */
  static final class Call {
    final byte[] salt;
    final byte[] body;
    final byte[] mac;

    private Call(byte[] salt, byte[] body, byte[] mac) {
      this.salt = salt;
      this.body = body;
      this.mac = mac;
    }
  }

  /** What a channel showed. */
  static final class Shown {
    final String channel;
    final byte[] body;
    final byte[] mac;

    private Shown(String channel, byte[] body, byte[] mac) {
      this.channel = channel;
      this.body = body;
      this.mac = mac;
    }
  }

  /** An event. */
  static final class Written {
    final long sequence;
    final byte[] body;
    final byte[] link;
    final byte[] mac;

    private Written(long sequence, byte[] body, byte[] link, byte[] mac) {
      this.sequence = sequence;
      this.body = body;
      this.link = link;
      this.mac = mac;
    }
  }

  /** Reads a row of {@link #SELECT}. */
  static StoredRecord of(ResultSet row) throws SQLException {
    var body = row.getBytes("content");
    return new StoredRecord(
        Rows.approvalId(row),
        row.getString("status"),
        row.getInt("version"),
        body == null ? null : new Call(row.getBytes("salt"), body, row.getBytes("content_mac")),
        renderings(row),
        events(row));
  }

  private static List<Shown> renderings(ResultSet row) throws SQLException {
    var shown = new ArrayList<Shown>();
    if (row.getArray("channels") != null) {
      var channels = (String[]) row.getArray("channels").getArray();
      var bodies = (byte[][]) row.getArray("renderings").getArray();
      var macs = (byte[][]) row.getArray("rendering_macs").getArray();
      for (int i = 0; i < channels.length; i++) {
        shown.add(new Shown(channels[i], bodies[i], macs[i]));
      }
    }
    return shown;
  }

  private static List<Written> events(ResultSet row) throws SQLException {
    var written = new ArrayList<Written>();
    if (row.getArray("sequences") != null) {
      var sequences = (Integer[]) row.getArray("sequences").getArray();
      var bodies = (byte[][]) row.getArray("bodies").getArray();
      var links = (byte[][]) row.getArray("links").getArray();
      var macs = (byte[][]) row.getArray("macs").getArray();
      for (int i = 0; i < sequences.length; i++) {
        written.add(new Written(sequences[i], bodies[i], links[i], macs[i]));
      }
    }
    return written;
  }

  /** Returns the JSON of a line of an export; bytes are in base64url. */
  Json.Obj json() {
    var it =
        Json.object()
            .put("v", 1)
            .put("tenant", id.tenant())
            .put("id", id.uuid().toString())
            .put("status", status)
            .put("version", version);
    if (call != null) {
      it.put(
          "call",
          Json.object()
              .put("salt", text(call.salt))
              .put("body", text(call.body))
              .put("mac", text(call.mac))
              .build());
    }
    return it.put("renderings", new Json.Arr(renderings.stream().map(StoredRecord::json).toList()))
        .put("events", new Json.Arr(events.stream().map(StoredRecord::json).toList()))
        .build();
  }

  private static Json json(Shown shown) {
    return Json.object()
        .put("channel", shown.channel)
        .put("body", text(shown.body))
        .put("mac", text(shown.mac))
        .build();
  }

  private static Json json(Written event) {
    return Json.object()
        .put("sequence", event.sequence)
        .put("body", text(event.body))
        .put("link", text(event.link))
        .put("mac", text(event.mac))
        .build();
  }

  private static String text(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws RuntimeException if it is something else
   */
  static StoredRecord of(Members line) {
    var call = line.optionalObject("call");
    return new StoredRecord(
        new ApprovalId(line.string("tenant"), UUID.fromString(line.string("id"))),
        line.string("status"),
        Math.toIntExact(line.integer("version")),
        call == null
            ? null
            : new Call(bytes(call, "salt"), bytes(call, "body"), bytes(call, "mac")),
        line.objects("renderings").stream()
            .map(it -> new Shown(it.string("channel"), bytes(it, "body"), bytes(it, "mac")))
            .toList(),
        line.objects("events").stream()
            .map(
                it ->
                    new Written(
                        it.integer("sequence"),
                        bytes(it, "body"),
                        bytes(it, "link"),
                        bytes(it, "mac")))
            .toList());
  }

  private static byte[] bytes(Members members, String name) {
    return Base64.getUrlDecoder().decode(members.string(name));
  }
}
