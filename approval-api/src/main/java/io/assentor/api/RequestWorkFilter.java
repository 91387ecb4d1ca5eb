// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Reservation;
import io.assentor.core.work.Work;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The filter outside of everything else: counts what each request costs, on its thread, and gives
 * its memory back however it ends. What arrives before the sender is known is charged to a separate
 * part of the memory, so that anonymous requests cannot crowd out the others.
 */
public final class RequestWorkFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  /**
   * What one request may take. The largest body there can be takes a quarter of it with the shipped
   * policies; all that is left is a policy's own loops and patterns.
   */
  private static final long MAX_STEPS = 250_000_000;

  /** Callers that have not shown who they are share this fraction of the memory: one eighth. */
  private static final int ANONYMOUS_SHARE = 8;

  private static final String ARRIVING = RequestWorkFilter.class.getName();

  private final transient MemoryBudget memory;
  private final transient MemoryBudget strangers;
  private final transient MemoryBudget channels;

  /** Gives requests their memory from this budget. */
  public RequestWorkFilter(MemoryBudget memory) {
    this.memory = memory;
    this.strangers = memory.part(ANONYMOUS_SHARE);
    this.channels = memory.part(ANONYMOUS_SHARE);
  }

  /** The memory that the body of this request is read into. */
  static Reservation arriving(HttpServletRequest request) {
    if (request.getAttribute(ARRIVING) instanceof Reservation reservation) {
      return reservation;
    }
    throw new IllegalStateException("the request did not pass " + RequestWorkFilter.class);
  }

  /** Whether the sender has not signed in; a bearer token is checked before a body is read. */
  static boolean isAnonymous(HttpServletRequest request) {
    return isChannel(request) || (!ApiPaths.isApi(request) && request.getSession(false) == null);
  }

  private static boolean isChannel(HttpServletRequest request) {
    return request.getRequestURI().startsWith("/channels/");
  }

  @Override
  @SuppressWarnings("try") // a scope is only closed
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var arriving = new Reservation(forBody(request));
    request.setAttribute(ARRIVING, arriving);
    var work = new Work(memory, caller(request), MAX_STEPS);
    try (var scope = work.begin()) {
      chain.doFilter(request, response);
    } finally {
      arriving.release();
    }
  }

  private MemoryBudget forBody(HttpServletRequest request) {
    if (isChannel(request)) {
      return channels;
    }
    return isAnonymous(request) ? strangers : memory;
  }

  /** The connection, where the container lets us look at it. */
  private static Work.Connection caller(HttpServletRequest request) {
    return request.getAttribute(Work.Connection.class.getName()) instanceof Work.Connection caller
        ? caller
        : () -> false;
  }
}
