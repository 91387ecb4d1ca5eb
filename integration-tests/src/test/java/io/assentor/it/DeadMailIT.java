// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.fakes.mail.FakeSmtp;
import io.assentor.fakes.mail.Fault;
import io.assentor.harness.Api;
import io.assentor.harness.Api.Answer;
import io.assentor.harness.Assentor;
import io.assentor.harness.Ports;
import io.assentor.testkit.Wait;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/** The packaged server with mail servers that are dead, each in its way, until one is not. */
@Execution(ExecutionMode.CONCURRENT)
class DeadMailIT {

  private final int smtpPort = Ports.free();
  private final int imapPort = Ports.free();

  @Test
  void deadMailServer_isSeenByEverybodyAndDoesNotFillTheLog(@TempDir Path data) {
    try (var server = Assentor.start(data, settings())) {
      var begun = Instant.now();
      var api = server.api();
      var held = api.submit(Api.submission("unheard"));
      var errors = new ArrayList<String>();
      errors.add(nextError(api, held, errors)); // nobody listens

      try (var smtp = FakeSmtp.startAt(smtpPort).failing(connection -> Fault.SILENT)) {
        errors.add(nextError(api, held, errors));
        smtp.failing(connection -> Fault.BUSY);
        errors.add(nextError(api, held, errors));
        smtp.failing(connection -> Fault.NOT_THIS_NOW);
        errors.add(nextError(api, held, errors));
        assertThat(errors.get(2)).contains("421");
        assertThat(errors.get(3)).contains("451");

        var alice = new Visit(server.url());
        var path = "/approvals/" + held.text("id");
        assertThat(alice.signIn("alice", path).body())
            .contains("No one has been notified yet.")
            .contains("not notified by email", "next attempt");
        assertThat(failureLines(server))
            .as("a line a cause and minute, however many attempts there are")
            .hasSizeLessThan(attempts(api, held))
            .hasSizeLessThanOrEqualTo(errors.size() * (2 + minutesSince(begun)));
        assertThat(api.get("alice", "/actuator/health").text("status"))
            .as("nobody reads bounces")
            .isEqualTo("DEGRADED");
        assertThat(server.log().lines().filter(it -> it.contains("Reading bounces from")))
            .hasSize(1);

        smtp.failing(connection -> null);
        Wait.until("everybody has mail", () -> smtp.taken().size() == 3);
        Wait.until("it is noted", () -> mails(api, held).stream().allMatch(DeadMailIT::isSent));
        assertThat(alice.get(path).body()).contains("Notified: alice, bob, carol.");
        assertThat(mails(api, held)).hasSize(3).noneMatch(it -> it.hasNonNull("nextTryAt"));
      }
    }
  }

  /** Waits until alice's mail fails in another way than these. */
  private static String nextError(Api api, Answer held, List<String> before) {
    var found = new ArrayList<String>();
    Wait.lookingEvery(
        Duration.ofMillis(100),
        "another error than " + before,
        () -> {
          mails(api, held).stream()
              .filter(it -> it.get("recipient").asString().startsWith("alice@"))
              .filter(it -> it.hasNonNull("nextTryAt") && it.get("attempts").asInt() >= 1)
              .map(it -> it.get("lastError").asString())
              .filter(error -> !before.contains(error))
              .forEach(found::add);
          return !found.isEmpty();
        });
    return found.getFirst();
  }

  private static List<JsonNode> mails(Api api, Answer held) {
    return api.story(held)
        .body()
        .get("deliveries")
        .valueStream()
        .filter(it -> it.get("channel").asString().equals("email"))
        .toList();
  }

  private static int attempts(Api api, Answer held) {
    return mails(api, held).stream().mapToInt(it -> it.get("attempts").asInt()).sum();
  }

  private static List<String> failureLines(Assentor server) {
    return server.log().lines().filter(it -> it.contains("Sending announcement of")).toList();
  }

  private static int minutesSince(Instant begun) {
    return Math.toIntExact(Duration.between(begun, Instant.now()).toMinutes());
  }

  private static boolean isSent(JsonNode mail) {
    return mail.get("status").asString().equals("sent");
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("ASSENTOR_DELIVERY_RETRY_INTERVAL", "1s"),
        Map.entry("ASSENTOR_SMTP_HOST", "127.0.0.1"),
        Map.entry("ASSENTOR_SMTP_PORT", Integer.toString(smtpPort)),
        Map.entry("ASSENTOR_SMTP_FROM", "assentor@assentor.example"),
        Map.entry("ASSENTOR_SMTP_STARTTLS", "false"),
        Map.entry("ASSENTOR_IMAP_HOST", "127.0.0.1"),
        Map.entry("ASSENTOR_IMAP_PORT", Integer.toString(imapPort)),
        Map.entry("ASSENTOR_IMAP_USER", "assentor"),
        Map.entry("ASSENTOR_IMAP_PASSWORD", "geheim"),
        Map.entry("ASSENTOR_IMAP_STARTTLS", "false"),
        Map.entry("ASSENTOR_IMAP_INTERVAL", "1s"));
  }
}
