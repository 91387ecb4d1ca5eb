// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.worker;

import io.assentor.core.Approval;
import io.assentor.core.Channel;
import io.assentor.core.Channel.Notice;
import io.assentor.core.Delivery;
import io.assentor.core.Delivery.Purpose;
import io.assentor.core.Entry;
import java.util.ArrayList;
import java.util.List;

/** Who is to be told what, through which channel. */
public final class Notices {

  private final List<Channel> channels;
  private final String publicUrl;

  /**
   * Over these channels.
   *
   * @param publicUrl where people reach us, without a slash at its end
   */
  public Notices(List<Channel> channels, String publicUrl) {
    this.channels = List.copyOf(channels);
    this.publicUrl = publicUrl;
  }

  /** Everything that should have been sent by now. */
  List<Delivery.Key> due(Entry entry) {
    var purpose = entry.approval().closed() == null ? Purpose.ANNOUNCEMENT : Purpose.OUTCOME;
    var notice = notice(entry, purpose, stage(entry.approval()));
    var keys = new ArrayList<Delivery.Key>();
    for (var channel : channels) {
      for (var recipient : channel.recipients(notice)) {
        keys.add(new Delivery.Key(entry.id(), channel.name(), recipient, purpose, notice.stage()));
      }
    }
    return keys;
  }

  Notice notice(Entry entry, Purpose purpose, int stage) {
    var link = publicUrl + "/approvals/" + entry.id().uuid();
    return new Notice(purpose, stage, entry, link);
  }

  Channel channel(String name) {
    return channels.stream()
        .filter(channel -> channel.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no channel is called " + name));
  }

  /** The stage that waits, or waited last. */
  private static int stage(Approval approval) {
    int full = 0;
    for (var stage : approval.stages()) {
      if (stage.by().size() < stage.stage().needed()) {
        return full;
      }
      full++;
    }
    return Math.max(0, full - 1);
  }
}
