// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The vectors other languages check theirs against are what this code computes. */
class FingerprintVectorsTest {

  private static final Path VERSION_1 = Path.of("../docs/vectors/fingerprint.json");
  private static final Path VERSION_2 = Path.of("../docs/vectors/fingerprint-2.json");

  @Test
  void publishedVectors_holdHere() throws IOException {
    assertThat(check(VERSION_1, Integers.DOUBLE)).isGreaterThan(25);
    assertThat(check(VERSION_2, Integers.EXACT)).isGreaterThan(12);
  }

  @Test
  void whatTheVectorsCallRefused_isRefused() throws IOException {
    var refused = file(VERSION_2).strings("refused");

    assertThat(refused).hasSizeGreaterThan(5);
    for (var json : refused) {
      assertThatThrownBy(() -> call(json, Integers.EXACT))
          .as(json)
          .isInstanceOf(JsonException.class);
    }
  }

  private static Members file(Path vectors) throws IOException {
    return Members.of(Json.parseObject(Files.readAllBytes(vectors)));
  }

  private static ToolCall call(String json, Integers integers) {
    var members = Members.of(Json.parseExactly(json.getBytes(StandardCharsets.UTF_8)));
    members.check(integers);
    return new ToolCall(
        members.string("server"),
        members.string("name"),
        members.optionalString("definitionHash"),
        Json.Obj.EMPTY,
        members.rawObject("arguments"),
        integers);
  }

  private static int check(Path file, Integers integers) throws IOException {
    var vectors = file(file).objects("vectors");
    for (var vector : vectors) {
      var toolCall = call(vector.string("json"), integers);
      var salt = Salt.of(HexFormat.of().parseHex(vector.string("salt")));
      var name = vector.string("name");

      assertThat(toolCall.canonical().canonicalString())
          .as(name)
          .isEqualTo(vector.string("canonical"));
      assertThat(Fingerprint.of(salt, toolCall).text())
          .as(name)
          .isEqualTo(vector.string("fingerprint"));
    }
    return vectors.size();
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
