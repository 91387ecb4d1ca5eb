// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.harness.Api;
import io.assentor.harness.Assentor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Production, whose issuer is somebody else: here the demo issuer of another process. */
@Tag("embedded")
class ProductionPagesIT {

  private final Assentor issuer = SharedServer.server();

  @TempDir private Path data;

  private Assentor start(Map<String, String> settings) {
    var environment = new HashMap<>(issuer.sharing());
    environment.remove("ASSENTOR_PUBLIC_URL");
    environment.putAll(Assentor.WITHOUT_TEMPORAL);
    environment.putAll(
        Map.of(
            "SPRING_PROFILES_ACTIVE", "production",
            "ASSENTOR_ROLES", "api",
            "ASSENTOR_POLICY_DIR", Path.of("../policies/platform-team").toAbsolutePath().toString(),
            "ASSENTOR_ISSUERS", issuer.url(),
            "ASSENTOR_AUDIENCE", "assentor"));
    environment.putAll(settings);
    return Assentor.start(data, environment, Map.of(), null, Assentor.SHORT_LIVED);
  }

  @Test
  void withoutAnIssuerForPages_thereAreNone() {
    try (var server = start(Map.of())) {
      var visit = new Visit(server.url());
      for (var path : new String[] {"/", "/inbox", "/demo-issuer/sign-in", "/assets/pages.css"}) {
        assertThat(visit.get(path).statusCode()).as(path).isEqualTo(404);
      }
      assertThat(new Api(server.url()).get("", "/v1/approvals").status()).isEqualTo(401);
    }
  }

  @Test
  void withAnIssuer_itIsAskedForItsEndpointsAndLedTo() {
    var settings =
        Map.of(
            "ASSENTOR_OIDC_ISSUER", issuer.url(),
            "ASSENTOR_OIDC_CLIENT_ID", "pages",
            "ASSENTOR_OIDC_CLIENT_SECRET", "pages-secret",
            "ASSENTOR_PUBLIC_URL", "https://assentor.example");
    try (var server = start(settings)) {
      var visit = new Visit(server.url()).withoutRedirects();
      var page = visit.get("/inbox");
      assertThat(page.headers().firstValue("Location")).contains("/oauth2/authorization/assentor");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("form-action 'self' " + issuer.url() + ";");
      assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
          .contains("__Host-assentor=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/");

      var location =
          visit.get("/oauth2/authorization/assentor?again=/inbox").headers().firstValue("Location");

      assertThat(location.orElseThrow())
          .startsWith(issuer.url() + "/oauth2/authorize?")
          .contains("client_id=pages", "code_challenge=", "max_age=60")
          .contains("redirect_uri=https://assentor.example/login/oauth2/code/assentor");
      assertThat(visit.get("/demo-issuer/sign-in").statusCode()).isEqualTo(404);
    }
  }
}
