// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.core.Ledger;
import io.assentor.policies.YamlDirectory;
import io.assentor.policies.YamlPolicyBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/** Policy and people, from files; the ledger keeps the content behind each version. */
@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

  /** Where the demo files are, for the profile that may use them. */
  private static final String DEMO = "evaluation/";

  @Bean
  YamlPolicyBook policyBook(Settings settings, Ledger ledger) {
    var book = YamlPolicyBook.parse("policy.yaml", read(settings, "policy.yaml"));
    ledger.remember(book.version(), "policy", book.canonical());
    return book;
  }

  @Bean
  YamlDirectory directory(Settings settings, Ledger ledger) {
    var issuers = Map.of("evaluation", settings.publicUrl());
    var directory =
        YamlDirectory.parse("directory.yaml", read(settings, "directory.yaml"), issuers);
    ledger.remember(directory.version(), "directory", directory.canonical());
    return directory;
  }

  private static String read(Settings settings, String name) {
    try {
      return settings.policyDir().isEmpty()
          ? new ClassPathResource(DEMO + name).getContentAsString(StandardCharsets.UTF_8)
          : Files.readString(Path.of(settings.policyDir(), name));
    } catch (IOException e) {
      throw new UncheckedIOException("ASSENTOR_POLICY_DIR must hold " + name, e);
    }
  }
}
