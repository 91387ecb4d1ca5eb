// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import io.assentor.core.call.CallContent;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.ToolCall;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rendering of a request that the API and pages show: call, annotations, requester, requirement
 * and rule, but nothing that changes. Its hash is the view that a decision names, so pages show
 * nothing of a request that is not in it. It is stored, so members may only be added.
 */
public final class RequestRendering {

  public static final String CHANNEL = "api";

  /**
   * The rendering for an approver who asked for the withheld parts. It is never stored, but made on
   * request.
   */
  public static final String DISCLOSED = "disclosed";

  private RequestRendering() {}

  public static CallContent.Rendering of(
      NewRequest request, CallContent.Shown shown, Assessment assessment) {
    var call = request.call();
    var body =
        Json.object()
            .put("tool", tool(call))
            .put("arguments", shown.arguments())
            .put("integers", call.integersIfExact())
            .put("gateway", request.gateway().name())
            .put("gatewayIssuer", request.gateway().issuer())
            .put("subject", request.subject().json())
            .put("agent", request.agent().json())
            .put("session", request.session())
            .put("context", shown.context().json())
            .put("rule", assessment.rule())
            .put("tier", Members.nameOf(assessment.tier()))
            .put("stages", stages(assessment))
            .put("doors", doors(assessment))
            .put("notes", strings(assessment.noteTexts()))
            .put("show", show(assessment))
            .put("redacted", isRedacted(request, shown) ? Json.Bool.TRUE : null)
            .put("withheld", strings(shown.places()))
            .build();
    return new CallContent.Rendering(CHANNEL, body);
  }

  /**
   * Returns the stored rendering with the withheld parts filled in; empty if there are none that
   * can be shown. It is derived from stored data, so its hash can be recomputed as long as the data
   * is kept.
   */
  public static Optional<CallContent.Rendering> disclosed(
      CallContent.Rendering stored, CallContent.Shown shown) {
    return shown
        .disclosed()
        .map(
            arguments -> {
              var body = Json.object();
              stored.body().members().forEach(body::put);
              return new CallContent.Rendering(DISCLOSED, body.put("arguments", arguments).build());
            });
  }

  private static boolean isRedacted(NewRequest request, CallContent.Shown shown) {
    return !shown.equals(new CallContent.Shown(request.call().arguments(), request.context()));
  }

  private static Json.Obj tool(ToolCall call) {
    return Json.object()
        .put("server", call.server())
        .put("name", call.name())
        .put("definitionHash", call.definitionHash())
        .put("annotations", call.annotations())
        .build();
  }

  private static @Nullable Json show(Assessment assessment) {
    return assessment.effect() instanceof Effect.Require(var requirement)
        ? strings(requirement.show())
        : null;
  }

  private static @Nullable Json doors(Assessment assessment) {
    return assessment.effect() instanceof Effect.Require(var requirement)
            && !requirement.admitsAllDoors()
        ? strings(requirement.doorNames())
        : null;
  }

  private static @Nullable Json strings(List<String> values) {
    return values.isEmpty() ? null : Json.strings(values);
  }

  private static @Nullable Json stages(Assessment assessment) {
    return assessment.effect() instanceof Effect.Require(var requirement)
        ? Stage.json(requirement.stages())
        : null;
  }
}
