// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.http.HttpServletRequest;

/** Distinguishes requests of programs from requests of browsers by their path. */
public final class ApiPaths {

  private ApiPaths() {}

  /** Returns whether the path is the API's or a channel's, whatever the method. */
  public static boolean isApi(HttpServletRequest request) {
    var path = request.getRequestURI().substring(request.getContextPath().length());
    return path.startsWith("/v1/") || path.equals("/v1") || path.startsWith("/channels/");
  }
}
