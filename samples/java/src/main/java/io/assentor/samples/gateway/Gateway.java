// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.samples.gateway;

import io.assentor.samples.gateway.ApprovalClient.Answer;
import io.assentor.samples.gateway.CallerInput.Call;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An MCP server, over stdin and stdout, in front of another one: it lists the other's tools, and
 * passes a call on only when Assentor released it.
 *
 * <p>Settings: {@code ASSENTOR_PUBLIC_URL}, {@code ASSENTOR_TOKEN}, {@code GATEWAY_SUBJECT} and
 * {@code GATEWAY_AGENT} (who asks), {@code GATEWAY_PATIENCE} (seconds).
 */
final class Gateway {

  /** Shorter than the timeout of the MCP clients we know: the Java SDK's gives up after 20 s. */
  private static final String DEFAULT_PATIENCE = "15";

  /** What may pass from the end of the wait to the moment the tool is called. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final McpSyncClient server;
  private final CallerInput caller;
  private final ApprovalClient approvals;
  private final Duration patience;
  private final Map<String, String> settings;
  private final String session = UUID.randomUUID().toString();

  private Gateway(McpSyncClient server, CallerInput caller, Map<String, String> settings) {
    this.server = server;
    this.caller = caller;
    this.settings = settings;
    var url = settings.getOrDefault("ASSENTOR_PUBLIC_URL", "http://127.0.0.1:8080");
    this.approvals = new ApprovalClient(URI.create(url), setting("ASSENTOR_TOKEN"));
    var seconds = settings.getOrDefault("GATEWAY_PATIENCE", DEFAULT_PATIENCE);
    this.patience = Duration.ofSeconds(Long.parseLong(seconds));
  }

  /** The arguments are the command that starts the MCP server to guard. */
  public static void main(String[] args) throws InterruptedException {
    var command = ServerParameters.builder(args[0]).args(List.of(args).subList(1, args.length));
    var json = McpJsonDefaults.getMapper();
    var server = McpClient.sync(new WithoutOurSecrets(command.build(), json)).build();
    server.initialize();
    var caller = new CallerInput(System.in);
    new Gateway(server, caller, System.getenv())
        .serve(new StdioServerTransportProvider(json, caller, System.out));
    caller.awaitEnd();
    server.closeGracefully();
    System.exit(0);
  }

  /** Starts the guarded server without our token: it could release its own calls with it. */
  private static final class WithoutOurSecrets extends StdioClientTransport {
    WithoutOurSecrets(ServerParameters command, McpJsonMapper json) {
      super(command, json);
    }

    @Override
    protected ProcessBuilder getProcessBuilder() {
      var builder = super.getProcessBuilder();
      builder.environment().keySet().removeIf(name -> name.startsWith("ASSENTOR_"));
      return builder;
    }
  }

  private void serve(StdioServerTransportProvider transport) {
    var tools = server.listTools().tools().stream().map(this::guarded).toList();
    var unused =
        McpServer.sync(transport)
            .serverInfo("assentor-sample-gateway", "0.1.0")
            .requestTimeout(GRACE)
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(tools)
            .build();
  }

  private SyncToolSpecification guarded(Tool tool) {
    return SyncToolSpecification.builder()
        .tool(tool)
        .callHandler((exchange, request) -> call(tool, request, exchange))
        .build();
  }

  private CallToolResult call(Tool tool, CallToolRequest request, McpSyncServerExchange exchange) {
    var call = Call.of(request);
    var arguments = request.arguments() == null ? Map.<String, Object>of() : request.arguments();
    Answer answer;
    try {
      answer = approvals.ask(submission(tool, arguments), call.arrived() + patience.toNanos());
      if (answer.is("consume") && isThere(call, exchange)) {
        answer = approvals.consume(answer, described(tool), arguments);
      }
    } catch (RuntimeException e) {
      return refused("NOT executed: " + e.getMessage());
    }
    if (!answer.allow()) {
      return refused(answer.text("message"));
    }
    if (!isThere(call, exchange)) { // once more: releasing it may have taken a while
      report(answer, "failed", "its caller had gone; nothing ran");
      return refused("NOT executed: too late; call it again");
    }
    return run(tool, answer);
  }

  private CallToolResult run(Tool tool, Answer released) {
    var outcome = "unknown";
    try {
      var result =
          server.callTool(
              CallToolRequest.builder(tool.name()).arguments(released.arguments()).build());
      outcome = Boolean.TRUE.equals(result.isError()) ? "failed" : "succeeded";
      return result;
    } finally {
      report(released, outcome, "");
    }
  }

  /** Whatever comes of the report, the caller hears what came of its call. */
  private void report(Answer released, String outcome, String message) {
    try {
      approvals.report(released, outcome, message);
    } catch (RuntimeException e) {
      System.err.println("not reported: " + outcome + " " + e.getMessage());
    }
  }

  /** For the model to read, and so no protocol error. */
  private static CallToolResult refused(String message) {
    return CallToolResult.builder(List.of(TextContent.builder(message).build()))
        .isError(true)
        .build();
  }

  /** Still waiting, and not about to give up: a caller that times out may say nothing. */
  private boolean isThere(Call call, McpSyncServerExchange exchange) {
    try {
      exchange.ping();
    } catch (RuntimeException e) {
      return false;
    }
    return !caller.hasGone(call)
        && System.nanoTime() < call.arrived() + patience.plus(GRACE).toNanos();
  }

  private Map<String, Object> submission(Tool tool, Map<String, Object> arguments) {
    return Map.of(
        "tool",
        described(tool),
        "arguments",
        arguments,
        "integers",
        ApprovalClient.INTEGERS,
        "subject",
        Map.of("id", setting("GATEWAY_SUBJECT")),
        "agent",
        Map.of("id", setting("GATEWAY_AGENT")),
        "session",
        session);
  }

  private Map<String, Object> described(Tool tool) {
    var described = new HashMap<String, Object>();
    described.put("server", server.getServerInfo().name());
    described.put("name", tool.name());
    if (tool.annotations() != null) {
      var type = new TypeRef<Map<String, Object>>() {};
      described.put(
          "annotations", McpJsonDefaults.getMapper().convertValue(tool.annotations(), type));
    }
    return described;
  }

  private String setting(String name) {
    var value = settings.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }
}
