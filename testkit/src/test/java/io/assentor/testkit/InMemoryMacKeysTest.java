// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import io.assentor.core.ledger.MacKeys;

class InMemoryMacKeysTest extends MacKeysContract {

  @Override
  protected MacKeys keys() {
    return new InMemoryMacKeys();
  }

  @Override
  protected MacKeys rotated(MacKeys keys) {
    ((InMemoryMacKeys) keys).rotate();
    return keys;
  }

  @Override
  protected MacKeys others() {
    return new InMemoryMacKeys();
  }
}
