// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static io.assentor.server.settings.SettingKind.BOOLEAN;
import static io.assentor.server.settings.SettingKind.HOST_NAME;
import static io.assentor.server.settings.SettingKind.PORT;
import static io.assentor.server.settings.SettingKind.SECRET;
import static io.assentor.server.settings.SettingKind.TEXT;
import static io.assentor.server.settings.SettingKind.duration;
import static io.assentor.server.settings.SettingKind.list;
import static io.assentor.server.settings.SettingKind.number;
import static io.assentor.server.settings.SettingKind.readBy;
import static io.assentor.server.settings.SettingKind.someOf;

import io.assentor.api.ClientAddress;
import io.assentor.api.TokenClaims;
import io.assentor.notifiers.slack.SlackSettings;
import java.util.Map;

/** The type of each setting of application.yaml, by its environment name. */
final class SettingKinds {

  private static final int MILLION = 1_000_000;

  static final Map<String, SettingKind> ALL =
      Map.ofEntries(
          Map.entry("SERVER_PORT", PORT),
          Map.entry("ASSENTOR_BIND", SettingKind.OWN_ADDRESS),
          Map.entry("ASSENTOR_SESSION_TIMEOUT", duration("1m", "12h")),
          Map.entry("ASSENTOR_MAX_CONNECTIONS", number(1, MILLION)),
          Map.entry("ASSENTOR_ROLES", someOf("api", "worker")),
          Map.entry("ASSENTOR_DATA", SettingKind.PATH),
          Map.entry("ASSENTOR_PUBLIC_URL", SettingKind.PUBLIC_URL),
          Map.entry("ASSENTOR_ALLOW_HTTP", TEXT),
          Map.entry("ASSENTOR_POLICY_DIR", SettingKind.DIRECTORY),
          Map.entry("ASSENTOR_POLICY_RELOAD", duration("50ms", "1h")),
          Map.entry("ASSENTOR_DIRECTORY_GRACE", duration("0s", "1h")),
          Map.entry("ASSENTOR_DELIVERY_RETRY_INTERVAL", duration("1s", "1h")),
          Map.entry("ASSENTOR_EVALUATION_EXPOSED", BOOLEAN),
          Map.entry("ASSENTOR_EVALUATION_MAILBOX", BOOLEAN),
          Map.entry("ASSENTOR_DB_URL", SettingKind.JDBC_URL),
          Map.entry("ASSENTOR_DB_USER", TEXT),
          Map.entry("ASSENTOR_DB_PASSWORD", SECRET),
          Map.entry("ASSENTOR_DB_MIGRATION_USER", TEXT),
          Map.entry("ASSENTOR_DB_MIGRATION_PASSWORD", SECRET),
          Map.entry("ASSENTOR_DB_POOL_SIZE", number(1, 10_000)),
          Map.entry("ASSENTOR_MAC_KEY_FILE", SettingKind.PATH),
          Map.entry("ASSENTOR_TEMPORAL_TARGET", SettingKind.HOST_AND_PORT),
          Map.entry("ASSENTOR_TEMPORAL_NAMESPACE", TEXT),
          Map.entry("ASSENTOR_ISSUERS", issuers()),
          Map.entry("ASSENTOR_AUDIENCE", TEXT),
          Map.entry("ASSENTOR_ROLE_CLAIMS", roleClaims()),
          Map.entry("ASSENTOR_ROLE_MAP", roleMap()),
          Map.entry("ASSENTOR_SUBJECT_CLAIMS", subjectClaims()),
          Map.entry("ASSENTOR_SLACK_BOT_TOKEN", slackTokens()),
          Map.entry("ASSENTOR_SLACK_SIGNING_SECRET", SECRET),
          Map.entry("ASSENTOR_SLACK_APP_TOKEN", SECRET),
          Map.entry("ASSENTOR_SLACK_API_BASE", SettingKind.HTTP_BASE),
          Map.entry("ASSENTOR_SLACK_DENIAL_REASONS", TEXT),
          Map.entry("ASSENTOR_SLACK_MATCH_EMAIL", BOOLEAN),
          Map.entry("ASSENTOR_SLACK_LINK_ACCOUNTS", BOOLEAN),
          Map.entry("ASSENTOR_OIDC_ISSUER", SettingKind.ISSUER),
          Map.entry("ASSENTOR_OIDC_CLIENT_ID", TEXT),
          Map.entry("ASSENTOR_OIDC_CLIENT_SECRET", SECRET),
          Map.entry("ASSENTOR_OIDC_SCOPES", scopes()),
          Map.entry("ASSENTOR_STEP_UP_ACR", list(TEXT)),
          Map.entry("ASSENTOR_STEP_UP_MAX_AGE", duration("1s", "1h")),
          Map.entry("ASSENTOR_SMTP_HOST", HOST_NAME),
          Map.entry("ASSENTOR_SMTP_PORT", PORT),
          Map.entry("ASSENTOR_SMTP_USER", TEXT),
          Map.entry("ASSENTOR_SMTP_PASSWORD", SECRET),
          Map.entry("ASSENTOR_SMTP_FROM", SettingKind.E_MAIL),
          Map.entry("ASSENTOR_SMTP_STARTTLS", BOOLEAN),
          Map.entry("ASSENTOR_IMAP_HOST", HOST_NAME),
          Map.entry("ASSENTOR_IMAP_PORT", PORT),
          Map.entry("ASSENTOR_IMAP_USER", TEXT),
          Map.entry("ASSENTOR_IMAP_PASSWORD", SECRET),
          Map.entry("ASSENTOR_IMAP_STARTTLS", BOOLEAN),
          Map.entry("ASSENTOR_IMAP_INTERVAL", duration("1s", "1h")),
          Map.entry("ASSENTOR_MAX_WAITING", number(1, MILLION)),
          Map.entry("ASSENTOR_SUBMISSIONS_PER_MINUTE", number(1, 1_000 * MILLION)),
          Map.entry("ASSENTOR_SIGN_INS_PER_MINUTE", number(1, MILLION)),
          Map.entry("ASSENTOR_TRUSTED_PROXIES", proxies()),
          Map.entry("ASSENTOR_RECONCILER_GRACE", duration("100ms", "1h")),
          Map.entry("ASSENTOR_RECONCILER_PER_SECOND", number(1, 100_000)));

  private SettingKinds() {}

  private static SettingKind issuers() {
    return readBy(
        "'<issuer> <tenant> …' for each, separated by commas, each an http or https address without"
            + " query and fragment",
        false,
        text -> Issuer.list(SettingKind.items(text)));
  }

  private static SettingKind roleClaims() {
    return readBy(
        "claims separated by commas, names with dots of their own in double quotes",
        false,
        text -> TokenClaims.reading(text, "", ""));
  }

  private static SettingKind roleMap() {
    return readBy(
        "value=role separated by commas, each value once, one with commas in double quotes",
        false,
        text -> TokenClaims.reading("roles", text, ""));
  }

  private static SettingKind subjectClaims() {
    return readBy(
        "issuer=claim separated by commas, each issuer once",
        false,
        text -> TokenClaims.reading("roles", "", text));
  }

  private static SettingKind slackTokens() {
    return readBy(
        "a bot token (xoxb-…), or tenant=token for each tenant, separated by commas",
        true,
        SlackSettings::botTokens);
  }

  private static SettingKind proxies() {
    return readBy(
        "addresses or networks such as 10.0.0.0/8, separated by commas",
        false,
        text -> new ClientAddress(SettingKind.items(text)));
  }

  private static SettingKind scopes() {
    var list = list(TEXT);
    return new SettingKind(
        "a list of scopes with openid among them, separated by commas",
        text -> list.fits().test(text) && SettingKind.items(text).contains("openid"),
        false);
  }
}
