// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/** A signing key in a file that only its owner can read; made when first asked for. */
final class KeyFile {

  private final Path path;

  private KeyFile(Path path) {
    this.path = path;
  }

  static KeyFile of(Path path) {
    return new KeyFile(path);
  }

  /** The P-256 key pair in the file. */
  ECKey ecKey() {
    try {
      if (!Files.exists(path)) {
        create();
      }
      return ECKey.parse(Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException("the key in " + path, e);
    } catch (ParseException | JOSEException e) {
      throw new StartupException(path + " holds no P-256 key as a JSON Web Key", e);
    }
  }

  /** Whole or not at all, and never over another process's key. */
  private void create() throws IOException, JOSEException {
    var key =
        new ECKeyGenerator(Curve.P_256)
            .keyUse(KeyUse.SIGNATURE)
            .keyIDFromThumbprint(true)
            .generate();
    var directory = path.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var draft = Files.createTempFile(directory, "key", ".tmp", ownerOnly);
    Files.writeString(draft, key.toJSONString());
    try {
      Files.createLink(path, draft);
    } catch (FileAlreadyExistsException e) {
      // another process was first; its key counts
    } finally {
      Files.delete(draft);
    }
  }
}
