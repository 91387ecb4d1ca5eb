// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.ledger.MacKeys;
import io.assentor.testkit.MacKeysContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacKeyFileTest extends MacKeysContract {

  private static final byte[] MESSAGE = "a row".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @Override
  protected MacKeys keys() {
    return MacKeyFile.openOrCreate(file());
  }

  @Override
  protected MacKeys rotated(MacKeys keys) {
    MacKeyFile.addKey(file());
    return MacKeyFile.open(file());
  }

  @Override
  protected MacKeys others() {
    return MacKeyFile.openOrCreate(directory.resolve("others"));
  }

  private Path file() {
    return directory.resolve("keys").resolve("mac-keys");
  }

  @Test
  void fileThatIsMade_isItsOwnersOnly() throws IOException {
    keys();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(directory.resolve("keys").toFile().list()).as("no draft is left").hasSize(1);
  }

  @Test
  void fileThatIsThere_isTakenAsItIs() throws IOException {
    var mac = keys().sign(MESSAGE);
    var before = Files.readString(file());

    assertThat(keys().verify(MESSAGE, mac)).isTrue();
    assertThat(Files.readString(file())).isEqualTo(before);
  }

  /** An api that runs while a worker is given a new key. */
  @Test
  void keyThatWasAddedMeanwhile_isFoundWithoutARestart() throws IOException {
    var running = keys();
    MacKeyFile.addKey(file());
    Files.setLastModifiedTime(file(), FileTime.from(Instant.now().plusSeconds(5)));
    var newer = MacKeyFile.open(file()).sign(MESSAGE);

    assertThat(running.verify(MESSAGE, newer)).isTrue();
    assertThat(running.sign(MESSAGE)).as("and it signs with it from then on").isEqualTo(newer);
  }

  @Test
  void fileThatBreaksMeanwhile_losesNoKey() throws IOException {
    var running = keys();
    var mac = running.sign(MESSAGE);
    Files.writeString(file(), "broken");
    Files.setLastModifiedTime(file(), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(running.verify(MESSAGE, others().sign(MESSAGE))).isFalse();
    assertThat(running.verify(MESSAGE, mac)).isTrue();
  }

  @Test
  void missingFile_saysHowItIsMade() {
    assertThatThrownBy(() -> MacKeyFile.open(file()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("mac-key " + file());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# only words\n", "not Base64!", "c2hvcnQ="})
  void fileWithoutAKey_isRefused(String content) {
    write(content);

    assertThatThrownBy(() -> MacKeyFile.open(file()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_MAC_KEY_FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-----w-"})
  void fileThatOthersMayReadOrWrite_isRefused(String permissions) throws IOException {
    keys();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> MacKeyFile.open(file()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("chmod 600");
  }

  /** As a mounted secret is. */
  @Test
  void fileOfAGroup_isTaken() throws IOException {
    write(Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("r--r-----"));

    var keys = MacKeyFile.open(file());

    assertThat(keys.verify(MESSAGE, keys.sign(MESSAGE))).isTrue();
  }

  private void write(String content) {
    try {
      Files.createDirectories(file().getParent());
      Files.writeString(file(), content);
      Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
