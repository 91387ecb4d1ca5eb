// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.people.AccountLinks;
import java.time.Duration;
import java.time.Instant;

class InMemoryAccountLinksTest extends AccountLinksContract {

  private Duration ahead = Duration.ZERO;

  @Override
  protected AccountLinks links() {
    return new InMemoryAccountLinks(() -> Instant.now().plus(ahead));
  }

  @Override
  protected void later(Duration duration) {
    ahead = ahead.plus(duration);
  }
}
