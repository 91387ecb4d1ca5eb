// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import io.assentor.server.cli.CommandLine;
import io.assentor.server.settings.Mode;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** Starts Assentor in production: nothing is embedded, and missing settings are errors. */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({Composition.class, ProductionConfiguration.class, SignInConfiguration.class})
public class AssentorServer {

  public static void main(String[] args) {
    CommandLine.run(args, Mode.PRODUCTION).ifPresent(System::exit);
    Launcher.launch(AssentorServer.class, Mode.PRODUCTION, args);
  }
}
