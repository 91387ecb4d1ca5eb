// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches if this process has a role. */
public abstract class OnRole implements Condition {

  private final String role;

  private OnRole(String role) {
    this.role = role;
  }

  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    var roles =
        Binder.get(context.getEnvironment())
            .bind("assentor.roles", Bindable.listOf(String.class))
            .orElse(List.of());
    return roles.contains(role);
  }

  public static final class Api extends OnRole {
    Api() {
      super("api");
    }
  }

  public static final class Worker extends OnRole {
    Worker() {
      super("worker");
    }
  }
}
