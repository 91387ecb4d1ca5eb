// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.Sha256;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import java.util.List;

/**
 * Events as bytes: RFC 8785 JSON, version 1. The bytes are what is hashed, stored and one day
 * verified, so members may only be added; a test pins the format.
 *
 * <pre>{"v":1,"approval":"…","tenant":"…","seq":1,"at":"…","type":"submitted","data":{…}}</pre>
 */
public final class EventFormat {

  private static final int VERSION = 1;

  private EventFormat() {}

  /** The link before the first event of an approval: 32 zero bytes. */
  public static byte[] firstLink() {
    return new byte[32];
  }

  /**
   * Returns the link of an event in its approval's chain: a hash over the previous link and the
   * event's bytes.
   */
  public static byte[] link(byte[] previous, byte[] body) {
    return Sha256.bytes("assentor-event-1\n", previous, body);
  }

  public static byte[] encode(ApprovalId id, int sequence, Event event) {
    return Json.object()
        .put("v", VERSION)
        .put("approval", id.uuid().toString())
        .put("tenant", id.tenant())
        .put("seq", sequence)
        .put("at", event.at().toString())
        .put("type", type(event))
        .put("data", data(event))
        .build()
        .canonical();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException if the bytes are no event of version 1
   */
  public static Event decode(byte[] body) {
    try {
      return read(body);
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw new IllegalStateException("a stored event is damaged: " + e.getMessage(), e);
    }
  }

  private static Event read(byte[] body) {
    var envelope = Members.of(Json.parseStored(body));
    if (envelope.integer("v") != VERSION) {
      throw envelope.bad("v", "1, the only version so far");
    }
    var at = EventMembers.instant(envelope, "at");
    var data = envelope.object("data");
    var codec = EventCodec.named(envelope.string("type"));
    if (codec == null) {
      throw envelope.bad("type", "an event type of version 1");
    }
    return codec.read(at, data);
  }

  /** Returns the event's name in its bytes and in the audit trail. */
  public static String type(Event event) {
    return EventCodec.of(event).type();
  }

  /** Returns the names of all events, in the order in which they may happen. */
  public static List<String> types() {
    return EventCodec.ALL.stream().map(EventCodec::type).toList();
  }

  /** Returns the event's data besides its type and time. */
  public static Json.Obj data(Event event) {
    return EventCodec.of(event).write(event);
  }
}
