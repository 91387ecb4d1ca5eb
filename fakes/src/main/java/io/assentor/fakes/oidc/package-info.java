// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
/** An OpenID provider that signs people in without asking, and misbehaves as it is told to. */
@NullMarked
package io.assentor.fakes.oidc;

import org.jspecify.annotations.NullMarked;
