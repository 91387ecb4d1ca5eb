// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.people;

import io.assentor.core.json.Members;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The accounts by which a channel's remote service knows people: how directory files write them,
 * and how pages speak of them. An account is known to Assentor by an issuer, {@code
 * channel:part/part}, and a name.
 *
 * @param channel the channel's name, by which directory files call such accounts, contacts and
 *     routings
 * @param issuer what says whose account it is, for example an organisation and a workspace
 * @param account the member of a directory file that holds the account's name
 * @param words how pages speak of it
 */
public record AccountKind(String channel, List<Part> issuer, String account, Words words) {

  private static final int MAX_NAME = 256;

  public AccountKind {
    issuer = List.copyOf(issuer);
    if (!channel.matches("[a-z]+")) {
      throw new IllegalArgumentException(
          "an account kind called " + channel + " (expected: lower-case letters)");
    }
  }

  /**
   * A part of an issuer, a member of its own in directory files.
   *
   * @param optional whether it may be missing; it is empty then
   */
  public record Part(String member, boolean optional) {}

  /**
   * How pages speak of such accounts. They are parts of sentences, so that what follows from a link
   * is said alike of every channel.
   *
   * @param account the account, for example {@code Chat account}
   * @param place where people decide with it, for example {@code in Chat}
   * @param start how one comes to link an account, a sentence
   */
  public record Words(String account, String place, String start) {}

  /** An account, by what vouches for it and its name there. */
  public record Account(String issuer, String name) {}

  /** Returns the issuer made of these parts, in the order of {@link #issuer()}. */
  public String issuerOf(String... parts) {
    if (parts.length != issuer.size()) {
      throw new IllegalArgumentException(
          parts.length + " parts of an issuer (expected: " + issuer.size() + ")");
    }
    return prefix() + String.join("/", parts);
  }

  /** Whether an issuer's accounts are of this kind. */
  public boolean isOf(String issuer) {
    return issuer.startsWith(prefix());
  }

  /** What the issuers of such accounts begin with. */
  public String prefix() {
    return channel + ":";
  }

  /**
   * Reads an account of a directory file.
   *
   * @throws io.assentor.core.json.JsonException if it is none
   */
  public Account read(Members members) {
    var parts = new ArrayList<String>();
    for (var part : issuer) {
      var value = members.optionalText(part.member, MAX_NAME);
      parts.add(
          part.optional
              ? Objects.requireNonNullElse(value, "")
              : members.text(part.member, MAX_NAME));
    }
    var read = new Account(issuerOf(parts.toArray(String[]::new)), members.text(account, MAX_NAME));
    members.end();
    return read;
  }
}
