// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DefaultDataConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The payload of the activity that sends: its shape is in recorded histories. */
class DeliveryTaskTest {

  private static final DefaultDataConverter CONVERTER = DefaultDataConverter.newDefaultInstance();

  private static final ApprovalRef APPROVAL =
      new ApprovalRef("default", "01939f0e-0000-7000-8000-000000000001");

  private static final Delivery.Key KEY =
      new Delivery.Key(
          APPROVAL.id(), "email", "alice@example.com", new Occasion(Purpose.ESCALATION, 1, 2));

  @Test
  void payload_hasTheShapeOfRecordedHistories() {
    assertThat(payload(DeliveryTask.of(APPROVAL, KEY)).getData().toStringUtf8())
        .isEqualTo(
            "{\"approval\":{\"tenant\":\"default\","
                + "\"uuid\":\"01939f0e-0000-7000-8000-000000000001\"},"
                + "\"channel\":\"email\",\"recipient\":\"alice@example.com\","
                + "\"purpose\":\"ESCALATION\",\"stage\":1,\"step\":2}");
  }

  @ParameterizedTest
  @EnumSource
  void everyPurpose_comesBackAsTheSameDelivery(Purpose purpose) {
    var key = new Delivery.Key(APPROVAL.id(), "log", "operator", new Occasion(purpose, 3, 1));

    assertThat(read(payload(DeliveryTask.of(APPROVAL, key))).key()).isEqualTo(key);
  }

  @Test
  void taskOfAHistoryWithoutSteps_isAboutNoStep() {
    var task = new DeliveryTask(APPROVAL, "log", "operator", "ANNOUNCEMENT", 0, null);

    assertThat(read(payload(task)).key().occasion())
        .isEqualTo(new Occasion(Purpose.ANNOUNCEMENT, 0));
  }

  private static Payload payload(DeliveryTask task) {
    return CONVERTER.toPayload(task).orElseThrow();
  }

  private static DeliveryTask read(Payload payload) {
    return CONVERTER.fromPayload(payload, DeliveryTask.class, DeliveryTask.class);
  }
}
