// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.tokens;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.assentor.server.settings.Issuer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;

class IssuersDecoderTest {

  /** Nobody listens there. */
  private static final String AWAY = "http://127.0.0.1:1";

  private final IssuersDecoder decoder = new IssuersDecoder(Issuer.list(List.of(AWAY)), "assentor");

  @Test
  void tokenOfAnIssuerThatIsAway_isAFaultAndNotABadToken() throws JOSEException {
    var token = token(AWAY);

    assertThatThrownBy(() -> decoder.decode(token))
        .isInstanceOf(JwtException.class)
        .isNotInstanceOf(BadJwtException.class);
  }

  @Test
  void tokenOfAStranger_orNoToken_isBad() throws JOSEException {
    var encrypted =
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    for (var bad : List.of(token("https://stranger.example"), "nonsense", encrypted)) {
      assertThatThrownBy(() -> decoder.decode(bad)).isInstanceOf(BadJwtException.class);
    }
  }

  private static String token(String issuer) throws JOSEException {
    var jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.ES256), new JWTClaimsSet.Builder().issuer(issuer).build());
    jwt.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
    return jwt.serialize();
  }
}
