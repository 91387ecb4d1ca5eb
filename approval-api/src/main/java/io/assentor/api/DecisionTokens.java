// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.assentor.core.approval.Approval;
import io.assentor.core.ledger.ApprovalRecord;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;

/**
 * Signs decision tokens (JWS, ES256): proof for a tool server that exactly this call was released,
 * valid for 60 seconds after the release.
 */
public final class DecisionTokens {

  private static final JOSEObjectType TYPE = new JOSEObjectType("assentor-decision+jwt");

  private final String issuer;
  private final ECKey key;
  private final JWSSigner signer;

  /**
   * Makes tokens of this issuer.
   *
   * @param key a P-256 key pair with a key id
   */
  public DecisionTokens(String issuer, ECKey key) {
    this.issuer = issuer;
    this.key = key;
    try {
      this.signer = new ECDSASigner(key);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("not a P-256 key pair: " + key.getKeyID(), e);
    }
  }

  /** The public key tool servers verify with. */
  ECKey publicKey() {
    return key.toPublicJWK();
  }

  /**
   * Returns the token of a released approval. Its times are those of the release, whenever it is
   * requested.
   */
  String token(ApprovalRecord entry) {
    var releasedAt = Objects.requireNonNull(entry.approval().consumed()).at();
    var call = entry.content().call();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer)
            .audience(call.server())
            .jwtID(entry.id().uuid().toString())
            .subject(entry.approval().request().subject().id())
            .issueTime(date(releasedAt))
            .expirationTime(date(releasedAt.plus(Approval.REPEAT_WINDOW)))
            .claim("tenant", entry.id().tenant())
            .claim("agent", entry.approval().request().agent().id())
            .claim("tool", call.name())
            .claim("fingerprint", entry.approval().request().fingerprint().text())
            .build();
    var header = new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.getKeyID()).build();
    var jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("signing with " + key.getKeyID(), e);
    }
    return jwt.serialize();
  }

  private static Date date(Instant instant) {
    return Date.from(instant);
  }
}
