// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An issuer whose tokens are accepted, as {@code ASSENTOR_ISSUERS} has it.
 *
 * @param address as its tokens name it, letter by letter
 * @param tenants those it speaks for; none: all
 */
public record Issuer(String address, Set<String> tenants) {

  /**
   * Reads the items of the setting.
   *
   * @throws IllegalArgumentException if one is no address followed by tenants, or there are several
   *     and one names no tenants, or names one twice
   */
  public static List<Issuer> list(List<String> items) {
    var issuers = items.stream().map(Issuer::of).toList();
    var addresses = new HashSet<String>();
    for (var issuer : issuers) {
      if (!addresses.add(issuer.address)) {
        throw new IllegalArgumentException(
            "expected each issuer once, not twice " + issuer.address);
      }
      if (issuer.tenants.isEmpty() && issuers.size() > 1) {
        throw new IllegalArgumentException(
            "it names no tenants for "
                + issuer.address
                + " (expected: '<issuer> <tenant> …' for each when there are several)");
      }
    }
    return issuers;
  }

  private static Issuer of(String item) {
    var words = List.of(item.strip().split("\\s+", -1));
    if (!SettingKind.ISSUER.fits().test(words.getFirst())) {
      throw new IllegalArgumentException(
          "expected " + SettingKind.ISSUER.expected() + ", not " + words.getFirst());
    }
    return new Issuer(words.getFirst(), Set.copyOf(words.subList(1, words.size())));
  }
}
