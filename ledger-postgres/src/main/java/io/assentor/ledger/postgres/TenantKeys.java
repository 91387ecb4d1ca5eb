// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.ledger.postgres;

import io.assentor.core.call.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keyed hashes that find repeated calls of a tenant. Once the key is erased, hashed content can no
 * longer be guessed.
 */
final class TenantKeys {

  private static final String HMAC = "HmacSHA256";

  private final JdbcClient jdbc;
  private final ConcurrentHashMap<String, byte[]> keys = new ConcurrentHashMap<>();

  TenantKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  byte[] hash(String tenant, byte[] input) {
    return hash(keys.computeIfAbsent(tenant, this::loadOrMake), input);
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
