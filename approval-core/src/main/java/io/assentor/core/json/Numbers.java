// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as RFC 8785 section 3.2.2.3 writes them: ECMAScript's shortest form of a double. */
final class Numbers {

  /** The largest integer a double tells apart from its neighbours (RFC 7493 section 2.2). */
  static final double MAX_SAFE_INTEGER = 9007199254740991d;

  private static final int MAX_PLAIN_DIGITS = 21;

  private static final int SAFE_BITS = 53;

  private Numbers() {}

  /** Whether an integer is within ±{@link #MAX_SAFE_INTEGER}. */
  static boolean isSafe(BigInteger value) {
    return value.abs().bitLength() <= SAFE_BITS;
  }

  static String shortest(double value) {
    if (value == 0) {
      return "0"; // also -0, RFC 8785 section 3.2.2.3
    }
    var decimal = shortestDecimal(Math.abs(value));
    var digits = decimal.unscaledValue().toString();
    int point = digits.length() - decimal.scale(); // digits before the decimal point
    return (value < 0 ? "-" : "") + layOut(digits, point);
  }

  /** The decimal with the fewest digits that reads back as this positive double. */
  static BigDecimal shortestDecimal(double value) {
    var decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      // Java never writes fewer than two digits (4.9E-324); ECMAScript does (5e-324).
      var one = decimal.round(new MathContext(1, RoundingMode.HALF_UP));
      if (one.doubleValue() == value) {
        return one.stripTrailingZeros();
      }
    }
    return decimal;
  }

  private static String layOut(String digits, int point) {
    int count = digits.length();
    if (point > MAX_PLAIN_DIGITS || point <= -6) {
      int exponent = point - 1;
      var fraction = count == 1 ? "" : "." + digits.substring(1);
      return digits.charAt(0) + fraction + "e" + (exponent > 0 ? "+" : "") + exponent;
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= count) {
      return digits + "0".repeat(point - count);
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }
}
