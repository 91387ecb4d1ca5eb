// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

/** How this process reaches the ledger's database, as the application's role. */
public record DatabaseAccess(String url, String user, String password) {

  /** Without the password. */
  @Override
  public String toString() {
    return "DatabaseAccess[url=" + url + ", user=" + user + "]";
  }
}
