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

/** What is written below {@code ASSENTOR_DATA}: for its owner alone. */
public final class DataDirectory {

  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  /** For files that are created. */
  public static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DataDirectory() {}

  /** Makes the directory and its parents where they are missing; nobody else may enter those. */
  public static Path make(Path directory) throws IOException {
    return Files.isDirectory(directory)
        ? directory
        : Files.createDirectories(
            directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY_DIRECTORY));
  }

  /** Makes the directory, or closes it to everybody else. */
  public static Path makeOwnerOnly(Path directory) throws IOException {
    return Files.setPosixFilePermissions(make(directory), OWNER_ONLY_DIRECTORY);
  }

  /** The failure of a start because of what is in the data directory, or cannot be. */
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
