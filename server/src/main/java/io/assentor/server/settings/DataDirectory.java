// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Creates files and directories below {@code ASSENTOR_DATA}, for their owner alone. */
public final class DataDirectory {

  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  /** The permissions of new files. */
  public static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DataDirectory() {}

  /** Creates the directory and missing parents, which only the owner may enter. */
  public static Path make(Path directory) throws IOException {
    return Files.isDirectory(directory)
        ? directory
        : Files.createDirectories(
            directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY_DIRECTORY));
  }

  /** Creates the directory, or restricts an existing one to its owner. */
  public static Path makeOwnerOnly(Path directory) throws IOException {
    return Files.setPosixFilePermissions(make(directory), OWNER_ONLY_DIRECTORY);
  }

  /** Returns the start-up failure for an unusable data directory. */
  public static StartupException unusable(Path path, IOException e) {
    return new StartupException(
        "ASSENTOR_DATA: "
            + path
            + " cannot be used: "
            + reason(e)
            + " (expected: a directory that this process may read and write)",
        e);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileAlreadyExistsException exists -> "a file is in the way";
      case FileSystemException failed ->
          Objects.requireNonNullElse(failed.getReason(), failed.getClass().getSimpleName());
      default -> String.valueOf(e.getMessage());
    };
  }
}
