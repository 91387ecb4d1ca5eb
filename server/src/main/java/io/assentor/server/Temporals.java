// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.Settings;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;

/** The Temporal the operator configured. Connects when first used: we start without it too. */
public final class Temporals {

  private Temporals() {}

  public static WorkflowServiceStubs configured(Settings settings) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setTarget(settings.temporal().target()).build());
  }
}
