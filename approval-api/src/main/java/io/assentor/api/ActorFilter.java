// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.Actor;
import io.assentor.core.Authority;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Resolves the actor, once per request, and refuses every request of a person whom the directory
 * has disabled. It runs between authentication and authorization, so that no endpoint can forget
 * it.
 */
public final class ActorFilter extends OncePerRequestFilter {

  /** The request's attribute that holds its {@link Actor}. */
  public static final String ACTOR = "io.assentor.actor";

  /** Commands on one approval are refused by {@link Authority}, which records the attempt. */
  private static final Pattern COMMAND = Pattern.compile("(/v1)?/approvals/[^/]+/[^/]+");

  private final Authority authority;
  private final Refusing refusing;

  public ActorFilter(Authority authority, Refusing refusing) {
    this.authority = authority;
    this.refusing = refusing;
  }

  /** Answers a caller without access. */
  public interface Refusing {
    void refuse(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException;
  }

  /** Returns the actor of a request. */
  static Actor actor(HttpServletRequest request) {
    return (Actor) Objects.requireNonNull(request.getAttribute(ACTOR), "not authenticated");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null || authentication instanceof AnonymousAuthenticationToken) {
      chain.doFilter(request, response);
      return;
    }
    var actor = Caller.of(authentication).actor(authority);
    if (Authority.noAccess(actor).isPresent() && !isCommand(request)) {
      refusing.refuse(request, response);
      return;
    }
    request.setAttribute(ACTOR, actor);
    chain.doFilter(request, response);
  }

  private static boolean isCommand(HttpServletRequest request) {
    return request.getMethod().equals("POST") && COMMAND.matcher(request.getRequestURI()).matches();
  }
}
