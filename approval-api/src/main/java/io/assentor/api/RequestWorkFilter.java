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
 * The outermost filter: counts what each request costs, on its thread, and releases its memory
 * however it ends. Requests are charged to a separate part of the memory until the sender is known,
 * so that anonymous requests cannot crowd out the others.
 */
public final class RequestWorkFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  /**
   * The most steps of one request. The largest possible body takes a quarter of it with the shipped
   * policies; the rest is for a policy's own loops and patterns.
   */
  private static final long MAX_STEPS = 250_000_000;

  /** Unauthenticated callers share this fraction of the memory: one eighth. */
  private static final int ANONYMOUS_SHARE = 8;

  private static final String ARRIVING = RequestWorkFilter.class.getName();

  private final transient MemoryBudget memory;
  private final transient MemoryBudget strangers;
  private final transient MemoryBudget channels;

  /** Charges requests to this budget. */
  public RequestWorkFilter(MemoryBudget memory) {
    this.memory = memory;
    this.strangers = memory.part(ANONYMOUS_SHARE);
    this.channels = memory.part(ANONYMOUS_SHARE);
  }

  /** Returns the memory that this request's body is charged to. */
  static Reservation arriving(HttpServletRequest request) {
    if (request.getAttribute(ARRIVING) instanceof Reservation reservation) {
      return reservation;
    }
    throw new IllegalStateException("the request did not pass " + RequestWorkFilter.class);
  }

  /**
   * Returns whether the sender is not authenticated; a bearer token is checked before a body is
   * read.
   */
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

  /** Returns the connection, if the container gives access to it. */
  private static Work.Connection caller(HttpServletRequest request) {
    return request.getAttribute(Work.Connection.class.getName()) instanceof Work.Connection caller
        ? caller
        : () -> false;
  }
}
