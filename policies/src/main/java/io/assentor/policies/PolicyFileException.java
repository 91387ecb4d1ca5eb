// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import org.jspecify.annotations.Nullable;

/**
 * A policy or directory file has errors; the message names the file, the place and what was
 * expected.
 */
public final class PolicyFileException extends RuntimeException {

  PolicyFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
