// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The pages: sign-in, inbox, one request, audit, policy. Rendered here, without a build of their
 * own; they work without JavaScript but for what is live. They decide through {@link
 * io.assentor.core.Approvals} only, and every text from outside is shown by {@link
 * io.assentor.core.text.DisplayText} and escaped by Thymeleaf.
 */
@NullMarked
package io.assentor.api.pages;

import org.jspecify.annotations.NullMarked;
