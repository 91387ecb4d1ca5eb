// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keyed hashes that find repeated calls of a tenant. Once the key is erased, hashed content can no
 * longer be guessed.
 */
final class TenantKeys {

  private static final String HMAC = "HmacSHA256";

  /** An erased key is believed no longer than this, in any process. */
  static final Duration KEPT = Duration.ofMinutes(10);

  private static final int MAX_KEPT = 10_000;

  private final JdbcClient jdbc;
  private final LoadingCache<String, byte[]> keys;

  TenantKeys(JdbcClient jdbc) {
    this(jdbc, Ticker.systemTicker());
  }

  TenantKeys(JdbcClient jdbc, Ticker ticker) {
    this.jdbc = jdbc;
    this.keys =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEPT)
            .expireAfterWrite(KEPT)
            .ticker(ticker)
            .executor(Runnable::run)
            .build(this::loadOrMake);
  }

  byte[] hash(String tenant, byte[] input) {
    return hash(keys.get(tenant), input);
  }

  private static byte[] hash(byte[] key, byte[] input) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(input);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  /** Hashes text that is itself a hash of guessable content. */
  String hash(String tenant, String text) {
    return Sha256.text(hash(tenant, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** As a tenant that has this key. */
  static String hash(byte[] key, String text) {
    return Sha256.text(hash(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  private byte[] loadOrMake(String tenant) {
    var fresh = new byte[32];
    new SecureRandom().nextBytes(fresh);
    jdbc.sql("insert into tenant_key (tenant, key) values (?, ?) on conflict do nothing")
        .params(tenant, fresh)
        .update();
    return jdbc.sql("select key from tenant_key where tenant = ?")
        .param(tenant)
        .query((row, n) -> row.getBytes(1))
        .single();
  }
}
