// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.Settings;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;

/**
 * Connects to the configured Temporal when it is first used, so that Assentor can start without it.
 */
public final class Temporals {

  private Temporals() {}

  public static WorkflowServiceStubs configured(Settings settings) {
    return WorkflowServiceStubs.newServiceStubs(
        WorkflowServiceStubsOptions.newBuilder().setTarget(settings.temporal().target()).build());
  }
}
