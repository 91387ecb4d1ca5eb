// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The type of a setting's value. Without it, an invalid value would cause an obscure error at its
 * first use, or none.
 *
 * @param expected for people: {@code true or false}
 * @param fits whether a non-empty text is valid
 * @param secret whether messages must not show it
 */
record SettingKind(String expected, Predicate<String> fits, boolean secret) {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
  private static final Pattern DURATION = Pattern.compile("[0-9]{1,9}(ms|s|m|h|d)");
  private static final int LAST_PORT = 65_535;

  /** Any text on one line. */
  static final SettingKind TEXT = kind("one line of text", SettingKind::isLine);

  static final SettingKind SECRET =
      new SettingKind("one line of text without blanks around it", SettingKind::isLine, true);

  static final SettingKind BOOLEAN = oneOf("true", "false");

  static final SettingKind PORT = number(1, LAST_PORT);

  static final SettingKind PATH = kind("a path", it -> isLine(it) && isPath(it));

  static final SettingKind DIRECTORY =
      kind(
          "a directory that this process may read",
          it ->
              PATH.fits.test(it)
                  && Files.isDirectory(Path.of(it))
                  && Files.isReadable(Path.of(it)));

  static final SettingKind HOST_NAME = kind("a host name or address", SettingKind::isHost);

  static final SettingKind OWN_ADDRESS =
      kind("an address of this machine, such as 127.0.0.1 or 0.0.0.0", SettingKind::isAddress);

  static final SettingKind HOST_AND_PORT =
      kind("host:port, such as temporal.example:7233", SettingKind::isHostAndPort);

  static final SettingKind E_MAIL =
      kind("one e-mail address, such as assentor@example.com", SettingKind::isMail);

  static final SettingKind JDBC_URL =
      new SettingKind("jdbc:postgresql://host:port/database", SettingKind::isJdbcUrl, false);

  static final SettingKind HTTP_BASE =
      kind(
          "an http or https address that ends with a slash",
          it -> isHttp(it) && it.endsWith("/") && hasNothingBehindItsPath(it));

  /** An address that may have a path; issuers are compared exactly. */
  static final SettingKind ISSUER =
      kind(
          "an http or https address without query and fragment",
          it -> isHttp(it) && hasNothingBehindItsPath(it));

  static final SettingKind PUBLIC_URL =
      kind(
          "https://host or https://host:port, without a path: Assentor needs a host name or port of"
              + " its own",
          it -> PublicUrl.canonical(it) != null);

  private static SettingKind kind(String expected, Predicate<String> fits) {
    return new SettingKind(expected, fits, false);
  }

  static SettingKind oneOf(String... names) {
    return kind(String.join(" or ", names), List.of(names)::contains);
  }

  static SettingKind number(long least, long most) {
    return kind(
        "a whole number from " + least + " to " + most,
        it -> it.matches("[0-9]{1,10}") && isWithin(Long.parseLong(it), least, most));
  }

  static SettingKind duration(String least, String most) {
    var shortest = DurationStyle.SIMPLE.parse(least);
    var longest = DurationStyle.SIMPLE.parse(most);
    return kind(
        "a duration from " + least + " to " + most + ", such as 500ms, 30s, 5m or 2h",
        it ->
            DURATION.matcher(it).matches()
                && isWithin(DurationStyle.SIMPLE.parse(it), shortest, longest));
  }

  /** Items separated by commas, without surrounding blanks. */
  static SettingKind list(SettingKind item) {
    return new SettingKind(
        "a list of " + item.expected + ", separated by commas",
        it -> items(it).stream().allMatch(one -> !one.isEmpty() && item.fits.test(one)),
        item.secret);
  }

  /** Some of these names, separated by commas. */
  static SettingKind someOf(String... names) {
    var known = Set.of(names);
    return kind(
        "one or more of " + String.join(", ", names) + ", separated by commas",
        it -> known.containsAll(items(it)));
  }

  /** A text that a parser accepts. */
  static SettingKind readBy(String expected, boolean secret, Consumer<String> reader) {
    return new SettingKind(
        expected,
        it -> {
          try {
            reader.accept(it);
            return true;
          } catch (IllegalArgumentException e) {
            return false;
          }
        },
        secret);
  }

  /** The items of a list. */
  static List<String> items(String list) {
    return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }

  private static <T extends Comparable<T>> boolean isWithin(T value, T least, T most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static boolean isLine(String text) {
    return text.equals(text.strip()) && text.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isPath(String text) {
    try {
      var unused = Path.of(text);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isHost(String text) {
    return HOST.matcher(text).matches() || text.matches("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]?");
  }

  private static boolean isAddress(String text) {
    try {
      if (!isHost(text)) {
        return false;
      }
      var address = InetAddress.getByName(text);
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  private static boolean isHostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    return colon > 0
        && isHost(text.substring(0, colon))
        && PORT.fits.test(text.substring(colon + 1))
        && (text.startsWith("[") || text.indexOf(':') == colon);
  }

  private static boolean isMail(String text) {
    try {
      new InternetAddress(text, true);
      return isLine(text) && text.contains("@");
    } catch (AddressException e) {
      return false;
    }
  }

  private static boolean isJdbcUrl(String text) {
    try {
      return isLine(text)
          && text.startsWith("jdbc:postgresql:")
          && DriverManager.getDriver(text) != null;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean isHttp(String text) {
    var uri = uri(text);
    return uri != null
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && isWithin(uri.getPort(), -1, LAST_PORT);
  }

  private static boolean hasNothingBehindItsPath(String text) {
    return text.indexOf('?') < 0 && text.indexOf('#') < 0;
  }

  static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
