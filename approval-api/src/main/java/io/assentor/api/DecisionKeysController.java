// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.nimbusds.jose.jwk.JWKSet;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the public keys with which tool servers verify decision tokens. */
@RestController
class DecisionKeysController {

  private final DecisionTokens tokens;

  DecisionKeysController(DecisionTokens tokens) {
    this.tokens = tokens;
  }

  @GetMapping("/v1/decision-keys")
  @Operation(summary = "The keys of decision tokens, as a JSON Web Key Set (RFC 7517)")
  Map<String, Object> keys() {
    return new JWKSet(tokens.publicKey()).toJSONObject();
  }
}
