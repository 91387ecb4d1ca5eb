// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.api.pages.PagesConfiguration;
import io.assentor.core.Authority;
import io.assentor.core.Role;
import io.assentor.core.Rules;
import io.assentor.core.policy.Judgement;
import io.assentor.testkit.Fixtures;
import io.assentor.testkit.InMemoryDirectory;
import io.assentor.testkit.InMemoryLedger;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Every endpoint that the controllers map, in the servlet container that we run in. */
class ActorFilterTest {

  /** These are refused by {@link Authority}, so that it is recorded who tried. */
  private static final Set<String> COMMANDS =
      Set.of(
          "POST /v1/approvals/{id}/decisions",
          "POST /v1/approvals/{id}/disclosures",
          "POST /v1/approvals/{id}/cancel",
          "POST /v1/approvals/{id}/revoke",
          "POST /v1/approvals/{id}/consume",
          "POST /v1/approvals/{id}/result",
          "POST /approvals/{id}/decision",
          "POST /approvals/{id}/withheld",
          "POST /approvals/{id}/revoke");

  private final InMemoryDirectory directory = InMemoryDirectory.demo().disable("bob");
  private final Authority authority =
      new Authority(
          new InMemoryLedger(Instant::now),
          Rules.of(
              (tenant, call) -> Judgement.of(Fixtures.requiring(Fixtures.ONE_APPROVER)),
              directory));

  @TempDir private Path base;
  private TestContainer container;

  @BeforeEach
  void start() throws LifecycleException {
    container =
        new TestContainer(
            base,
            new Endpoint(),
            (request, response, chain) -> {
              var name = ((HttpServletRequest) request).getHeader("X-As");
              SecurityContextHolder.getContext().setAuthentication(signedIn(name));
              chain.doFilter(request, response);
            },
            new ActorFilter(authority, (request, response) -> response.setStatus(403)));
  }

  private static final class Endpoint extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      assertThat(ActorFilter.actor(request).principal().name())
          .isEqualTo(request.getHeader("X-As"));
      response.setStatus(204);
    }
  }

  private static JwtAuthenticationToken signedIn(String name) {
    var token =
        Jwt.withTokenValue("token")
            .header("alg", "none")
            .claim("tenant", Fixtures.TENANT)
            .issuer(Fixtures.ISSUER)
            .subject(name)
            .build();
    return new JwtAuthenticationToken(
        token,
        Arrays.stream(Role.values())
            .map(role -> new SimpleGrantedAuthority(role.authority()))
            .toList());
  }

  @AfterEach
  void stop() throws LifecycleException {
    container.close();
  }

  @Test
  void disabledPerson_isTurnedAwayFromEveryEndpointThatIsNoCommand() throws Exception {
    var endpoints = endpoints();
    assertThat(endpoints)
        .containsAll(COMMANDS)
        .contains("GET /v1/audit/approvals/{id}", "GET /v1/policies", "POST /policy", "GET /inbox");
    for (var endpoint : endpoints) {
      assertThat(status(endpoint, "bob"))
          .as(endpoint)
          .isEqualTo(COMMANDS.contains(endpoint) ? 204 : 403);
      assertThat(status(endpoint, "alice")).as(endpoint).isEqualTo(204);
    }
  }

  @Test
  void personDisabledNow_isTurnedAwayFromTheNextRequestOn() throws Exception {
    assertThat(status("GET /inbox", "alice")).isEqualTo(204);
    directory.disable("alice");
    assertThat(status("GET /inbox", "alice")).isEqualTo(403);
  }

  private int status(String endpoint, String as) throws Exception {
    var parts = endpoint.split(" ", 2);
    var path =
        parts[1].replaceAll("\\{[^}]*}", "0192f0aa-0000-7000-8000-000000000000").replace("**", "x");
    var request =
        HttpRequest.newBuilder(container.uri(path))
            .method(parts[0], BodyPublishers.noBody())
            .header("X-As", as)
            .build();
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  /** What every controller of the API and the pages maps; channels authenticate by themselves. */
  private static Set<String> endpoints() {
    var endpoints = new TreeSet<String>();
    Stream.of(ApiConfiguration.class, PagesConfiguration.class)
        .flatMap(it -> Arrays.stream(it.getAnnotation(Import.class).value()))
        .filter(it -> it != ChannelsController.class)
        .forEach(controller -> endpoints.addAll(endpoints(controller)));
    return endpoints;
  }

  private static Set<String> endpoints(Class<?> controller) {
    var endpoints = new TreeSet<String>();
    var outer = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
    for (var method : controller.getDeclaredMethods()) {
      var mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
      if (mapping == null) {
        continue;
      }
      var verbs = mapping.method();
      for (var verb : verbs.length == 0 ? new RequestMethod[] {RequestMethod.GET} : verbs) {
        for (var prefix : paths(outer == null ? new String[0] : outer.path())) {
          for (var path : paths(mapping.path())) {
            endpoints.add(verb + " " + prefix + path);
          }
        }
      }
    }
    return endpoints;
  }

  private static String[] paths(String[] declared) {
    return declared.length == 0 ? new String[] {""} : Objects.requireNonNull(declared);
  }
}
