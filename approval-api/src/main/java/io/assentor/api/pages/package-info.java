// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The pages: sign-in, inbox, request, audit and policy. They are rendered on the server, and work
 * without JavaScript except for live updates. They decide through {@link
 * io.assentor.core.Approvals} only, and every text from outside is shown by {@link
 * io.assentor.core.text.DisplayText} and escaped by Thymeleaf.
 */
@NullMarked
package io.assentor.api.pages;

import org.jspecify.annotations.NullMarked;
