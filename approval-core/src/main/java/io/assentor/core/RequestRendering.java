// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API's rendering of what is asked: call, requester, requirement and rule, nothing that moves.
 */
final class RequestRendering {

  private static final String CHANNEL = "api";

  private RequestRendering() {}

  static CallContent.Rendering of(NewRequest request, Assessment assessment) {
    var call = request.call();
    var body =
        Json.object()
            .put("tool", tool(call))
            .put("arguments", call.arguments())
            .put("gateway", request.gateway().name())
            .put("subject", party(request.subject()))
            .put("agent", party(request.agent()))
            .put("session", request.session())
            .put("context", request.context().json())
            .put("rule", assessment.rule())
            .put("tier", Members.nameOf(assessment.tier()))
            .put("stages", stages(assessment))
            .build();
    return new CallContent.Rendering(CHANNEL, body);
  }

  private static Json.Obj tool(ToolCall call) {
    return Json.object()
        .put("server", call.server())
        .put("name", call.name())
        .put("definitionHash", call.definitionHash())
        .put("annotations", call.annotations())
        .build();
  }

  private static Json.Obj party(Party party) {
    return Json.object()
        .put("id", party.id())
        .put("issuer", party.issuer())
        .put("assurance", Members.nameOf(party.assurance()))
        .build();
  }

  private static @Nullable Json stages(Assessment assessment) {
    if (!(assessment.effect() instanceof Effect.Require(var requirement))) {
      return null;
    }
    List<Json> stages =
        requirement.stages().stream()
            .<Json>map(s -> Json.object().put("role", s.role()).put("needed", s.needed()).build())
            .toList();
    return new Json.Arr(stages);
  }
}
