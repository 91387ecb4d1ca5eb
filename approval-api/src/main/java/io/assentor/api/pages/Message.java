// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

/**
 * What came of the last click.
 *
 * @param good whether it was carried out
 */
record Message(boolean good, String title, String text) {}
