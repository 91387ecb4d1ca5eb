// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

/**
 * How to reach the ledger's database.
 *
 * @param migrationUser empty: this process migrates nothing
 */
record DatabaseAccess(
    String url, String user, String password, String migrationUser, String migrationPassword) {}
