// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import java.net.InetAddress;
import java.nio.file.Path;

/** The text that evaluation mode prints when it is ready. */
final class Banner {

  private Banner() {}

  static String text(String url, Path data, InetAddress address, String mail) {
    return """

        Assentor is ready: %1$s        (evaluation mode, listening on %3$s)

        NOT for production: every password below is public, Temporal runs in memory,
        and PostgreSQL in %2$s trusts this machine.

          gateways   gateway  gateway2             approvers  alice  bob  carol
          auditor    audrey                        admin      root
          subject    dana, who owns the agent deploy-bot
          tenant "other": other-gateway, otto      secret     <name>-secret
          their e-mail: %4$s

        Open %1$s and sign in, for example as alice with alice-secret.
        An empty inbox offers to create sample requests.

        Try, in another terminal:

          token() { curl -s -u $1:$1-secret -d grant_type=client_credentials \\
            %1$s/oauth2/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'; }

          curl -s %1$s/v1/approvals -H "Authorization: Bearer $(token gateway)" \\
            -H 'Content-Type: application/json' -d '{"tool": {"server": "kubernetes",
            "name": "kubectl_delete", "annotations": {"destructiveHint": true}},
            "arguments": {"resourceType": "deployment", "name": "carts", "namespace": "prod"},
            "subject": {"id": "dana"}, "agent": {"id": "deploy-bot"}}'

          curl -s '%1$s/v1/approvals?mine=true' -H "Authorization: Bearer $(token alice)"
        """
        .formatted(url, data.toAbsolutePath().normalize(), address.getHostAddress(), mail);
  }
}
