// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules for settings, each by itself and together. */
final class SettingRules {

  private static final String PUBLIC_URL = "ASSENTOR_PUBLIC_URL";
  private static final String ALLOW_HTTP = "ASSENTOR_ALLOW_HTTP";

  /** The first means nothing without the second. */
  private static final List<List<String>> NEEDS =
      List.of(
          List.of("ASSENTOR_DB_URL", "ASSENTOR_DB_USER"),
          List.of("ASSENTOR_DB_USER", "ASSENTOR_DB_URL"),
          List.of("ASSENTOR_DB_PASSWORD", "ASSENTOR_DB_USER"),
          List.of("ASSENTOR_DB_MIGRATION_USER", "ASSENTOR_DB_URL"),
          List.of("ASSENTOR_DB_MIGRATION_PASSWORD", "ASSENTOR_DB_MIGRATION_USER"),
          List.of("ASSENTOR_OIDC_ISSUER", "ASSENTOR_OIDC_CLIENT_ID"),
          List.of("ASSENTOR_OIDC_ISSUER", "ASSENTOR_OIDC_CLIENT_SECRET"),
          List.of("ASSENTOR_OIDC_CLIENT_ID", "ASSENTOR_OIDC_ISSUER"),
          List.of("ASSENTOR_OIDC_CLIENT_SECRET", "ASSENTOR_OIDC_ISSUER"),
          List.of("ASSENTOR_SLACK_SIGNING_SECRET", "ASSENTOR_SLACK_BOT_TOKEN"),
          List.of("ASSENTOR_SLACK_APP_TOKEN", "ASSENTOR_SLACK_BOT_TOKEN"),
          List.of("ASSENTOR_SMTP_HOST", "ASSENTOR_SMTP_FROM"),
          List.of("ASSENTOR_SMTP_FROM", "ASSENTOR_SMTP_HOST"),
          List.of("ASSENTOR_SMTP_USER", "ASSENTOR_SMTP_PASSWORD"),
          List.of("ASSENTOR_SMTP_USER", "ASSENTOR_SMTP_HOST"),
          List.of("ASSENTOR_SMTP_PASSWORD", "ASSENTOR_SMTP_USER"),
          List.of("ASSENTOR_IMAP_HOST", "ASSENTOR_SMTP_HOST"),
          List.of("ASSENTOR_IMAP_HOST", "ASSENTOR_IMAP_USER"),
          List.of("ASSENTOR_IMAP_HOST", "ASSENTOR_IMAP_PASSWORD"),
          List.of("ASSENTOR_IMAP_USER", "ASSENTOR_IMAP_HOST"),
          List.of("ASSENTOR_IMAP_PASSWORD", "ASSENTOR_IMAP_HOST"));

  /** The settings that production requires. */
  private static final List<String> REQUIRED =
      List.of(
          "ASSENTOR_DB_URL",
          "ASSENTOR_MAC_KEY_FILE",
          "ASSENTOR_POLICY_DIR",
          PUBLIC_URL,
          "ASSENTOR_TEMPORAL_TARGET");

  private static final List<String> REQUIRED_BY_API =
      List.of("ASSENTOR_AUDIENCE", "ASSENTOR_ISSUERS");

  /** Evaluation mode has an issuer of its own. */
  private static final List<String> OF_PRODUCTION =
      List.of("ASSENTOR_AUDIENCE", "ASSENTOR_ISSUERS", "ASSENTOR_OIDC_ISSUER");

  private final Map<String, String> values;
  private final Set<String> set;
  private final List<String> problems = new ArrayList<>();

  private SettingRules(Map<String, String> values, Set<String> set) {
    this.values = values;
    this.set = set;
  }

  /**
   * Returns what is wrong, a sentence each; empty if the settings are valid.
   *
   * @param values by environment name; empty: unset
   * @param set the names of those that were set
   */
  static List<String> problems(Map<String, String> values, Set<String> set, Mode mode) {
    var rules = new SettingRules(values, set);
    rules.eachByItself();
    switch (mode) {
      case PRODUCTION -> {
        rules.nothingIsMissing();
        rules.nothingGoesInTheClear();
        rules.nobodyServesAsOwner();
      }
      case EVALUATION -> {
        rules.nothingLeavesThisMachine();
        rules.nothingIsIgnored();
      }
    }
    rules.together();
    return rules.problems;
  }

  private String value(String name) {
    return values.getOrDefault(name, "");
  }

  private boolean isSet(String name) {
    return set.contains(name) && !value(name).isEmpty();
  }

  private void eachByItself() {
    values.forEach(
        (name, value) -> {
          var kind = SettingKinds.ALL.get(name);
          if (kind != null && !value.isEmpty() && !kind.fits().test(value)) {
            problems.add(
                kind.secret()
                    ? name + " has a wrong form (expected: " + kind.expected() + ")"
                    : name + " is " + value + " (expected: " + kind.expected() + ")");
          }
        });
  }

  private boolean isRole(String role) {
    return SettingKind.items(value("ASSENTOR_ROLES")).contains(role);
  }

  private void nothingIsMissing() {
    REQUIRED.forEach(this::require);
    if (isRole("api")) {
      REQUIRED_BY_API.forEach(this::require);
    }
  }

  private void require(String name) {
    if (!isSet(name)) {
      var expected =
          name.equals("ASSENTOR_DB_URL")
              ? "a PostgreSQL; to try Assentor out, run assentor-evaluation.jar, which brings its own"
              : "a value";
      problems.add(name + " is unset (expected: " + expected + ")");
    }
  }

  /**
   * An attacker who takes over a serving process must not find the password that can change the
   * record.
   */
  private void nobodyServesAsOwner() {
    if (isSet("ASSENTOR_DB_MIGRATION_USER")) {
      problems.add(
          "ASSENTOR_DB_MIGRATION_USER is set, but this process serves (expected: unset; the"
              + " commands migrate and maintain have the owner's password)");
    }
  }

  /** For bearer tokens and session cookies, and for the keys that verify tokens. */
  private void nothingGoesInTheClear() {
    if (!value(ALLOW_HTTP).isEmpty()) {
      return;
    }
    var url = publicUrl();
    if (isSet(PUBLIC_URL) && url.startsWith("http:")) {
      problems.add(inTheClear(PUBLIC_URL, url, "tokens and session cookies"));
    }
    addresses("ASSENTOR_ISSUERS").forEach(it -> issuer("ASSENTOR_ISSUERS", it));
    issuer("ASSENTOR_OIDC_ISSUER", value("ASSENTOR_OIDC_ISSUER"));
  }

  /** Empty if it is not an address. */
  private String publicUrl() {
    return Objects.requireNonNullElse(PublicUrl.canonical(value(PUBLIC_URL)), "");
  }

  private void issuer(String name, String address) {
    if (address.startsWith("http:") && !Loopback.isHostOf(address)) {
      problems.add(inTheClear(name, address, "the keys that tokens are checked with"));
    }
  }

  private static String inTheClear(String name, String url, String what) {
    return "%s is %s, so %s would cross the network in the clear (expected: https, or %s with the reason why http is safe here)"
        .formatted(name, url, what, ALLOW_HTTP);
  }

  private List<String> addresses(String name) {
    return SettingKind.items(value(name)).stream().map(it -> it.split("\\s+", -1)[0]).toList();
  }

  private void nothingLeavesThisMachine() {
    if (value("ASSENTOR_EVALUATION_EXPOSED").equals("true")) {
      return;
    }
    for (var name : List.of("ASSENTOR_BIND", PUBLIC_URL, "ASSENTOR_DB_URL")) {
      var value = name.equals(PUBLIC_URL) ? publicUrl() : value(name);
      if (!value.isEmpty() && !Loopback.isHostOf(value)) {
        problems.add(
            name
                + " is "
                + DatabaseCheck.withoutParameters(value)
                + ", but evaluation mode has public passwords (expected: a loopback address, or"
                + " ASSENTOR_EVALUATION_EXPOSED=true to take that risk)");
      }
    }
  }

  private void nothingIsIgnored() {
    for (var name : OF_PRODUCTION) {
      if (isSet(name)) {
        problems.add(
            name
                + " is set, but evaluation mode trusts its own demo issuer only (expected:"
                + " assentor-server.jar, or no such setting)");
      }
    }
  }

  private void together() {
    for (var pair : NEEDS) {
      if (isSet(pair.get(0)) && !isSet(pair.get(1))) {
        problems.add(pair.get(0) + " is set, but " + pair.get(1) + " is not (expected: both)");
      }
    }
    var pages = value("ASSENTOR_OIDC_ISSUER");
    if (!pages.isEmpty() && !addresses("ASSENTOR_ISSUERS").contains(pages)) {
      problems.add(
          "ASSENTOR_OIDC_ISSUER is "
              + pages
              + " (expected: one of ASSENTOR_ISSUERS, which says for which tenants it speaks)");
    }
    if (isSet("ASSENTOR_SLACK_BOT_TOKEN")
        && !isSet("ASSENTOR_SLACK_SIGNING_SECRET")
        && !isSet("ASSENTOR_SLACK_APP_TOKEN")) {
      problems.add(
          "ASSENTOR_SLACK_BOT_TOKEN is set, but neither ASSENTOR_SLACK_SIGNING_SECRET nor"
              + " ASSENTOR_SLACK_APP_TOKEN is (expected: one of them, or clicks cannot be received)");
    }
  }
}
