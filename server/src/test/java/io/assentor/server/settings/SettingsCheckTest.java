// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;

/** Every setting, as environment variables have it. */
class SettingsCheckTest {

  private static final Map<String, String> PRODUCTION =
      Map.of(
          "ASSENTOR_PUBLIC_URL", "https://assentor.example",
          "ASSENTOR_POLICY_DIR", "src/test/java",
          "ASSENTOR_DB_URL", "jdbc:postgresql://db.example/assentor",
          "ASSENTOR_DB_USER", "assentor_app",
          "ASSENTOR_MAC_KEY_FILE", "/keys/mac-keys",
          "ASSENTOR_TEMPORAL_TARGET", "temporal.example:7233",
          "ASSENTOR_ISSUERS", "https://idp.example",
          "ASSENTOR_AUDIENCE", "assentor");

  @Test
  void everySettingOfApplicationYaml_hasAKind() {
    var declared =
        SettingsCheck.declared(environment(Map.of())).stream()
            .map(SettingsCheck.Declared::name)
            .collect(Collectors.toSet());

    assertThat(declared).hasSizeGreaterThan(40).isEqualTo(SettingKinds.ALL.keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SERVER_PORT|0",
        "SERVER_PORT|65536",
        "SERVER_PORT|http",
        "SERVER_PORT|'8080 '",
        "ASSENTOR_BIND|no such host",
        "ASSENTOR_BIND|192.0.2.1",
        "ASSENTOR_SESSION_TIMEOUT|30",
        "ASSENTOR_SESSION_TIMEOUT|-1m",
        "ASSENTOR_SESSION_TIMEOUT|0s",
        "ASSENTOR_SESSION_TIMEOUT|13h",
        "ASSENTOR_MAX_CONNECTIONS|-1",
        "ASSENTOR_ROLES|api,wroker",
        "ASSENTOR_ROLES|api;worker",
        "ASSENTOR_PUBLIC_URL|127.0.0.1:8080",
        "ASSENTOR_PUBLIC_URL|http://127.0.0.1:8080/assentor",
        "ASSENTOR_PUBLIC_URL|http://127.0.0.1:8080//",
        "ASSENTOR_PUBLIC_URL|http://127.0.0.1:8080?x",
        "ASSENTOR_PUBLIC_URL|http://127.0.0.1:8080#x",
        "ASSENTOR_PUBLIC_URL|http://user@127.0.0.1:8080",
        "ASSENTOR_PUBLIC_URL|ftp://127.0.0.1",
        "ASSENTOR_PUBLIC_URL|http://",
        "ASSENTOR_PUBLIC_URL|http://127.0.0.1:99999",
        "ASSENTOR_POLICY_DIR|/no/such/directory",
        "ASSENTOR_POLICY_DIR|pom.xml",
        "ASSENTOR_POLICY_RELOAD|1",
        "ASSENTOR_POLICY_RELOAD|0s",
        "ASSENTOR_DELIVERY_RETRY_INTERVAL|0s",
        "ASSENTOR_DELIVERY_RETRY_INTERVAL|2h",
        "ASSENTOR_EVALUATION_EXPOSED|yes",
        "ASSENTOR_EVALUATION_MAILBOX|TRUE",
        "ASSENTOR_DB_URL|postgres://localhost/x",
        "ASSENTOR_DB_URL|jdbc:mysql://localhost/x",
        "ASSENTOR_DB_POOL_SIZE|0",
        "ASSENTOR_DB_POOL_SIZE|1.5",
        "ASSENTOR_TEMPORAL_TARGET|temporal",
        "ASSENTOR_TEMPORAL_TARGET|temporal:0",
        "ASSENTOR_TEMPORAL_TARGET|http://temporal:7233",
        "ASSENTOR_ROLE_CLAIMS|roles,,groups",
        "ASSENTOR_ROLE_CLAIMS|a.\"b",
        "ASSENTOR_ROLE_MAP|approver",
        "ASSENTOR_ROLE_MAP|CN=x,DC=y",
        "ASSENTOR_SUBJECT_CLAIMS|oid",
        "ASSENTOR_SLACK_API_BASE|https://slack.com/api",
        "ASSENTOR_SLACK_API_BASE|slack.com/api/",
        "ASSENTOR_SLACK_MATCH_EMAIL|1",
        "ASSENTOR_SLACK_LINK_ACCOUNTS|no",
        "ASSENTOR_OIDC_SCOPES|profile",
        "ASSENTOR_STEP_UP_MAX_AGE|0s",
        "ASSENTOR_SMTP_PORT|smtp",
        "ASSENTOR_SMTP_STARTTLS|on",
        "ASSENTOR_IMAP_PORT|0",
        "ASSENTOR_IMAP_STARTTLS|off",
        "ASSENTOR_IMAP_INTERVAL|1ms",
        "ASSENTOR_MAX_WAITING|0",
        "ASSENTOR_SUBMISSIONS_PER_MINUTE|many",
        "ASSENTOR_RECONCILER_GRACE|soon",
        "ASSENTOR_RECONCILER_PER_SECOND|0",
      })
  void settingThatIsNotWhatItMustBe_isRefusedByName(String name, String value) {
    assertThatThrownBy(() -> check(Map.of(name, value)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(name + " is " + value + " (expected: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ASSENTOR_SMTP_HOST|smtp.example|ASSENTOR_SMTP_FROM",
        "ASSENTOR_SMTP_FROM|a@assentor.example|ASSENTOR_SMTP_HOST",
        "ASSENTOR_SMTP_FROM|assentor|ASSENTOR_SMTP_FROM is assentor (expected: one e-mail address",
        "ASSENTOR_SMTP_USER|assentor|ASSENTOR_SMTP_PASSWORD",
        "ASSENTOR_SMTP_HOST|smtp.example:25|ASSENTOR_SMTP_HOST is smtp.example:25",
        "ASSENTOR_IMAP_HOST|imap.example|ASSENTOR_SMTP_HOST",
        "ASSENTOR_IMAP_USER|assentor|ASSENTOR_IMAP_HOST",
        "ASSENTOR_SLACK_SIGNING_SECRET|0123|ASSENTOR_SLACK_BOT_TOKEN",
        "ASSENTOR_SLACK_BOT_TOKEN|xoxb-1|neither ASSENTOR_SLACK_SIGNING_SECRET nor",
        "ASSENTOR_SLACK_BOT_TOKEN|geheim|ASSENTOR_SLACK_BOT_TOKEN has a wrong form",
        "ASSENTOR_DB_USER|assentor_app|ASSENTOR_DB_URL",
        "ASSENTOR_DB_URL|jdbc:postgresql://127.0.0.1/x|ASSENTOR_DB_USER",
        "ASSENTOR_DB_MIGRATION_PASSWORD|geheim|ASSENTOR_DB_MIGRATION_USER",
        "ASSENTOR_ISSUERS|https://idp.example|evaluation mode trusts its own demo issuer",
        "ASSENTOR_OIDC_ISSUER|https://idp.example|ASSENTOR_OIDC_CLIENT_ID",
        "ASSENTOR_BIND|0.0.0.0|ASSENTOR_EVALUATION_EXPOSED=true",
        "ASSENTOR_PUBLIC_URL|http://assentor.example|ASSENTOR_EVALUATION_EXPOSED=true",
        "SPRING_PROFILES_ACTIVE|production|assentor-server.jar",
        "SPRING_PROFILES_ACTIVE|evaluation,production|assentor-server.jar",
      })
  void settingThatCannotStandLikeThis_isRefusedByName(String name, String value, String reason) {
    assertThatThrownBy(() -> check(Map.of(name, value)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("geheim");
  }

  @Test
  void allThatIsWrong_isSaidAtOnce() {
    assertThatThrownBy(
            () ->
                check(
                    Map.of(
                        "SERVER_PORT", "x",
                        "ASSENTOR_ROLES", "y",
                        "ASSENTOR_SMTP_HOST", "smtp.example")))
        .hasMessageContaining("SERVER_PORT is x")
        .hasMessageContaining("ASSENTOR_ROLES is y")
        .hasMessageContaining("ASSENTOR_SMTP_FROM is not");
  }

  @Test
  void productionThatServes_hasNotTheOwnersPassword() {
    assertThatThrownBy(() -> production(with(PRODUCTION, "ASSENTOR_DB_MIGRATION_USER", "owner")))
        .hasMessageContaining("ASSENTOR_DB_MIGRATION_USER is set, but this process serves");
  }

  @Test
  void production_namesEverythingThatIsMissing() {
    assertThatThrownBy(() -> production(Map.of()))
        .hasMessageContainingAll(
            "ASSENTOR_POLICY_DIR is unset",
            "ASSENTOR_PUBLIC_URL is unset",
            "ASSENTOR_DB_URL is unset",
            "ASSENTOR_MAC_KEY_FILE is unset",
            "ASSENTOR_TEMPORAL_TARGET is unset",
            "ASSENTOR_ISSUERS is unset",
            "ASSENTOR_AUDIENCE is unset");
    assertThat(production(PRODUCTION).getProperty("assentor.public-url"))
        .isEqualTo("https://assentor.example");
  }

  @Test
  void productionWithoutADatabase_namesTheJarThatBringsOne() {
    assertThatThrownBy(() -> production(Map.of()))
        .hasMessageContaining(
            "ASSENTOR_DB_URL is unset (expected: a PostgreSQL; to try Assentor out, run"
                + " assentor-evaluation.jar, which brings its own)");
  }

  @Test
  void profileOfEvaluation_makesNoEvaluationOutOfProduction() {
    assertThatThrownBy(() -> production(with(PRODUCTION, "SPRING_PROFILES_ACTIVE", "evaluation")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("SPRING_PROFILES_ACTIVE names evaluation")
        .hasMessageContaining("assentor-evaluation.jar");
    production(with(PRODUCTION, "SPRING_PROFILES_ACTIVE", "production"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://assentor.example", "http://127.0.0.1:8080", "HTTP://x.example"})
  void productionInTheClear_mustSayWhy(String url) {
    var settings = with(PRODUCTION, "ASSENTOR_PUBLIC_URL", url);
    assertThatThrownBy(() -> production(settings))
        .hasMessageContainingAll("ASSENTOR_PUBLIC_URL is http://", "ASSENTOR_ALLOW_HTTP");

    production(with(settings, "ASSENTOR_ALLOW_HTTP", "TLS ends at the sidecar"));
  }

  @Test
  void issuerInTheClear_mustSayWhyUnlessItIsHere() {
    production(with(PRODUCTION, "ASSENTOR_ISSUERS", "http://127.0.0.1:9000"));
    var settings = with(PRODUCTION, "ASSENTOR_ISSUERS", "http://idp.example");
    assertThatThrownBy(() -> production(settings))
        .hasMessageContainingAll("ASSENTOR_ISSUERS is http://idp.example", "ASSENTOR_ALLOW_HTTP");

    production(with(settings, "ASSENTOR_ALLOW_HTTP", "a network of its own"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/,http://127.0.0.1:8080",
    "HTTP://LocalHost:80,http://localhost",
    "http://localhost,http://localhost",
    "http://[::1]:8080/,http://[::1]:8080",
  })
  void publicUrl_isWrittenInOneWay(String given, String used) {
    assertThat(check(Map.of("ASSENTOR_PUBLIC_URL", given)).getProperty("assentor.public-url"))
        .isEqualTo(used);
  }

  @Test
  void emptyText_meansUnset() {
    var environment =
        check(Map.of("ASSENTOR_ROLES", "", "ASSENTOR_PUBLIC_URL", "", "ASSENTOR_SMTP_PORT", ""));

    assertThat(environment.getProperty("assentor.roles")).isEqualTo("api,worker");
    assertThat(environment.getProperty("assentor.smtp.port")).isEqualTo("587");
    assertThat(environment.getProperty("assentor.public-url")).isEqualTo("http://127.0.0.1:8080");
  }

  @Test
  void nameThatIsNearlyASetting_isRefusedInProduction() {
    assertThatThrownBy(() -> production(with(PRODUCTION, "ASSENTOR_STEPUP_ACRS", "phr")))
        .hasMessage("ASSENTOR_STEPUP_ACRS is not a setting; did you mean ASSENTOR_STEP_UP_ACR?");
    check(Map.of("ASSENTOR_STEPUP_ACRS", "phr"));
  }

  @Test
  void namesOfOthers_areLeftAlone() {
    for (var name :
        List.of(
            "ASSENTOR_SERVICE_HOST",
            "ASSENTOR_PORT",
            "ASSENTOR_PORT_8080_TCP_ADDR",
            "ASSENTOR_API_SERVICE_PORT_HTTP",
            "ASSENTOR_TOKEN",
            "ASSENTOR_WHATEVER_ELSE_THERE_MAY_BE")) {
      production(with(PRODUCTION, name, "tcp://10.0.0.1:8080"));
    }
  }

  private static Map<String, String> with(Map<String, String> settings, String name, String value) {
    var all = new HashMap<>(settings);
    all.put(name, value);
    return all;
  }

  private static ConfigurableEnvironment check(Map<String, String> settings) {
    return check(Mode.EVALUATION, settings);
  }

  private static ConfigurableEnvironment production(Map<String, String> settings) {
    return check(Mode.PRODUCTION, settings);
  }

  private static ConfigurableEnvironment check(Mode mode, Map<String, String> settings) {
    var environment = environment(settings);
    environment.addActiveProfile(mode.profile()); // as Launcher does
    var context = new GenericApplicationContext();
    context.setEnvironment(environment);
    new SettingsCheck(mode).initialize(context);
    return environment;
  }

  /** As Spring Boot makes it: environment variables before application.yaml. */
  private static ConfigurableEnvironment environment(Map<String, String> settings) {
    var environment =
        new StandardEnvironment() {
          @Override
          public Map<String, Object> getSystemEnvironment() {
            return Map.copyOf(settings);
          }
        };
    var sources = environment.getPropertySources();
    sources.stream().map(it -> it.getName()).toList().forEach(sources::remove);
    sources.addLast(new SystemEnvironmentPropertySource("environment", Map.copyOf(settings)));
    try {
      new YamlPropertySourceLoader()
          .load(
              "Config resource 'class path resource [application.yaml]'",
              new ClassPathResource("application.yaml"))
          .forEach(sources::addLast);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var profiles = settings.get("SPRING_PROFILES_ACTIVE");
    if (profiles != null) {
      environment.setActiveProfiles(profiles.split(",", -1));
    }
    return environment;
  }
}
