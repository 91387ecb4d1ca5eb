// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import io.assentor.policies.PolicyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

/** Policy and people where no {@code ASSENTOR_POLICY_DIR} is set. */
@Configuration(proxyBeanMethods = false)
class DemoFiles {

  @Bean
  PolicyFiles.Source builtInFiles() {
    return () ->
        Map.of("policy.yaml", text("policy.yaml"), "directory.yaml", text("directory.yaml"));
  }

  private static String text(String name) throws IOException {
    return new ClassPathResource("evaluation/" + name).getContentAsString(StandardCharsets.UTF_8);
  }
}
