// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pins the bytes of version 1: they are hashed and must be readable for years. */
class EventFormatTest {

  private static final ApprovalId ID =
      new ApprovalId("default", UUID.fromString("01939f0e-0000-7000-8000-000000000001"));
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");

  @Test
  void bytes_areThoseOfVersionOne() {
    assertThat(text(new Event.Consumed(AT, "attempt-1")))
        .isEqualTo(
            "{\"approval\":\"01939f0e-0000-7000-8000-000000000001\","
                + "\"at\":\"2026-11-21T12:00:00.123456Z\",\"data\":{\"attemptId\":\"attempt-1\"},"
                + "\"seq\":4,\"tenant\":\"default\",\"type\":\"consumed\",\"v\":1}");
    assertThat(text(new Event.Denied(AT, Reason.DENIED_BY_POLICY, "no")))
        .contains("\"data\":{\"detail\":\"no\",\"reason\":\"denied_by_policy\"}");
  }

  @Test
  void link_coversWhatWentBefore() {
    var body = EventFormat.encode(ID, 4, new Event.Expired(AT));
    var first = EventFormat.link(EventFormat.firstLink(), body);

    assertThat(Sha256.text(first)).isEqualTo("IV5E29SFvxsOqp5G386Tyv62oBbw3OdftmOzctYwnJw");
    assertThat(EventFormat.link(first, body)).isNotEqualTo(first);
  }

  private static String text(Event event) {
    return new String(EventFormat.encode(ID, 4, event), StandardCharsets.UTF_8);
  }
}
