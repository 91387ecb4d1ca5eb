// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy and directory in force. The API does not know their files, so the composition provides
 * it.
 */
public interface PolicyState {

  State now();

  /**
   * The versions in force.
   *
   * @param policyVersion hash of the policy's canonical content
   * @param directoryVersion hash of the directory's canonical content
   * @param since when they were loaded
   * @param refused why the newest files are not in force, a line for each error; absent if they are
   * @param warnings warnings about the files in force, a sentence each; absent if there are none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record State(
      String policyVersion,
      String directoryVersion,
      Instant since,
      @Nullable String refused,
      @Nullable List<String> warnings) {}
}
