// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.settings.Settings;
import io.assentor.workflows.TemporalCourier;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The client side of Temporal. */
@Configuration(proxyBeanMethods = false)
class TemporalConfiguration {

  @Bean
  WorkflowClient workflowClient(WorkflowServiceStubs stubs, Settings settings) {
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder().setNamespace(settings.temporal().namespace()).build());
  }

  @Bean
  TemporalCourier temporalCourier(WorkflowClient client) {
    return new TemporalCourier(client);
  }
}
