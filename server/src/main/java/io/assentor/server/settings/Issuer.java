// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An issuer whose tokens are accepted, from {@code ASSENTOR_ISSUERS}.
 *
 * @param address exactly as in its tokens
 * @param tenants the tenants of its tokens; none: all
 */
public record Issuer(String address, Set<String> tenants) {

  /**
   * Reads the items of the setting.
   *
   * @throws IllegalArgumentException if an item is not an address followed by tenants, if there are
   *     several and one names no tenants, or if one occurs twice
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
