// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.MacKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies what {@link Export} wrote, without a database. It keeps one record in memory at a time.
 * An export may be hostile: errors in it are findings, never exceptions.
 */
public final class ExportVerifier {

  /** The longest line, in bytes: a call of one mebibyte with the renderings of some channels. */
  static final int MAX_LINE = 64 << 20;

  private final @Nullable MacKeys keys;
  private final Consumer<Finding> found;
  private long line;
  private long records;
  private long events;
  private long damaged;
  private @Nullable String last;
  private boolean ended;

  /**
   * Makes one.
   *
   * @param keys absent: everything except the MACs is verified
   * @param found receives each damaged record
   */
  public ExportVerifier(@Nullable MacKeys keys, Consumer<Finding> found) {
    this.keys = keys;
    this.found = found;
  }

  /**
   * A damaged record, or a line that is not a record.
   *
   * @param line of the export, from 1
   * @param record {@code tenant/id}; empty if the line does not name it
   */
  public record Finding(long line, String record, List<String> problems) {}

  /**
   * The result of verifying an export.
   *
   * @param damaged findings
   */
  public record Summary(long records, long events, long damaged, boolean authenticated) {
    public boolean valid() {
      return damaged == 0;
    }
  }

  /** Reads an export to its end. */
  public Summary verify(InputStream export) throws IOException {
    var bytes = new ByteArrayOutputStream();
    boolean tooLong = false;
    for (int b = export.read(); b >= 0; b = export.read()) {
      if (b == '\n') {
        line(bytes, tooLong);
        bytes = bytes.size() > MAX_LINE / 64 ? new ByteArrayOutputStream() : bytes;
        bytes.reset();
        tooLong = false;
      } else if (bytes.size() < MAX_LINE) {
        bytes.write(b);
      } else {
        tooLong = true;
      }
    }
    if (bytes.size() > 0) {
      line(bytes, tooLong);
    }
    if (!ended) {
      report("", List.of("the export ends early: its last line is missing"));
    }
    return new Summary(records, events, damaged, keys != null);
  }

  private void line(ByteArrayOutputStream bytes, boolean tooLong) {
    line++;
    if (tooLong) {
      report("", List.of("the line is longer than " + MAX_LINE + " bytes"));
    } else if (ended) {
      report("", List.of("there is more data after the last line"));
    } else {
      read(bytes.toByteArray());
    }
  }

  private void read(byte[] bytes) {
    StoredRecord record;
    try {
      var members = Members.of(Json.parseStored(bytes));
      var announced = members.optionalInteger("records");
      if (announced != null) {
        end(announced);
        return;
      }
      record = StoredRecord.of(members);
    } catch (RuntimeException e) {
      report("", List.of("the line is not a record: " + e.getMessage()));
      return;
    }
    record(record);
  }

  private void end(long announced) {
    ended = true;
    if (announced != records) {
      report("", List.of("the export says it has " + announced + " records, and has " + records));
    }
  }

  private void record(StoredRecord record) {
    records++;
    var verification = Verifier.verify(record, keys, Verifier.Contents.NOT_AT_HAND);
    events += verification.events();
    var name = record.id.toString();
    if (!verification.valid()) {
      report(name, verification.problems());
    }
    var id = record.id.uuid().toString();
    if (last != null && last.compareTo(id) >= 0) {
      report(name, List.of("the record occurs twice, or out of order"));
    }
    last = id;
  }

  private void report(String record, List<String> problems) {
    damaged++;
    found.accept(new Finding(line, record, problems));
  }
}
