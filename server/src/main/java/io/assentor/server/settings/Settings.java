// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The settings of application.yaml, which explains them. Empty text means unset. */
@ConfigurationProperties("assentor")
public record Settings(
    List<String> roles,
    Path data,
    String publicUrl,
    String policyDir,
    Duration policyReload,
    Duration directoryGrace,
    Duration deliveryRetryInterval,
    Evaluation evaluation,
    Database database,
    Temporal temporal,
    Security security,
    Slack slack,
    Pages pages,
    Smtp smtp,
    Imap imap,
    Api api,
    Reconciliation reconciler) {

  public record Evaluation(boolean exposed, boolean mailbox) {}

  public record Database(
      String url,
      String user,
      String password,
      String migrationUser,
      String migrationPassword,
      int poolSize,
      String macKeyFile) {

    /** Without the passwords. */
    @Override
    public String toString() {
      return "Database[url=" + url + ", user=" + user + "]";
    }
  }

  public record Temporal(String target, String namespace) {}

  public record Security(List<String> issuers, String audience) {}

  public record Slack(
      String botToken,
      String signingSecret,
      String appToken,
      String apiBase,
      List<String> denialReasons,
      boolean matchEmail,
      boolean linkAccounts) {

    /** Without what is secret. */
    @Override
    public String toString() {
      return "Slack[apiBase=" + apiBase + "]";
    }
  }

  public record Pages(
      String issuer,
      String clientId,
      String clientSecret,
      List<String> scopes,
      List<String> stepUpAcr,
      Duration stepUpMaxAge,
      int signInsPerMinute) {}

  public record Smtp(
      String host, int port, String user, String password, String from, boolean starttls) {}

  public record Imap(
      String host, int port, String user, String password, boolean starttls, Duration interval) {

    /** Without the password. */
    @Override
    public String toString() {
      return "Imap[host=" + host + "]";
    }
  }

  public record Api(int maxWaiting, int submissionsPerMinute, List<String> trustedProxies) {}

  public record Reconciliation(Duration grace, int perSecond) {}
}
