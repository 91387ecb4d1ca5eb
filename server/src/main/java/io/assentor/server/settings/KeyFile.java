// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A signing key in a file that only its owner can read; created on first use. */
public final class KeyFile {

  private final Path path;

  private KeyFile(Path path) {
    this.path = path;
  }

  public static KeyFile of(Path path) {
    return new KeyFile(path);
  }

  /** Returns the P-256 key pair in the file. */
  public ECKey ecKey() {
    try {
      if (!Files.exists(path)) {
        create();
      }
      return keyIn(Files.readString(path));
    } catch (IOException e) {
      throw DataDirectory.unusable(path, e);
    } catch (ParseException | JOSEException e) {
      throw unfit(e);
    }
  }

  private ECKey keyIn(String text) throws ParseException {
    var key = ECKey.parse(text);
    if (!key.isPrivate() || !key.getCurve().equals(Curve.P_256)) {
      throw unfit(null);
    }
    return key;
  }

  private StartupException unfit(@Nullable Exception cause) {
    return new StartupException(
        "ASSENTOR_DATA: "
            + path
            + " holds no P-256 key pair as a JSON Web Key (expected: the file that Assentor wrote,"
            + " or none, and a new key is made)",
        cause);
  }

  /** Writes the file atomically, and never over another process's key. */
  private void create() throws IOException, JOSEException {
    var key =
        new ECKeyGenerator(Curve.P_256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate();
    var directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
    DataDirectory.make(directory);
    var draft = Files.createTempFile(directory, "key", ".tmp", DataDirectory.OWNER_ONLY_FILE);
    Files.writeString(draft, key.toJSONString());
    try {
      Files.createLink(path, draft);
    } catch (FileAlreadyExistsException e) {
      // another process was first; its key is used
    } finally {
      Files.delete(draft);
    }
  }
}
