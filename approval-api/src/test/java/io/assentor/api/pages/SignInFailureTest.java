// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.web.client.ResourceAccessException;

class SignInFailureTest {

  private static SignInFailure of(String code) {
    return SignInFailure.of(new OAuth2AuthenticationException(new OAuth2Error(code)));
  }

  @Test
  void issuerThatCannotBeConnectedTo_isOutOfReachWhateverTheCode() {
    var cause = new ResourceAccessException("away", new ConnectException("refused"));
    var error = new OAuth2Error("invalid_token_response");

    assertThat(SignInFailure.of(new OAuth2AuthenticationException(error, cause)))
        .isEqualTo(SignInFailure.UNREACHABLE);
  }

  @Test
  void codeThatNobodyForesaw_isNotBelieved() {
    assertThat(of("invalid_nonce")).isEqualTo(SignInFailure.NOT_BELIEVED);
    assertThat(of("unheard_of")).isEqualTo(SignInFailure.NOT_BELIEVED);
    assertThat(of("authorization_request_not_found")).isEqualTo(SignInFailure.UNFINISHED);
    assertThat(of(SignInFailure.ALL_ROLES_LEFT_OUT)).isEqualTo(SignInFailure.NO_ROLES);
    assertThat(SignInFailure.named("unheard_of")).isEqualTo(SignInFailure.UNFINISHED);
  }
}
