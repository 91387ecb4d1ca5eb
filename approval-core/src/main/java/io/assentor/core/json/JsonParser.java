// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import io.assentor.core.work.Work;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * A strict recursive-descent parser for RFC 8259 behind the gate of RFC 7493. Our own, because the
 * gate must see raw number tokens and must name the offending member, and because the core imports
 * nothing; a differential test holds it against Jackson.
 */
final class JsonParser {

  /** Objects and arrays inside each other; api.md's limit. */
  static final int MAX_DEPTH = 64;

  /** Integers with fewer characters are represented exactly by a double. */
  private static final int SAFE_LENGTH = 15;

  /** No number we accept needs more: 309 digits, or 17 digits after 324 zeros. */
  private static final int MAX_NUMBER_LENGTH = 400;

  /** Stands for integers that are too long to be read; whatever is asked for, it is refused. */
  private static final Json TOO_LONG = Json.of(BigInteger.TEN.pow(MAX_NUMBER_LENGTH));

  /** The number of characters between two charges. */
  private static final int CHARGE_EVERY = 1 << 12;

  private final String text;
  private final int maxDepth;
  private final int maxValues;
  private final Mode mode;
  private int at;
  private int values;

  /** Characters read since the last charge. */
  private int looked;

  private final Deque<Object> path = new ArrayDeque<>();

  /** What happens to a number or text that cannot be kept as it is. */
  private enum Mode {
    /** It is refused. */
    STRICT,
    /** It is refused, but an integer that a double would round is kept as an {@link Json.Int}. */
    EXACT,
    /** It is replaced. */
    LENIENT
  }

  private JsonParser(String text, int maxDepth, int maxValues, Mode mode) {
    this.text = text;
    this.maxDepth = maxDepth;
    this.maxValues = maxValues;
    this.mode = mode;
  }

  /** Parses an untrusted document. A byte order mark may precede it (RFC 8259 section 8.1). */
  static Json parse(byte[] utf8, int maxDepth) {
    return outside(utf8, maxDepth, Mode.STRICT);
  }

  /** Parses an untrusted document with all its integers. */
  static Json parseExactly(byte[] utf8, int maxDepth) {
    return outside(utf8, maxDepth, Mode.EXACT);
  }

  /** Parses a document that Assentor wrote: with all its integers, and no byte order mark. */
  static Json parseStored(byte[] utf8, int maxDepth) {
    Work.chargeMemory((long) Footprint.PER_STORED_BYTE * utf8.length);
    return new JsonParser(strictly(utf8), maxDepth, Json.MAX_STORED_VALUES, Mode.EXACT).document();
  }

  /** Parses JSON whose text may be damaged: invalid parts are replaced, not refused. */
  static Json parseLeniently(byte[] utf8, int maxDepth) {
    return outside(utf8, maxDepth, Mode.LENIENT);
  }

  private static Json outside(byte[] utf8, int maxDepth, Mode mode) {
    Work.chargeMemory((long) Footprint.PER_BYTE * utf8.length);
    var text =
        mode == Mode.LENIENT
            ? new String(utf8, StandardCharsets.UTF_8) // puts U+FFFD for malformed bytes
            : strictly(utf8);
    return new JsonParser(withoutMark(text), maxDepth, Json.MAX_VALUES, mode).document();
  }

  private static String strictly(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw JsonException.invalid("", "UTF-8 text");
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private Json document() {
    skipWhitespace();
    var value = value(1);
    skipWhitespace();
    if (at < text.length()) {
      throw invalid("the end of the document");
    }
    Work.chargeSteps(looked);
    return value;
  }

  private Json value(int depth) {
    if (at >= text.length()) {
      throw invalid("a value, not the end of the document");
    }
    if (++values > maxValues) {
      throw JsonException.tooLarge(pointer(), "at most " + maxValues + " values in the document");
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", Json.Bool.TRUE);
      case 'f' -> literal("false", Json.Bool.FALSE);
      case 'n' -> literal("null", Json.Null.NULL);
      default -> number();
    };
  }

  private Json object(int depth) {
    enter(depth);
    var members = new TreeMap<String, Json>();
    if (peekAfterSpace() == '}') {
      at++;
      return Json.Obj.EMPTY;
    }
    while (true) {
      if (peekAfterSpace() != '"') {
        throw invalid("a member name in double quotes");
      }
      var name = string();
      path.addLast(name);
      compares(name, members.size());
      Work.chargeMemory(Footprint.text(name));
      if (members.containsKey(name)) {
        throw invalid("the member once, not twice");
      }
      if (peekAfterSpace() != ':') {
        throw invalid("a colon after the member name");
      }
      at++;
      skipWhitespace();
      members.put(name, value(depth + 1));
      path.removeLast();
      if (!another('}')) {
        return new Json.Obj(members);
      }
    }
  }

  private Json array(int depth) {
    enter(depth);
    var items = new ArrayList<Json>();
    if (peekAfterSpace() == ']') {
      at++;
      return Json.Arr.EMPTY;
    }
    while (true) {
      skipWhitespace();
      path.addLast(items.size());
      items.add(value(depth + 1));
      path.removeLast();
      if (!another(']')) {
        return new Json.Arr(items);
      }
    }
  }

  /** Finding a name's place among others compares it with as many as their logarithm. */
  private void compares(String name, int others) {
    looks(name.length() * (Integer.SIZE - Integer.numberOfLeadingZeros(others)));
  }

  private void looks(int characters) {
    looked += characters;
    if (looked >= CHARGE_EVERY) {
      Work.chargeSteps(looked);
      looked = 0;
    }
  }

  private void enter(int depth) {
    if (depth > maxDepth) {
      throw invalid("at most " + maxDepth + " levels of nesting");
    }
    at++;
  }

  /** After an element: a comma promises another, the closing bracket ends. */
  private boolean another(char close) {
    char c = peekAfterSpace();
    if (c != ',' && c != close) {
      throw invalid("a comma or '" + close + "'");
    }
    at++;
    return c == ',';
  }

  private String string() {
    at++;
    var out = new StringBuilder();
    while (true) {
      char c = next("a closing quote");
      if (c == '"') {
        break;
      } else if (c == '\\') {
        out.append(escape());
      } else if (c < 0x20 && mode != Mode.LENIENT) {
        throw invalid("control characters in strings to be escaped");
      } else {
        out.append(c);
      }
    }
    var value = out.toString();
    if (Surrogates.hasLone(value)) {
      if (mode != Mode.LENIENT) {
        throw JsonException.notIJson(pointer(), "a string without lone surrogates");
      }
      value = Surrogates.replaced(value);
    }
    return value;
  }

  private char escape() {
    char c = next("an escape");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = hexDigit(next("four hexadecimal digits"));
          if (digit < 0) {
            throw invalid("four hexadecimal digits");
          }
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default -> throw invalid("an escape of RFC 8259");
    };
  }

  /** ASCII only: Character.digit would take digits of other scripts. */
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private Json number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean isInteger = peek() != '.' && peek() != 'e' && peek() != 'E';
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    var token = text.substring(start, at);
    looks(2 * token.length()); // read as a double, and as the decimal that it must equal
    try {
      return isInteger && mode == Mode.EXACT ? integer(token) : gate(token);
    } catch (JsonException e) {
      if (mode == Mode.LENIENT) {
        return new Json.Str(token);
      }
      throw e;
    }
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (start == at) {
      throw invalid("a value");
    }
  }

  private Json integer(String token) {
    if (token.length() > MAX_NUMBER_LENGTH) {
      return TOO_LONG;
    }
    return token.length() <= SAFE_LENGTH
        ? new Json.Num(Long.parseLong(token))
        : Json.of(new BigInteger(token));
  }

  /** Refuses every number that a double would round: the approver must see what will run. */
  private Json gate(String token) {
    if (token.length() > MAX_NUMBER_LENGTH) {
      throw rounded();
    }
    double value = Double.parseDouble(token);
    if (Math.abs(value) > Numbers.MAX_SAFE_INTEGER) {
      throw JsonException.notIJson(pointer(), "an integer within ±(2^53 - 1)");
    }
    BigDecimal exact;
    try {
      exact = new BigDecimal(token).abs();
    } catch (NumberFormatException e) {
      throw rounded(); // an exponent past every double
    }
    var shortest = value == 0 ? BigDecimal.ZERO : Numbers.shortestDecimal(Math.abs(value));
    if (exact.compareTo(shortest) != 0) {
      throw rounded();
    }
    return new Json.Num(value);
  }

  private JsonException rounded() {
    return JsonException.notIJson(
        pointer(), "a number that a double holds exactly as written (send others as strings)");
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw invalid("a value");
    }
    at += word.length();
    return value;
  }

  private char next(String expected) {
    if (at >= text.length()) {
      throw invalid(expected);
    }
    looks(1);
    return text.charAt(at++);
  }

  private char peek() {
    looks(1);
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char peekAfterSpace() {
    skipWhitespace();
    return peek();
  }

  private void skipWhitespace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      looks(1);
      at++;
    }
  }

  private JsonException invalid(String expected) {
    return JsonException.invalid(pointer(), expected + " (at character " + at + ")");
  }

  private String pointer() {
    var out = new StringBuilder();
    for (Iterator<Object> steps = path.iterator(); steps.hasNext(); ) {
      out.append('/').append(Members.escape(steps.next().toString()));
    }
    return out.toString();
  }
}
