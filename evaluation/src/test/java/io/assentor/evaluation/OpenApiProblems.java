// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.api.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which problems an operation answers with, by {@link ProblemCode}. */
final class OpenApiProblems {

  private OpenApiProblems() {}

  /** An operation, as far as its problems depend on it. */
  private record Operation(String method, String path, boolean takesJson) {

    boolean isOnApproval() {
      return path.contains("/approvals/{id}");
    }

    boolean isCommand() {
      return isOnApproval() && method.equals("post");
    }

    boolean isDecision() {
      return path.endsWith("/decisions") || path.endsWith("/disclosures");
    }

    boolean isChannel() {
      return path.startsWith("/channels/");
    }

    boolean isOpen() {
      return path.equals("/v1/decision-keys") || isChannel();
    }
  }

  /**
   * Adds a response for each status, besides the one that stands for whatever else there may be.
   */
  static void describe(String path, Map.Entry<String, JsonNode> described) {
    var responses = (ObjectNode) described.getValue().get("responses");
    var body = described.getValue().has("requestBody");
    var operation = new Operation(described.getKey(), path, body);
    var problem = responses.get("default").get("content");
    Arrays.stream(ProblemCode.values())
        .filter(code -> isPossible(code, operation))
        .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()))
        .forEach(
            (status, codes) ->
                responses
                    .putObject(String.valueOf(status))
                    .put("description", description(codes))
                    .set("content", problem.deepCopy()));
  }

  private static String description(List<ProblemCode> codes) {
    return codes.stream()
        .map(it -> "`" + it.code() + "`: " + it.meaning())
        .collect(Collectors.joining("\n\n"));
  }

  private static boolean isPossible(ProblemCode code, Operation it) {
    return switch (code) {
      case INVALID_REQUEST, TOO_LARGE, INTERNAL_ERROR, OVER_CAPACITY -> true;
      case NOT_AUTHENTICATED, NOT_ALLOWED -> !it.isOpen();
      case UNKNOWN_CHANNEL -> it.isChannel();
      case UNKNOWN_APPROVAL, DAMAGED_RECORD -> it.isOnApproval();
      case NOT_ELIGIBLE, OWN_REQUEST, ALREADY_DECIDED -> it.isDecision();
      case STALE_VIEW, WITHHELD -> it.path.endsWith("/decisions");
      case CLOSED, ALREADY_RELEASED, LAPSED, REVOKED -> it.isCommand();
      case DIFFERENT_CALL -> it.path.endsWith("/consume");
      case KEY_REUSED -> it.takesJson && it.path.startsWith("/v1/approvals");
      case NOT_JSON, NOT_I_JSON -> it.takesJson;
      case TOO_SLOW -> it.takesJson || it.isChannel();
      case TOO_MANY_REQUESTS -> it.takesJson && !it.isCommand();
      // Of addresses and pages, not of an operation.
      case NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, GONE, NOT_A_FORM -> false;
    };
  }
}
