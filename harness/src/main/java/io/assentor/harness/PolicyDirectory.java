// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A policy directory of one's own, with the demo people unless others are written. */
public final class PolicyDirectory {

  private final Path directory;

  private PolicyDirectory(Path directory) {
    this.directory = directory;
  }

  /** A new one with this policy. */
  public static PolicyDirectory of(String policy) {
    try {
      var directory = new PolicyDirectory(Files.createTempDirectory("assentor-policy"));
      directory.write("policy.yaml", policy);
      directory.write("directory.yaml", demo("directory.yaml"));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The demo policy without its budgets, for whoever asks more than anybody would by hand. */
  public static PolicyDirectory unbudgeted() {
    return of(demo("policy.yaml").replaceFirst("(?m)^budgets:.*$", ""));
  }

  /** A demo file of evaluation mode; where that is not what is tested, with another issuer. */
  public static String demo(String name) {
    var folder = ComposeFile.root().resolve("evaluation/src/main/resources/evaluation");
    try {
      var text = Files.readString(folder.resolve(name));
      return Assentor.onRealTemporal()
          ? text.replace("issuer: evaluation", "issuer: " + DemoIssuer.url())
          : text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The demo people, of whom some are told in a channel of Slack.
   *
   * @param who as a directory file says it: {@code role: approver}
   */
  public static String toldIn(String channel, String who) {
    var slack = "slack: {channels: [{%s, channel: %s}]}".formatted(who, channel);
    return demo("directory.yaml")
        .replaceFirst("(?m)^(\\s*)- name: default$", "$1- name: default\n$1  " + slack);
  }

  /** Writes a file whole, as an editor or a deployment does. */
  public void write(String name, String text) {
    try {
      var whole = Files.writeString(directory.resolve("." + name), text);
      Files.move(whole, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the setting wants it. */
  @Override
  public String toString() {
    return directory.toString();
  }
}
