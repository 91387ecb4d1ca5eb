// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What another Java process holds. Linux, and a JDK with jcmd. */
final class ProcessMemory {

  private static final Pattern USED =
      Pattern.compile("total [0-9]+K, used ([0-9]+)K|used ([0-9]+)K");

  private final long pid;

  ProcessMemory(long pid) {
    this.pid = pid;
  }

  /** Bytes of its heap that are alive after a collection. */
  long heap() throws IOException, InterruptedException {
    jcmd("GC.run");
    var match = USED.matcher(jcmd("GC.heap_info"));
    if (!match.find()) {
      throw new IllegalStateException("no heap in what jcmd says");
    }
    return 1024 * Long.parseLong(match.group(1) != null ? match.group(1) : match.group(2));
  }

  /** Bytes of memory it occupies. */
  long resident() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("no VmRSS of " + pid);
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var process =
        new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
