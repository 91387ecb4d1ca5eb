// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import org.jspecify.annotations.Nullable;

/** Assentor cannot start like this; the message names the setting and what was expected. */
final class StartupException extends RuntimeException {

  StartupException(String message) {
    super(message);
  }

  StartupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
