// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import io.assentor.core.text.Steps;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A delivery status notification (RFC 3464) that a mail will not arrive, with enough of the mail to
 * identify it.
 *
 * @param messageId of the returned mail; it is not known whether that mail was ever sent
 * @param why what the mail servers said, in legible form
 */
record Bounce(String messageId, String why) {

  private static final Logger LOG = LoggerFactory.getLogger(Bounce.class);

  /** The steps for each byte of a mail, which is read once for each level of nesting. */
  private static final int MAX_STEPS_A_BYTE = 100;

  /**
   * Reads a mail.
   *
   * @param mail its beginning; the end may be missing
   * @return empty if it is not a bounce, malformed, or takes too long to read
   */
  static Optional<Bounce> of(byte[] mail) {
    return of(mail, Steps.atMost(1_000 + (long) MAX_STEPS_A_BYTE * mail.length));
  }

  /** Reads a mail, counting each byte and character read. */
  static Optional<Bounce> of(byte[] mail, Steps steps) {
    try {
      return new BounceReader(steps).read(mail);
    } catch (MessagingException | IOException | RuntimeException e) {
      // Anyone may have sent these bytes, and the library throws undeclared exceptions for some.
      LOG.debug("Ignoring a mail that cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }
}
