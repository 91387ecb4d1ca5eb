// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.log;

import io.assentor.core.channel.Channel;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.text.InlineText;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which requests wait or were closed, by id, tool, rule and link. Names are untrusted, and are
 * quoted so that none can look like another field or forge a line.
 */
public final class LogChannel implements Channel {

  private static final Logger LOG = LoggerFactory.getLogger(LogChannel.class);

  @Override
  public String name() {
    return "log";
  }

  @Override
  public List<Recipient> recipients(ApprovalRecord entry, Occasion occasion) {
    return List.of(new Recipient("operator", Set.of()));
  }

  @Override
  public String send(Notice notice, String recipient, boolean repeated) {
    var entry = notice.entry();
    var request = entry.approval().request();
    LOG.info(
        "{} {}: {}, {} on {}, by rule {}{} {}",
        Members.nameOf(notice.occasion().purpose()),
        entry.id(),
        Members.nameOf(entry.status()),
        InlineText.word(request.tool()),
        InlineText.word(request.server()),
        InlineText.word(request.assessment().rule()),
        repeated ? " (perhaps said before)" : "",
        notice.link());
    return "logged";
  }
}
