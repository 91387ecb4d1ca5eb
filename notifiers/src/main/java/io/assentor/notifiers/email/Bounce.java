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
 * Word that one of our mails will never arrive: a delivery status notification (RFC 3464) about a
 * failure, with enough of the mail to know which it was.
 *
 * @param messageId of the mail that came back, as it was sent; whether it ever was is not known
 * @param why what the mail servers said, legible
 */
record Bounce(String messageId, String why) {

  private static final Logger LOG = LoggerFactory.getLogger(Bounce.class);

  /** Steps for each byte of a mail: it is read again for each part that a part stands in. */
  private static final int MAX_STEPS_A_BYTE = 100;

  /**
   * Reads a mail.
   *
   * @param mail how it begins; its end may be missing
   * @return empty if it is anything else, malformed, or takes too long to read
   */
  static Optional<Bounce> of(byte[] mail) {
    return of(mail, Steps.atMost(1_000 + (long) MAX_STEPS_A_BYTE * mail.length));
  }

  /** The same, counting each byte and character that is read. */
  static Optional<Bounce> of(byte[] mail, Steps steps) {
    try {
      return new BounceReader(steps).read(mail);
    } catch (MessagingException | IOException | RuntimeException e) {
      // Whoever may write to us chose these bytes, and not every complaint about them is declared.
      LOG.debug("Ignoring a mail that cannot be read: {}", e.toString());
      return Optional.empty();
    }
  }
}
