// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import io.assentor.core.work.Work;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An I-JSON value (RFC 7493). Members of an object are sorted by UTF-16 code units, the order RFC
 * 8785 section 3.2.3 prescribes, so equal values have equal canonical bytes.
 */
public sealed interface Json {

  /** The most values in an untrusted document: each costs memory, however short it is. */
  int MAX_VALUES = 50_000;

  /**
   * Values that a stored document may have. It holds what came from outside, and that again as it
   * may be shown, so ours never have as many; an export that is verified may be forged.
   */
  int MAX_STORED_VALUES = 8 * MAX_VALUES;

  /** Parses UTF-8 bytes strictly; see {@link JsonException} for what is refused. */
  static Json parse(byte[] utf8) {
    return JsonParser.parse(utf8, JsonParser.MAX_DEPTH);
  }

  /** Parses an object, the only document our wire and our ledger know. */
  static Obj parseObject(byte[] utf8) {
    if (parse(utf8) instanceof Obj obj) {
      return obj;
    }
    throw JsonException.invalid("", "an object");
  }

  /**
   * Parses an object with all its integers: one that a double would round is an {@link Int}. It is
   * for documents that say which they may have, which {@link Integers#check} holds them to.
   */
  static Obj parseExactly(byte[] utf8) {
    if (JsonParser.parseExactly(utf8, JsonParser.MAX_DEPTH) instanceof Obj obj) {
      return obj;
    }
    throw JsonException.invalid("", "an object");
  }

  /**
   * Parses an object whose text may be damaged, for a report of what has already happened: it must
   * not be lost because of what it quotes. Malformed UTF-8 and lone surrogates become U+FFFD,
   * control characters may stand unescaped, and a number that a double would round is read as the
   * string of its digits.
   */
  static Obj parseLeniently(byte[] utf8) {
    if (JsonParser.parseLeniently(utf8, JsonParser.MAX_DEPTH) instanceof Obj obj) {
      return obj;
    }
    throw JsonException.invalid("", "an object");
  }

  /**
   * Parses a stored document, which may nest an accepted document a few levels deeper.
   *
   * @throws IllegalStateException if it is not a document that Assentor wrote
   */
  static Obj parseStored(byte[] utf8) {
    try {
      if (JsonParser.parseStored(utf8, JsonParser.MAX_DEPTH + 8) instanceof Obj obj) {
        return obj;
      }
    } catch (JsonException e) {
      throw new IllegalStateException("a stored document is damaged: " + e.getMessage(), e);
    }
    throw new IllegalStateException("a stored document is damaged: not an object");
  }

  static Obj.Builder object() {
    return new Obj.Builder();
  }

  static Str of(String value) {
    return new Str(value);
  }

  static Json of(long value) {
    return of(BigInteger.valueOf(value));
  }

  /** An integer: a {@link Num} if a double tells it apart from its neighbours, else an Int. */
  static Json of(BigInteger value) {
    return Numbers.isSafe(value) ? new Num(value.doubleValue()) : new Int(value);
  }

  static Arr strings(Collection<String> values) {
    return new Arr(values.stream().<Json>map(Str::new).toList());
  }

  /** The RFC 8785 form, in UTF-8; an {@link Int}, which it does not know, is its digits. */
  default byte[] canonical() {
    return canonicalString().getBytes(StandardCharsets.UTF_8);
  }

  /** The RFC 8785 form as text. */
  default String canonicalString() {
    var out = new StringBuilder();
    CanonicalWriter.write(this, out);
    return out.toString();
  }

  /** An object. */
  record Obj(SortedMap<String, Json> members) implements Json {
    private static final SortedMap<String, Json> NONE =
        Collections.unmodifiableSortedMap(new TreeMap<>());

    public static final Obj EMPTY = new Obj(NONE);

    public Obj {
      Work.chargeMemory(Footprint.object(members.size()));
      members =
          members.isEmpty() ? NONE : Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    public @Nullable Json get(String name) {
      return members.get(name);
    }

    /** Collects members; a null value leaves the member out. */
    public static final class Builder {
      private final TreeMap<String, Json> members = new TreeMap<>();

      public Builder put(String name, @Nullable Json value) {
        if (value != null) {
          members.put(name, value);
        }
        return this;
      }

      public Builder put(String name, @Nullable String value) {
        return put(name, value == null ? null : new Str(value));
      }

      public Builder put(String name, long value) {
        return put(name, of(value));
      }

      public Obj build() {
        return new Obj(members);
      }
    }
  }

  /** An array. */
  record Arr(List<Json> items) implements Json {
    public static final Arr EMPTY = new Arr(List.of());

    public Arr {
      Work.chargeMemory(Footprint.array(items.size()));
      items = List.copyOf(items);
    }
  }

  /** A string without lone surrogates. */
  record Str(String value) implements Json {
    public Str {
      Work.chargeMemory(Footprint.string(value));
      if (Surrogates.hasLone(value)) {
        throw JsonException.notIJson("", "a string without lone surrogates");
      }
    }
  }

  /**
   * An integer that RFC 8785, for which every number is a double, could only round. Within ±(2^53 -
   * 1) there is none: such an integer is a {@link Num}, so that equal numbers are equal values.
   */
  record Int(BigInteger value) implements Json {
    public Int {
      if (Numbers.isSafe(value)) {
        throw new IllegalArgumentException(value + " is a Num");
      }
      Work.chargeMemory(Footprint.integer(value));
    }
  }

  /** A finite IEEE 754 double, the only number RFC 8785 knows. */
  record Num(double value) implements Json {
    public Num {
      Work.chargeMemory(Footprint.NUMBER);
      if (!Double.isFinite(value)) {
        throw JsonException.notIJson("", "a finite number");
      }
      value = value + 0.0; // -0 is 0, as its canonical form is
    }
  }

  /** true or false. */
  enum Bool implements Json {
    TRUE,
    FALSE;

    public static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }

    public boolean value() {
      return this == TRUE;
    }
  }

  /** null. */
  enum Null implements Json {
    NULL
  }
}
