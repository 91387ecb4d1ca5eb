// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.Entry;
import io.assentor.core.EventFormat;
import io.assentor.core.LedgerReader.StoredEvent;
import io.assentor.core.LedgerReader.Verification;
import io.assentor.core.Sha256;
import io.assentor.core.json.Members;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Recomputes what the ledger claims about one approval. */
final class Verifier {

  private Verifier() {}

  static Verification verify(Entry entry, List<StoredEvent> events, String derived) {
    var problems = new ArrayList<String>();
    var link = EventFormat.firstLink();
    int sequence = 0;
    for (var stored : events) {
      sequence++;
      var body = stored.body().getBytes(StandardCharsets.UTF_8);
      link = EventFormat.link(link, body);
      if (stored.sequence() != sequence) {
        problems.add("event " + sequence + " is missing");
      }
      if (!Sha256.text(link).equals(stored.hash())) {
        problems.add("event " + sequence + " does not link to the one before it");
      }
      if (!stored
          .body()
          .equals(text(EventFormat.encode(entry.id(), stored.sequence(), stored.event())))) {
        problems.add("event " + sequence + " is not the canonical form of what it says");
      }
    }
    var request = entry.approval().request();
    if (!request.fingerprint().equals(entry.content().fingerprint())) {
      problems.add("the stored call is not the one with the recorded fingerprint");
    }
    if (!request.contextHash().equals(entry.content().contextHash())) {
      problems.add("the stored context is not the one with the recorded hash");
    }
    if (!request.view().equals(entry.content().view())) {
      problems.add("the stored rendering is not the one with the recorded view");
    }
    var closed = entry.approval().closed();
    var status = closed == null ? "pending" : Members.nameOf(closed.status());
    if (!derived.equals(status + "/" + sequence)) {
      problems.add("the current row says " + derived + ", the events " + status + "/" + sequence);
    }
    return new Verification(events.size(), problems);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
