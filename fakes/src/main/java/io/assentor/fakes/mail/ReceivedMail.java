// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

/**
 * A message that was taken.
 *
 * @param connection counts from 0
 * @param data header and body as they were sent, lines ending in LF
 */
public record ReceivedMail(int connection, boolean encrypted, String from, String to, String data) {

  /** The value of a header field that stands on one line; empty if there is none. */
  public String header(String name) {
    return data.lines()
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }
}
