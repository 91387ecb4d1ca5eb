// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.util.List;

/**
 * What a kind of deployment adds to the pages. Production adds nothing.
 *
 * @param label names the deployment at the top of every page
 * @param links shown beside the label
 * @param template the Thymeleaf template whose fragment {@code emptyInbox} is shown to an approver
 *     for whom no request waits
 */
public record PageAdditions(String label, List<Link> links, String template) {

  public PageAdditions {
    links = List.copyOf(links);
  }

  /**
   * A link at the top of every page.
   *
   * @param path begins with a slash
   */
  public record Link(String text, String path) {}
}
