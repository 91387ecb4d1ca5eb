// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import io.assentor.core.ledger.MacKeys;
import io.assentor.ledger.postgres.HmacKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The keys that authenticate the ledger's rows, in a file: 32 bytes in Base64 a line, the oldest
 * first; lines that begin with # are comments. A process that finds a row with an unknown key reads
 * the file again, so a rotation needs no restart.
 */
public final class MacKeyFile implements MacKeys {

  /** The name in the data directory, where evaluation mode creates one. */
  public static final String NAME = "mac-keys";

  private static final String EXPLANATION =
      "# Authenticates the ledger. Keep every line, and a copy out of the database's reach.";

  private final Path path;
  private volatile Loaded loaded;

  private record Loaded(HmacKeys keys, FileTime at) {}

  private MacKeyFile(Path path) {
    this.path = path;
    this.loaded = load(path);
  }

  /** Opens a file that must exist. */
  public static MacKeyFile open(Path path) {
    if (!Files.exists(path)) {
      throw new StartupException(
          "ASSENTOR_MAC_KEY_FILE is "
              + path
              + ", which is not there (expected: the file that every process of this ledger has; a"
              + " new ledger's is made by: java -jar assentor-server.jar mac-key "
              + path
              + ")");
    }
    return new MacKeyFile(path);
  }

  /** Opens a file, and creates it with a first key if it does not exist. */
  public static MacKeyFile openOrCreate(Path path) {
    if (!Files.exists(path)) {
      addKey(path);
    }
    return open(path);
  }

  /** Adds a key, atomically. It signs from then on. */
  public static void addKey(Path path) {
    try {
      var directory = path.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      boolean there = Files.exists(path);
      var lines = new ArrayList<String>();
      lines.addAll(there ? Files.readAllLines(path) : List.of(EXPLANATION));
      var key = new byte[HmacKeys.KEY_LENGTH];
      new SecureRandom().nextBytes(key);
      lines.add(Base64.getEncoder().encodeToString(key));
      var draft =
          Files.createTempFile(directory, "mac-keys", ".tmp", DataDirectory.OWNER_ONLY_FILE);
      Files.write(draft, lines);
      place(draft, path, there);
    } catch (IOException e) {
      throw new StartupException("ASSENTOR_MAC_KEY_FILE: no key can be written: " + e, e);
    }
  }

  /** Replaces the file it was read from; a first key never replaces another process's. */
  private static void place(Path draft, Path path, boolean there) throws IOException {
    if (there) {
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    try {
      Files.createLink(path, draft);
    } catch (FileAlreadyExistsException e) {
      // another process was first; its key is used
    } finally {
      Files.delete(draft);
    }
  }

  private static Loaded load(Path path) {
    try {
      keepFromOthers(path);
      var at = Files.getLastModifiedTime(path);
      var keys =
          Files.readAllLines(path).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .map(Base64.getDecoder()::decode)
              .toList();
      return new Loaded(new HmacKeys(keys), at);
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "ASSENTOR_MAC_KEY_FILE is "
              + path
              + ", which does not hold a line of "
              + HmacKeys.KEY_LENGTH
              + " bytes in Base64 for each key: "
              + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new StartupException("ASSENTOR_MAC_KEY_FILE cannot be read: " + e, e);
    }
  }

  /**
   * Checks the permissions: a reader of the file can forge records, and the database's own user may
   * be on this host.
   */
  private static void keepFromOthers(Path path) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return; // no such permissions on this system
    }
    var permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.OTHERS_READ)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new StartupException(
          "ASSENTOR_MAC_KEY_FILE is "
              + path
              + ", which every user of this machine may read or write (expected: chmod 600, or 440"
              + " with a group of its own)");
    }
  }

  @Override
  public byte[] sign(byte[] message) {
    return loaded.keys.sign(message);
  }

  @Override
  public boolean verify(byte[] message, byte[] mac) {
    return keysFor(mac).verify(message, mac);
  }

  @Override
  public boolean knows(byte[] mac) {
    return keysFor(mac).knows(mac);
  }

  private HmacKeys keysFor(byte[] mac) {
    var now = loaded;
    if (now.keys.knows(mac)) {
      return now.keys;
    }
    try {
      if (!Files.getLastModifiedTime(path).equals(now.at)) {
        loaded = load(path);
      }
    } catch (IOException | StartupException e) {
      // the file is being replaced, or is broken: the loaded keys stay in use
    }
    return loaded.keys;
  }
}
