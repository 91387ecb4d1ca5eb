// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.people.AccountKind;
import io.assentor.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ChannelsTest {

  private static final Path SCHEMAS = Path.of("../policies/schema");

  /** The tests of other modules know no channel but this one, and by its data only. */
  @Test
  void fixtures_areWhatTheChannelsBring() {
    assertThat(Fixtures.CHANNELS).isEqualTo(Channels.DECIDING);
  }

  /** Editors complete policies and directories with what channels bring. */
  @Test
  void schemas_nameTheDoorsAndAccountsOfAllChannels() throws IOException {
    var enums = strings("policy.schema.json") + strings("policy-test.schema.json");
    for (var door : Channels.DECIDING.doorNames()) {
      assertThat(enums).contains("\"" + door + "\"");
    }
    var directory = schema("directory.schema.json");
    var identity = directory.object("$defs").object("identity").object("properties");
    for (var kind : Channels.DECIDING.accounts()) {
      assertThat(identity.object(kind.channel()).rawObject("properties").members().keySet())
          .contains(kind.account())
          .containsAll(kind.issuer().stream().map(AccountKind.Part::member).toList());
      assertThat(strings("directory.schema.json")).contains("\"" + kind.channel() + "\"");
    }
  }

  private static Members schema(String name) throws IOException {
    return Members.of(Json.parseObject(Files.readAllBytes(SCHEMAS.resolve(name))));
  }

  private static String strings(String name) throws IOException {
    return Files.readString(SCHEMAS.resolve(name));
  }
}
