// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.NpxAtHand;
import io.assentor.testkit.Wait;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A caller, the sample gateway, and the published filesystem server that writes real files. */
@ExtendWith(NpxAtHand.class)
class SampleGatewayIT {

  private static final String FILESYSTEM_SERVER =
      "@modelcontextprotocol/server-filesystem@2026.8.31";

  /** Long enough for a file to be written, had anybody been about to. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private static final Duration SOON = Duration.ofMinutes(4);

  private static Assentor assentor;
  private static Api api;

  @TempDir private Path files;

  @BeforeAll
  static void start(@TempDir Path data, @TempDir Path policies) throws IOException {
    AttachmentIT.demoPolicy(
        policies,
        "\nrules:\n",
        """

        rules:
          - id: hurried
            when: "'path' in args && args.path.endsWith('hurried.txt')"
            tier: medium
            require:
              stages: [{role: approver, quorum: 1}]
              expireAfter: 2s
              validFor: 10m
        """);
    assentor = Assentor.start(data, Map.of("ASSENTOR_POLICY_DIR", policies.toString()));
    api = assentor.api();
  }

  @AfterAll
  static void stop() {
    assentor.close();
  }

  @Test
  void approvedWrite_hasNotHappenedWhileHeldAndHappensOnce() throws IOException {
    var file = files.resolve("approved.txt");
    try (var caller = caller(20)) {
      var answer = write(caller, file);
      var request = awaitRequest(file);
      stays("held", () -> !Files.exists(file));
      assertThat(request.body().at("/request/tool/server").asString())
          .isEqualTo("secure-filesystem-server");

      api.decide("alice", request, "approve");

      assertThat(answer.join().isError()).isNotEqualTo(true);
      assertThat(file).hasContent("written");
      Wait.until("its result is reported", () -> api.events(request).contains("reported"));
      assertThat(api.events(request))
          .containsExactly("submitted", "decided", "approved", "consumed", "reported");

      Files.delete(file);
      var again = write(caller, file);
      assertThat(awaitRequest(file).text("id"))
          .as("what was used up must be approved anew")
          .isNotEqualTo(request.text("id"));
      assertThat(file).doesNotExist();
      again.cancel(true);
    }
  }

  @Test
  void readOnlyCall_isAllowedOutright() throws IOException {
    var file = Files.writeString(files.resolve("read.txt"), "to be read");
    try (var caller = caller(20)) {
      var read =
          CallToolRequest.builder("read_text_file")
              .arguments(Map.of("path", file.toString()))
              .build();
      assertThat(text(caller.callTool(read))).contains("to be read");
    }
  }

  @Test
  void deniedWrite_neverHappensAndTheModelReadsWhy() {
    var file = files.resolve("denied.txt");
    try (var caller = caller(20)) {
      var answer = write(caller, file);
      api.decide("alice", awaitRequest(file), "deny");

      assertThat(answer.join().isError()).isTrue();
      assertThat(text(answer.join())).startsWith("NOT executed: an approver denied");
      stays("denied", () -> !Files.exists(file));
    }
  }

  @Test
  void expiredWrite_neverHappensAndIsNotCalledDenied() {
    var file = files.resolve("hurried.txt");
    try (var caller = caller(20)) {
      var answer = write(caller, file).join();

      assertThat(answer.isError()).isTrue();
      assertThat(text(answer)).startsWith("NOT executed").contains("nobody decided");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void callerThatTimesOut_isAnsweredBeforeAndNothingHappensUntilItAsksAgain() {
    var file = files.resolve("impatient.txt");
    try (var caller = caller(2)) {
      var first = write(caller, file).join();
      assertThat(first.isError()).as("answered within its patience").isTrue();
      var request = awaitRequest(file);

      api.decide("alice", request, "approve");
      stays("approved, but nobody asks", () -> !Files.exists(file));
      assertThat(api.look(request).text("use")).isEqualTo("unused");

      assertThat(write(caller, file).join().isError()).isNotEqualTo(true);
      assertThat(file).hasContent("written");
      assertThat(api.look(request).text("use")).isEqualTo("consumed");
    }
  }

  @Test
  void callerThatStays_getsItsCall() throws Exception {
    var file = files.resolve("stayed.txt");
    try (var caller = new RawCaller(gateway(20))) {
      caller.write(file);
      api.decide("alice", awaitRequest(file), "approve");

      assertThat(caller.answer.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .contains("Successfully wrote");
      assertThat(file).hasContent("written");
    }
  }

  @Test
  void guardedServer_doesNotGetTheToken() throws IOException {
    var gateway = gateway(20);
    var command = gateway.command();
    var printing =
        "env > " + files.resolve("env") + "; exec npx --yes " + FILESYSTEM_SERVER + " /tmp";
    gateway.command(
        Stream.concat(
                command.subList(0, command.indexOf("npx")).stream(),
                Stream.of("sh", "-c", printing))
            .toList());
    try (var caller = new RawCaller(gateway)) {
      assertThat(caller.process.isAlive()).isTrue();
      assertThat(files.resolve("env")).content().contains("PATH=").doesNotContain("ASSENTOR");
    }
  }

  @Test
  void callerThatIsGone_leavesNoGhost() throws Exception {
    var file = files.resolve("ghost.txt");
    try (var caller = new RawCaller(gateway(20))) {
      caller.write(file);
      var request = awaitRequest(file);
      caller.hangUp();

      approvedIntoTheVoid(request, file);
      assertThat(caller.process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS))
          .as("the gateway ends with its caller")
          .isTrue();
    }
  }

  @Test
  void callerThatCancels_leavesNoGhost() throws IOException {
    var file = files.resolve("cancelled.txt");
    try (var caller = new RawCaller(gateway(20))) {
      caller.write(file);
      var request = awaitRequest(file);
      caller.cancel();

      approvedIntoTheVoid(request, file);
    }
  }

  private static void approvedIntoTheVoid(Answer request, Path file) {
    assertThat(api.decide("alice", request, "approve").text("status")).isEqualTo("approved");
    stays("approved into the void", () -> !Files.exists(file));
    assertThat(api.look(request).text("use")).isEqualTo("unused");
  }

  /** The command of a gateway in front of a filesystem server that may write to {@link #files}. */
  private ProcessBuilder gateway(int patience) {
    var command =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command
        .command()
        .addAll(
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "../samples/java/target/sample-gateway.jar",
                "npx",
                "--yes",
                FILESYSTEM_SERVER,
                files.toString()));
    command
        .environment()
        .putAll(
            Map.of(
                "ASSENTOR_PUBLIC_URL",
                api.url(),
                "ASSENTOR_TOKEN",
                api.token("gateway"),
                "GATEWAY_SUBJECT",
                "dana",
                "GATEWAY_AGENT",
                "deploy-bot",
                "GATEWAY_PATIENCE",
                Integer.toString(patience)));
    return command;
  }

  /** An MCP client that runs the gateway as its server. */
  private McpSyncClient caller(int patience) {
    var gateway = gateway(patience);
    var command = gateway.command();
    var parameters =
        ServerParameters.builder(command.getFirst())
            .args(command.subList(1, command.size()))
            .env(gateway.environment())
            .build();
    var client =
        McpClient.sync(new StdioClientTransport(parameters, McpJsonDefaults.getMapper()))
            .requestTimeout(Duration.ofSeconds(60)) // only against a hang
            .initializationTimeout(Duration.ofSeconds(60))
            .build();
    var unused = client.initialize();
    return client;
  }

  private static CompletableFuture<CallToolResult> write(McpSyncClient caller, Path file) {
    var request =
        CallToolRequest.builder("write_file")
            .arguments(Map.of("path", file.toString(), "content", "written"))
            .build();
    return CompletableFuture.supplyAsync(() -> caller.callTool(request));
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  /** The pending request for this file, as an approver sees it. */
  private static Answer awaitRequest(Path file) {
    var found = new ArrayList<Answer>();
    Wait.until(
        "a request for " + file,
        () -> {
          var mine = api.get("alice", "/v1/approvals?mine=true");
          mine.body()
              .get("items")
              .valueStream()
              .filter(
                  item -> item.at("/request/arguments/path").asString("").equals(file.toString()))
              .forEach(item -> found.add(new Answer(200, item, mine.raw())));
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static void stays(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + A_WHILE.toNanos();
    while (System.nanoTime() < end) {
      assertThat(holds.getAsBoolean()).as(what).isTrue();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** A caller that speaks JSON-RPC by hand, and so can misbehave. It answers pings. */
  private static final class RawCaller implements AutoCloseable {

    private final Process process;
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    RawCaller(ProcessBuilder gateway) throws IOException {
      process = gateway.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      say(
          """
          {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {},
           "protocolVersion": "2025-06-18", "clientInfo": {"name": "raw", "version": "1"}}}
          """);
      assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).contains("\"id\":1");
      say("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");
      Thread.startVirtualThread(
          () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::hear));
    }

    private void hear(String line) {
      var message = Api.JSON.readTree(line);
      if (message.path("method").asString("").equals("ping")) {
        say("{\"jsonrpc\": \"2.0\", \"result\": {}, \"id\": " + message.get("id") + "}");
      } else if (message.path("id").asInt(0) == 2) {
        answer.complete(line);
      }
    }

    void write(Path file) {
      say(
          """
          {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "write_file",
           "arguments": {"path": "%s", "content": "written"}}}
          """
              .formatted(file));
    }

    void cancel() {
      say(
          """
          {"jsonrpc": "2.0", "method": "notifications\\/cancelled", "params": {"requestId": 2}}
          """);
    }

    private void say(String message) {
      try {
        var out = process.outputWriter(StandardCharsets.UTF_8);
        out.write(message.replace("\n", "") + "\n");
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void hangUp() throws IOException {
      process.getOutputStream().close();
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
