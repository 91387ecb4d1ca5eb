// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.approval.Approval;
import io.assentor.core.approval.ApprovalId;
import io.assentor.core.approval.Event;
import io.assentor.core.approval.EventFormat;
import io.assentor.core.approval.RequestRendering;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader.Verification;
import io.assentor.core.ledger.MacKeys;
import io.assentor.core.work.WorkEndedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recomputes the stored record of one approval. Damage is a finding, never an exception. */
final class Verifier {

  private final StoredRecord record;
  private final ApprovalId id;
  private final @Nullable MacKeys keys;
  private final Contents contents;
  private final List<String> problems = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  /** Where the policies and directories are kept that events name by their versions. */
  @FunctionalInterface
  interface Contents {

    /** An export holds none, so nothing is found out about them. */
    Contents NOT_AT_HAND = version -> Optional.empty();

    /** Whether what is kept under a version still has that hash; empty if that cannot be told. */
    Optional<Kept> of(String version);
  }

  /** What became of a policy or directory. */
  enum Kept {
    WHOLE,
    ALTERED,
    MISSING
  }

  private Verifier(StoredRecord record, @Nullable MacKeys keys, Contents contents) {
    this.record = record;
    this.id = record.id;
    this.keys = keys;
    this.contents = contents;
  }

  /**
   * Verifies a record as it is stored.
   *
   * @param keys absent: everything except the MACs is verified
   */
  static Verification verify(StoredRecord record, @Nullable MacKeys keys, Contents contents) {
    boolean authenticated = keys != null;
    if (record.events.isEmpty()) {
      return new Verification(0, authenticated, List.of("there are no events"));
    }
    var verifier = new Verifier(record, keys, contents);
    verifier.chain();
    if (verifier.events.size() == record.events.size()) {
      verifier.state();
    }
    return new Verification(record.events.size(), authenticated, verifier.problems);
  }

  private void authenticate(byte[] message, byte[] mac, String what) {
    if (keys != null && !keys.verify(message, mac)) {
      var unknown = keys.knows(mac) ? "" : ", or under a key that is not in the key file";
      problems.add(what + " was not written by Assentor" + unknown);
    }
  }

  private void chain() {
    var link = EventFormat.firstLink();
    int sequence = 0;
    for (var written : record.events) {
      sequence++;
      if (written.sequence != sequence) {
        problems.add("event " + sequence + " is missing");
        return;
      }
      authenticate(
          MacInput.event(id, sequence, written.body, written.link),
          written.mac,
          "event " + sequence);
      link = EventFormat.link(link, written.body);
      if (!Arrays.equals(link, written.link)) {
        problems.add("event " + sequence + " does not link to the previous one");
      }
      try {
        var event = EventFormat.decode(written.body);
        if (!Arrays.equals(EventFormat.encode(id, sequence, event), written.body)) {
          problems.add("event " + sequence + " is not the canonical form of what it says");
        }
        events.add(event);
      } catch (RuntimeException e) {
        WorkEndedException.rethrow(e);
        problems.add("event " + sequence + " cannot be read: " + e.getMessage());
      }
    }
  }

  private void state() {
    Approval approval;
    try {
      approval = Approval.fold(id, events);
    } catch (RuntimeException e) {
      WorkEndedException.rethrow(e);
      problems.add("the events are inconsistent: " + e.getMessage());
      return;
    }
    var closed = approval.closed();
    var told = (closed == null ? "pending" : Members.nameOf(closed.status())) + "/" + events.size();
    var derived = record.status + "/" + record.version;
    if (!derived.equals(told)) {
      problems.add("the current row says " + derived + ", the events " + told);
    }
    content(approval);
    version("policy", approval.request().assessment().policyVersion());
    version("directory", approval.request().directoryVersion());
  }

  private void version(String kind, String version) {
    var kept = contents.of(version);
    if (kept.isPresent()) {
      switch (kept.get()) {
        case WHOLE -> {}
        case ALTERED ->
            problems.add("the stored " + kind + " is not the one of version " + version);
        case MISSING -> problems.add("the " + kind + " of version " + version + " is missing");
      }
    }
  }

  private void content(Approval approval) {
    var request = approval.request();
    var call = record.call;
    if (call == null || record.renderings.isEmpty()) {
      problems.add("the content is gone, so its hashes cannot be recomputed");
      return;
    }
    authenticate(MacInput.content(id, call.salt, call.body), call.mac, "the stored call");
    CallContent content;
    Map<String, String> views;
    try {
      content = Rows.content(call.salt, call.body);
      views = views(content);
    } catch (RuntimeException e) {
      WorkEndedException.rethrow(e);
      problems.add("the content cannot be read: " + e.getMessage());
      return;
    }
    if (!request.fingerprint().equals(content.fingerprint())) {
      problems.add("the stored call is not the one with the recorded fingerprint");
    }
    if (!request.contextHash().equals(content.contextHash())) {
      problems.add("the stored context is not the one with the recorded hash");
    }
    if (!request.view().equals(views.get("api"))) {
      problems.add("the stored rendering is not the one with the recorded view");
    }
    for (var disclosure : approval.disclosures()) {
      if (!disclosure.view().equals(views.get(RequestRendering.DISCLOSED))) {
        var person = disclosure.standing().person();
        problems.add("what was disclosed to " + person + " is not what is stored");
      }
    }
    for (var decision : approval.decisions()) {
      if (!views.containsValue(decision.view())) {
        problems.add("what " + decision.standing().person() + " saw is not what is stored");
      }
    }
  }

  /** Returns the hash of every stored rendering, and of those derived from one, by channel. */
  private Map<String, String> views(CallContent content) {
    var salt = content.salt();
    var views = new HashMap<String, String>();
    for (var shown : record.renderings) {
      authenticate(
          MacInput.rendering(id, shown.channel, shown.body),
          shown.mac,
          "what " + shown.channel + " showed");
      var rendering = new Rendering(shown.channel, Json.parseStored(shown.body));
      views.put(shown.channel, rendering.view(salt));
      if (shown.channel.equals(RequestRendering.CHANNEL)) {
        RequestRendering.disclosed(rendering, content.shown())
            .ifPresent(it -> views.put(it.channel(), it.view(salt)));
      }
    }
    return views;
  }
}
