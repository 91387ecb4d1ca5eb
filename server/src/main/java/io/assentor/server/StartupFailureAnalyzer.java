// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints what is wrong with the settings without a stack trace. */
public final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StartupException cause) {
    return new FailureAnalysis(cause.getMessage(), "See docs/configuration.md.", cause);
  }
}
