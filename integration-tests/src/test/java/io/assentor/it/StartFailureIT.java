// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Assentor;
import io.assentor.harness.FailedStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of start that fails ends the process, with its reason and with nothing left over. */
@Tag("embedded")
class StartFailureIT {

  @TempDir private Path data;

  @Test
  void wrongSetting_endsTheProcess() {
    assertFails(Map.of("ASSENTOR_ROLES", "api,wroker"), "ASSENTOR_ROLES");
  }

  @Test
  void policyFileThatDoesNotLoad_endsTheProcessWithItsLine() throws IOException {
    var policies = Files.createDirectories(data.resolve("policies"));
    Files.writeString(policies.resolve("policy.yaml"), "rules: 7\n");
    assertFails(
        Map.of("ASSENTOR_POLICY_DIR", policies.toString()),
        "ASSENTOR_POLICY_DIR does not load: policy.yaml:1: /rules: expected an array");
  }

  @Test
  void usedPort_endsTheProcessAfterEverythingWasStarted() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = Integer.toString(socket.getLocalPort());
      assertFails(Map.of("SERVER_PORT", port), "SERVER_PORT is " + port + ", but another program");
    }
  }

  @Test
  void addressOfAnotherMachine_endsTheProcess() {
    assertFails(
        Map.of("ASSENTOR_BIND", "192.0.2.1", "ASSENTOR_EVALUATION_EXPOSED", "true"),
        "ASSENTOR_BIND is 192.0.2.1");
  }

  @Test
  void dataThatIsNoCluster_endsTheProcess() throws IOException {
    var cluster = Files.createDirectories(data.resolve("postgres"));
    Files.writeString(cluster.resolve("postgresql.conf"), "this is no configuration\n");
    assertFails(Map.of(), "ASSENTOR_DATA: the embedded PostgreSQL does not start on " + cluster);
  }

  @Test
  void dataDirectoryThatIsAFile_endsTheProcess() throws IOException {
    var file = Files.createFile(data.resolve("file"));
    assertFails(Map.of("ASSENTOR_DATA", file.resolve("data").toString()), "ASSENTOR_DATA: ");
  }

  @Test
  void keyFileWithoutAKey_endsTheProcess() throws IOException {
    Files.writeString(data.resolve("decision-key.json"), "{}");
    assertFails(Map.of(), "decision-key.json holds no P-256 key pair");
  }

  @Test
  void macKeyFileWithoutAKey_endsTheProcess() throws IOException {
    Files.writeString(data.resolve("mac-keys"), "# none\n");
    assertFails(Map.of(), "ASSENTOR_MAC_KEY_FILE is ");
  }

  @Test
  void databaseOutOfReach_endsTheProcess() {
    assertFails(
        Map.of(
            "ASSENTOR_DB_URL", "jdbc:postgresql://127.0.0.1:1/assentor",
            "ASSENTOR_DB_USER", "assentor_app"),
        "ASSENTOR_DB_URL is jdbc:postgresql://127.0.0.1:1/assentor, but no connection");
  }

  @Test
  void productionWithoutSettings_endsTheProcessAndNamesTheOtherJar() {
    var failed = FailedStart.ofProduction(data, Map.of());

    assertEnded(failed, "to try Assentor out, run assentor-evaluation.jar");
    assertEnded(failed, "ASSENTOR_POLICY_DIR is unset");
  }

  @Test
  void errorOfTheVirtualMachine_endsTheProcess() {
    var options = new ArrayList<>(Assentor.SHORT_LIVED);
    options.addAll(List.of("-Xshare:off", "-XX:MaxMetaspaceSize=40m"));
    assertFails(Map.of(), options, "Metaspace");
  }

  private void assertFails(Map<String, String> settings, String reason) {
    assertFails(settings, Assentor.SHORT_LIVED, reason);
  }

  private void assertFails(Map<String, String> settings, List<String> options, String reason) {
    assertEnded(FailedStart.of(data, settings, options), reason);
  }

  private static void assertEnded(FailedStart failed, String reason) {
    assertThat(failed.exitCode()).as(failed.console()).isEqualTo(1);
    assertThat(failed.console()).contains("Assentor cannot start: ").contains(reason);
    assertThat(failed.left()).isEmpty();
  }
}
