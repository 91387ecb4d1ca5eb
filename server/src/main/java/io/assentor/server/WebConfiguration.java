// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.api.ProblemCode;
import io.assentor.api.RequestGate;
import io.assentor.api.RequestWorkFilter;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Courier;
import io.assentor.core.Rules;
import io.assentor.core.ledger.Ledger;
import io.assentor.core.work.MemoryBudget;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The core's commands, and the web configuration of every process: its health, and nothing else
 * unless imported.
 */
@Configuration(proxyBeanMethods = false)
class WebConfiguration {

  @Bean
  Authority authority(Ledger ledger, Rules rules) {
    return new Authority(ledger, rules);
  }

  /** Changes are reported to the waiters of this process, and to Temporal. */
  @Bean
  Approvals approvals(Ledger ledger, Authority authority, List<Courier> couriers) {
    return new Approvals(ledger, authority, id -> couriers.forEach(courier -> courier.moved(id)));
  }

  /**
   * Observations are not collected yet, and making them took 15 % of a request's CPU: two for each
   * filter.
   */
  @Bean
  ObservationRegistry observations() {
    return ObservationRegistry.NOOP;
  }

  /** A quarter of the heap; the rest is for objects that outlive a request. */
  @Bean
  MemoryBudget memoryBudget() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 4);
  }

  @Bean
  FilterRegistrationBean<RequestWorkFilter> requestWork(MemoryBudget memory) {
    var work = new FilterRegistrationBean<>(new RequestWorkFilter(memory));
    work.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return work;
  }

  @Bean
  FilterRegistrationBean<RequestGate> requestGate() {
    var gate = new FilterRegistrationBean<>(new RequestGate());
    gate.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return gate;
  }

  /**
   * Refuses suspicious paths and headers, but no method: every unsupported method is a 405 with
   * {@code Allow}. On pages, only safe methods need no CSRF token.
   */
  @Bean
  HttpFirewall firewall() {
    var firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  /** Errors get their bodies in one place, without a second dispatch that could fail. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> errorReports() {
    return factory -> factory.addContextCustomizers(ErrorReports::install);
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> boundedHttp() {
    return factory -> factory.setProtocol(BoundedHttp.class.getName());
  }

  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  SecurityFilterChain everythingElse(HttpSecurity http) {
    return http.authorizeHttpRequests(
            requests ->
                requests.requestMatchers("/actuator/health").permitAll().anyRequest().denyAll())
        .requestCache(AbstractHttpConfigurer::disable)
        // There are no forms here, and a CSRF token would need a session.
        .csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(
            handling ->
                handling.authenticationEntryPoint(
                    (request, response, e) -> response.sendError(ProblemCode.NOT_FOUND.status())))
        .build();
  }
}
