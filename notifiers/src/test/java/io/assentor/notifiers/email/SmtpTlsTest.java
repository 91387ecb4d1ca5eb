// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.fakes.mail.FakeSmtp;
import io.assentor.fakes.mail.ReceivedMail;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encryption and authentication; the server's certificate is for localhost. */
class SmtpTlsTest {

  private static final String SECRET = "correct horse";

  @TempDir private static Path directory;

  private static @Nullable SSLContext context;
  private static @Nullable FakeSmtp server;

  @BeforeAll
  static void start() throws IOException, InterruptedException, GeneralSecurityException {
    var file = directory.resolve("keys.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-alias",
                "smtp",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, "changeit".toCharArray());
    }
    var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, "changeit".toCharArray());
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    server = FakeSmtp.start(context, SECRET);
  }

  @AfterAll
  static void stop() {
    server().close();
  }

  @Test
  void mailWithAPassword_goesEncrypted() {
    var world = world("localhost", server().port(), SECRET, trusting());
    int before = server().taken().size();
    world.tendOnce(world.newRequest("carts"));

    assertThat(server().taken()).hasSize(before + 2).allMatch(ReceivedMail::encrypted);
  }

  @Test
  void wrongPassword_isAFaultThatDoesNotTellIt() {
    assertNothingGoes(world("localhost", server().port(), "wrong horse", trusting()));
  }

  @Test
  void certificateOfAnotherHost_isRefused() {
    assertNothingGoes(world("127.0.0.1", server().port(), SECRET, trusting()));
  }

  @Test
  void certificateNobodyVouchesFor_isRefused() {
    assertNothingGoes(world("localhost", server().port(), SECRET, null));
  }

  /** As somebody in between would have it. */
  @Test
  void serverWithoutStartTls_isToldNothing() {
    try (var plain = FakeSmtp.start()) {
      assertNothingGoes(world("localhost", plain.port(), SECRET, trusting()));
      assertThat(plain.connections()).isPositive();
      assertThat(plain.taken()).isEmpty();
    }
  }

  private static void assertNothingGoes(EmailWorld world) {
    int before = server().taken().size();
    var entry = world.newRequest("carts");
    assertThatThrownBy(() -> world.tendOnce(entry))
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageNotContaining("horse");
    assertThat(server().taken()).hasSize(before);
    assertThat(world.deliveries(entry)).noneMatch(delivery -> delivery.settled());
  }

  private static EmailWorld world(
      String host, int port, String password, @Nullable SSLSocketFactory trust) {
    var relay = new EmailSettings.Relay(host, port, "assentor", password, EmailWorld.FROM, true);
    return new EmailWorld(new Smtp(relay, trust, Duration.ofSeconds(5)));
  }

  private static FakeSmtp server() {
    return Objects.requireNonNull(server);
  }

  private static SSLSocketFactory trusting() {
    return Objects.requireNonNull(context).getSocketFactory();
  }
}
