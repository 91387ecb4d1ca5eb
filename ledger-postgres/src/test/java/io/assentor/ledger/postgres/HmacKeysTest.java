// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.ledger.MacKeys;
import io.assentor.testkit.MacKeysContract;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HmacKeysTest extends MacKeysContract {

  private static final byte[] OLD = key(1);
  private static final byte[] NEW = key(2);

  private static byte[] key(int filled) {
    var key = new byte[HmacKeys.KEY_LENGTH];
    Arrays.fill(key, (byte) filled);
    return key;
  }

  @Override
  protected MacKeys keys() {
    return new HmacKeys(List.of(OLD));
  }

  @Override
  protected MacKeys rotated(MacKeys keys) {
    return new HmacKeys(List.of(OLD, NEW));
  }

  @Override
  protected MacKeys others() {
    return new HmacKeys(List.of(NEW));
  }

  /** Made with {@code openssl dgst -sha256 -mac HMAC}. */
  @Test
  void tag_isHmacSha256() {
    var mac = keys().sign("a row".getBytes(StandardCharsets.UTF_8));

    assertThat(HexFormat.of().formatHex(mac, 8, mac.length))
        .isEqualTo("b9116329e92a6973cd9a5a1c6f3dceb416d40f3ea9e9291e007e2530e403c548");
  }

  @Test
  void keyOfAnotherLength_isRefused() {
    assertThatThrownBy(() -> new HmacKeys(List.of(new byte[16])))
        .hasMessage("a key of 16 bytes (expected: 32)");
    assertThatThrownBy(() -> new HmacKeys(List.of())).hasMessage("no key (expected: at least one)");
  }
}
