// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.api.AnswerRow;
import io.assentor.api.ProblemCode;
import io.assentor.api.QueryParameter;
import io.assentor.core.ledger.LedgerReader.Query;
import io.assentor.harness.Api;
import io.assentor.harness.CommittedDocs;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** docs/openapi.json is what the controllers say. springdoc is here in tests only. */
@ResourceLock(ApiSlice.LOCK)
class OpenApiTest {

  private static final JsonMapper SORTED =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  @Test
  void openApi_isWhatTheControllersSay() throws IOException {
    var settings =
        new String[] {
          "--springdoc.api-docs.path=/v1/openapi",
          "--springdoc.packages-to-scan=io.assentor.api",
          "--springdoc.default-produces-media-type=application/json",
        };
    try (var running = ApiSlice.run(settings)) {
      var api = new Api(running.url());
      var document = (ObjectNode) api.get("audrey", "/v1/openapi").body();
      document.remove("servers");
      document.putObject("info").put("title", "Assentor").put("version", "v1");
      for (var path : document.get("paths").properties()) {
        for (var operation : path.getValue().properties()) {
          parameters(path.getKey(), operation);
          OpenApiProblems.describe(path.getKey(), operation);
        }
      }
      codes(document, "Problem", "code", ProblemCode.values(), ProblemCode::code);
      codes(document, "Answer", "reasonCode", AnswerRow.values(), AnswerRow::reasonCode);
      codes(document, "Answer", "nextAction", AnswerRow.values(), AnswerRow::nextAction);
      var sorted = SORTED.treeToValue(document, TreeMap.class);
      CommittedDocs.check("openapi.json", SORTED.writeValueAsString(sorted) + "\n");
    }
  }

  /** As examples, because there may be more one day; an enum would forbid that. */
  private static <T> void codes(
      ObjectNode document, String schema, String property, T[] rows, Function<T, String> code) {
    var properties = document.get("components").get("schemas").get(schema).get("properties");
    var examples = ((ObjectNode) properties.get(property)).putArray("examples");
    Arrays.stream(rows).map(code).distinct().forEach(examples::add);
  }

  /** The parameters that requests are held to. */
  private static void parameters(String path, Map.Entry<String, JsonNode> operation) {
    var method = operation.getKey().toUpperCase(Locale.ROOT);
    for (var parameter : QueryParameter.ofApi(method + " " + path)) {
      var described = ((ObjectNode) operation.getValue()).withArray("parameters").addObject();
      described.put("in", "query").put("name", parameter.name());
      described.put("description", parameter.meaning()).put("required", false);
      schema(parameter, described.putObject("schema"));
    }
  }

  private static void schema(QueryParameter parameter, ObjectNode schema) {
    if (parameter.isLimit()) {
      schema.put("type", "integer").put("minimum", 1).put("maximum", Query.MAX_LIMIT);
    } else if (parameter.isTime()) {
      schema.put("type", "string").put("format", "date-time");
    } else {
      schema.put("type", "string").put("minLength", 1);
      parameter.choices().forEach(choice -> schema.withArray("enum").add(choice));
    }
  }
}
