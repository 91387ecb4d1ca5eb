// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.ledger.MacKeys;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What keys that authenticate records promise. */
public abstract class MacKeysContract {

  private static final byte[] MESSAGE = "a row".getBytes(StandardCharsets.UTF_8);

  /** Keys of which the newest one signs. */
  protected abstract MacKeys keys();

  /** The same keys after one more was added. */
  protected abstract MacKeys rotated(MacKeys keys);

  /** Other keys altogether. */
  protected abstract MacKeys others();

  @Test
  void mac_isOfItsMessageOnly() {
    var keys = keys();
    var mac = keys.sign(MESSAGE);

    assertThat(keys.verify(MESSAGE, mac)).isTrue();
    assertThat(keys.verify("a roW".getBytes(StandardCharsets.UTF_8), mac)).isFalse();
    assertThat(keys.verify(new byte[0], mac)).isFalse();
  }

  @Test
  void macWithAnyBitFlipped_isNone() {
    var keys = keys();
    var mac = keys.sign(MESSAGE);
    for (int bit = 0; bit < mac.length * Byte.SIZE; bit++) {
      var flipped = mac.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThat(keys.verify(MESSAGE, flipped)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void anythingOfAnotherLength_isNoMac() {
    var keys = keys();
    assertThat(keys.verify(MESSAGE, new byte[0])).isFalse();
    assertThat(keys.verify(MESSAGE, new byte[32])).isFalse();
    assertThat(keys.verify(MESSAGE, new byte[4_096])).isFalse();
    assertThat(keys.knows(new byte[0])).isFalse();
  }

  @Test
  void rotation_keepsWhatOldKeysSigned() {
    var old = keys();
    var mac = old.sign(MESSAGE);
    var now = rotated(old);

    assertThat(now.verify(MESSAGE, mac)).isTrue();
    assertThat(now.sign(MESSAGE)).as("the newest key signs").isNotEqualTo(mac);
    assertThat(now.verify(MESSAGE, now.sign(MESSAGE))).isTrue();
  }

  @Test
  void keyThatIsNotKnown_isToldFromAForgery() {
    var mac = others().sign(MESSAGE);

    assertThat(keys().verify(MESSAGE, mac)).isFalse();
    assertThat(keys().knows(mac)).isFalse();
  }
}
