// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors other languages check theirs against are what this code computes. */
class FingerprintVectorsTest {

  private static final Path VECTORS = Path.of("../docs/vectors/fingerprint.json");

  @Test
  void publishedVectors_holdHere() throws IOException {
    var file = Members.of(Json.parseObject(Files.readAllBytes(VECTORS)));
    var vectors = file.objects("vectors");

    assertThat(vectors).hasSizeGreaterThan(25);
    for (var vector : vectors) {
      var call = Json.parseObject(vector.string("json").getBytes(StandardCharsets.UTF_8));
      var members = Members.of(call);
      var toolCall =
          new ToolCall(
              members.string("server"),
              members.string("name"),
              members.optionalString("definitionHash"),
              Json.Obj.EMPTY,
              members.rawObject("arguments"));
      var salt = Salt.of(HexFormat.of().parseHex(vector.string("salt")));
      var name = vector.string("name");

      assertThat(toolCall.canonical().canonicalString())
          .as(name)
          .isEqualTo(vector.string("canonical"));
      assertThat(Fingerprint.of(salt, toolCall).text())
          .as(name)
          .isEqualTo(vector.string("fingerprint"));
    }
  }

  @Test
  void oneChangedByte_changesTheFingerprint() {
    var salt = Salt.random();
    var arguments = Json.object().put("name", "checkout").build();
    var call = new ToolCall("kubernetes", "kubectl_delete", null, Json.Obj.EMPTY, arguments);
    var other =
        new ToolCall(
            "kubernetes",
            "kubectl_delete",
            null,
            Json.Obj.EMPTY,
            Json.object().put("name", "checkoub").build());

    assertThat(Fingerprint.of(salt, call)).isNotEqualTo(Fingerprint.of(salt, other));
    assertThat(Fingerprint.of(salt, call)).isNotEqualTo(Fingerprint.of(Salt.random(), call));
    assertThat(Fingerprint.of(salt, call).text()).matches("[A-Za-z0-9_-]{43}");
  }
}
