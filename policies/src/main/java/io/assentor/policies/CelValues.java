// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.protobuf.NullValue;
import io.assentor.core.NewRequest;
import io.assentor.core.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A call as CEL sees it. Whole numbers are int, others double. */
final class CelValues {

  private CelValues() {}

  static Map<String, Object> of(NewRequest request, Set<String> trustedServers) {
    var call = request.call();
    var tool = new LinkedHashMap<String, Object>();
    tool.put("server", call.server());
    tool.put("name", call.name());
    tool.put("trusted", trustedServers.contains(call.server()));
    tool.put("annotations", value(call.annotations()));
    var definitionHash = call.definitionHash();
    if (definitionHash != null) {
      tool.put("definitionHash", definitionHash);
    }
    return Map.of("tool", tool, "args", value(call.arguments()));
  }

  private static Object value(Json json) {
    return switch (json) {
      case Json.Obj(var members) -> {
        var map = new LinkedHashMap<String, Object>();
        members.forEach((name, member) -> map.put(name, value(member)));
        yield map;
      }
      case Json.Arr(var items) -> items.stream().map(CelValues::value).toList();
      case Json.Str(var text) -> text;
      case Json.Bool bool -> bool.value();
      case Json.Null nothing -> NullValue.NULL_VALUE;
      case Json.Num(var number) when number == Math.rint(number) -> (long) number;
      case Json.Num(var number) -> number;
    };
  }
}
