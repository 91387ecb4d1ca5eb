// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoorsTest {

  private static final Door CHAT = Door.ofChannel("chat", "chat-account");

  @Test
  void anyDoors_admitThoseOfChannelsThatCameLater() {
    assertThat(Doors.any().admit(CHAT)).isTrue();
    assertThat(Doors.of(Door.API, Door.PAGE).admit(CHAT)).isFalse();
  }

  @Test
  void doorsOfTwoRequirements_areThoseThatBothAdmitOrTheStrongest() {
    var one = Doors.of(Door.API, CHAT);
    assertThat(Doors.any().and(one)).isEqualTo(one);
    assertThat(one.and(Doors.any())).isEqualTo(one);
    assertThat(one.and(Doors.of(CHAT, Door.PAGE))).isEqualTo(Doors.of(CHAT));
    assertThat(one.and(Doors.of(Door.PAGE))).isEqualTo(Doors.of(Door.PAGE_STEP_UP));
  }

  /** As requirements were always stored, and hashed. */
  @Test
  void storedDoors_keepTheirOrderAlsoOfChannelsThatAreNotInstalled() {
    var stored =
        """
        {"doors":["api","slack","page","page+step-up"],"expireAfter":60,"stages":[{"needed":1,\
        "role":"r"}],"validFor":60}""";
    var json = Json.parseObject(stored.getBytes(StandardCharsets.UTF_8));
    var requirement = Requirement.of(Members.of(json));

    assertThat(requirement.json().canonicalString()).isEqualTo(stored);
    assertThat(requirement.doors())
        .isEqualTo(Doors.named(List.of("page+step-up", "page", "slack", "api")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"api", "page", "page+step-up"})
  void channel_cannotTakeTheNameOfABuiltInDoor(String name) {
    assertThatThrownBy(() -> Door.ofChannel(name, "any"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }
}
