// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.Mode;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Profiles;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if there is an issuer that people can sign in with; without one there are no pages. */
final class OnPages implements Condition {

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    var environment = context.getEnvironment();
    return environment.acceptsProfiles(Profiles.of(Mode.EVALUATION.profile()))
        || !environment.getProperty("assentor.pages.issuer", "").isEmpty();
  }
}
