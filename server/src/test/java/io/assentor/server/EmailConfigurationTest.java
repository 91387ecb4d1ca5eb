// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.server.settings.Settings;
import io.assentor.server.settings.StartupException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmailConfigurationTest {

  @Test
  void hostWithoutASender_namesTheSettingThatIsMissing() {
    assertThatThrownBy(() -> EmailConfiguration.of(smtp("", "", "", true)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_SMTP_FROM is not");
  }

  @Test
  void senderThatIsNoAddress_isNamed() {
    assertThatThrownBy(() -> EmailConfiguration.of(smtp("", "", "assentor", true)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("from \"assentor\" (expected: one e-mail address");
  }

  @Test
  void passwordInTheClear_isRefusedWithoutBeingTold() {
    assertThatThrownBy(
            () -> EmailConfiguration.of(smtp("assentor", "geheim", "a@assentor.example", false)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("in the clear")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void settings_areTaken() {
    var relay = EmailConfiguration.of(smtp("", "", "a@assentor.example", true));

    assertThat(relay.user()).isNull();
    assertThat(relay.startTls()).isTrue();
  }

  @Test
  void bouncesOfNoMail_nameTheSettingThatIsMissing() {
    var none = new Settings.Smtp("", 587, "", "", "", true);
    assertThatThrownBy(() -> EmailConfiguration.of(imap("assentor", "geheim", true), none))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ASSENTOR_IMAP_HOST is set, but ASSENTOR_SMTP_HOST is not");
  }

  @Test
  void mailboxThatCannotBeRead_isNamedWithoutItsPassword() {
    var smtp = smtp("", "", "a@assentor.example", true);
    assertThatThrownBy(() -> EmailConfiguration.of(imap("assentor", "", true), smtp))
        .isInstanceOf(StartupException.class)
        .hasMessage("ASSENTOR_IMAP_*: no password (expected: both)");
    assertThatThrownBy(() -> EmailConfiguration.of(imap("assentor", "geheim", false), smtp))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("in the clear")
        .hasMessageNotContaining("geheim");
    assertThat(EmailConfiguration.of(imap("assentor", "geheim", true), smtp).toString())
        .isEqualTo("imap.example:143 as assentor");
  }

  private static Settings.Imap imap(String user, String password, boolean starttls) {
    return new Settings.Imap("imap.example", 143, user, password, starttls, Duration.ofSeconds(30));
  }

  private static Settings.Smtp smtp(String user, String password, String from, boolean starttls) {
    return new Settings.Smtp("smtp.example", 587, user, password, from, starttls);
  }
}
