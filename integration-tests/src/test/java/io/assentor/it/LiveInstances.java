// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Counts what is reachable in the heap of another process. */
final class LiveInstances {

  private LiveInstances() {}

  /** How many instances of this class there are. */
  static long of(String className, long pid) {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var command = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram");
    String histogram;
    try {
      var process = command.redirectErrorStream(true).start();
      histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    if (!histogram.contains("java.lang.String")) {
      throw new AssertionError("no histogram: " + histogram);
    }
    var line = Pattern.compile(" ([0-9]+) +[0-9]+ +" + Pattern.quote(className) + "[ \\n]");
    var match = line.matcher(histogram);
    return match.find() ? Long.parseLong(match.group(1)) : 0;
  }
}
