// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.mail;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the connections of a {@link FakeSmtp} share; a test may change it while they run. */
final class SmtpState {

  final @Nullable SSLContext tls;
  final @Nullable String password;
  final List<ReceivedMail> taken = new CopyOnWriteArrayList<>();

  /** The reply code for each recipient that is refused. */
  final Map<String, Integer> refused = new ConcurrentHashMap<>();

  volatile Duration late = Duration.ofSeconds(30);

  SmtpState(@Nullable SSLContext tls, @Nullable String password) {
    this.tls = tls;
    this.password = password;
  }
}
