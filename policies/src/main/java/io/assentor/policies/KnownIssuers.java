// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.json.Members;
import io.assentor.core.people.AccountKind;
import io.assentor.core.people.Directory;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Those whose identities a directory file may name.
 *
 * @param names issuers by the short names that files may use
 * @param accounts the accounts of channels
 */
record KnownIssuers(Map<String, String> names, List<AccountKind> accounts) {

  private static final int MAX_NAME = 256;

  /** Somebody as an issuer or a channel knows them. */
  record Identity(String issuer, String subject) {}

  /** Reads an issuer's subject, an account of a channel or an e-mail address. */
  Identity identity(Members members) {
    var named = new HashMap<AccountKind, Members>();
    for (var kind : accounts) {
      var account = members.optionalObject(kind.channel());
      if (account != null) {
        named.put(kind, account);
      }
    }
    var email = members.optionalText(Directory.EMAIL, MAX_NAME);
    var issuer = members.optionalText("issuer", MAX_NAME);
    if (named.size() + (email == null ? 0 : 1) + (issuer == null ? 0 : 1) != 1) {
      throw members.bad("issuer", "exactly one of " + kinds());
    }
    Identity identity;
    if (email != null) {
      identity = new Identity(Directory.EMAIL_ISSUER, email.toLowerCase(Locale.ROOT));
    } else if (issuer != null) {
      var subject = members.text("subject", MAX_NAME);
      identity = new Identity(names.getOrDefault(issuer, issuer), subject);
    } else {
      var account = named.entrySet().iterator().next();
      var read = account.getKey().read(account.getValue());
      identity = new Identity(read.issuer(), read.name());
    }
    members.end();
    return identity;
  }

  private String kinds() {
    return Stream.concat(
                Stream.of("issuer with subject"), accounts.stream().map(AccountKind::channel))
            .collect(Collectors.joining(", "))
        + " and "
        + Directory.EMAIL;
  }

  /** Returns the names of the contacts that a person may have. */
  List<String> contacts() {
    return Stream.concat(Stream.of(Directory.EMAIL), accounts.stream().map(AccountKind::channel))
        .toList();
  }
}
