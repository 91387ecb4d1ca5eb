// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.log;

import io.assentor.core.channel.Channel;
import io.assentor.core.json.Members;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator's log which request waits or ended, by id, tool, rule and link. */
public final class LogChannel implements Channel {

  private static final Logger LOG = LoggerFactory.getLogger(LogChannel.class);
  private static final Pattern NOT_PRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

  @Override
  public String name() {
    return "log";
  }

  @Override
  public List<Recipient> recipients(Notice notice) {
    return List.of(new Recipient("operator", Set.of()));
  }

  @Override
  public String send(Notice notice, String recipient, boolean repeated) {
    var entry = notice.entry();
    var request = entry.approval().request();
    LOG.info(
        "{} {}: {} of {} by rule {}{} {}",
        Members.nameOf(notice.purpose()),
        entry.id(),
        Members.nameOf(entry.status()),
        printable(request.server() + "/" + request.tool()),
        printable(request.assessment().rule()),
        repeated ? " (perhaps said before)" : "",
        notice.link());
    return "logged";
  }

  /** A tool's name comes from outside and must not forge a line of the log. */
  private static String printable(String text) {
    return NOT_PRINTABLE.matcher(text).replaceAll("?");
  }
}
