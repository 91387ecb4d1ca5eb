// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assentor.core.approval.Command;
import io.assentor.core.approval.Verdict;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.DamageReport;
import io.assentor.ledger.postgres.LedgerSchema;
import io.assentor.ledger.postgres.PostgresLedger;
import io.assentor.server.settings.MacKeyFile;
import io.assentor.server.settings.Mode;
import io.assentor.testkit.Fixtures;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The record leaves the database, and is verified where there is none. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ExportCommandTest {

  @TempDir private static Path directory;

  private static EmbeddedPostgres postgres;
  private static Map<String, String> environment;
  private static List<ApprovalRecord> records;
  private static String export;

  private String output = "";
  private String errors = "";

  @BeforeAll
  static void exportSome() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
    var superuser = JdbcClient.create(postgres.getPostgresDatabase());
    superuser.sql("create role owner login").update();
    superuser.sql("create role application login").update();
    superuser.sql("create database exported owner owner").update();
    var url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/exported";
    environment =
        Map.of(
            "ASSENTOR_DB_URL",
            url,
            "ASSENTOR_DB_USER",
            "application",
            "ASSENTOR_DB_MIGRATION_USER",
            "owner",
            "ASSENTOR_MAC_KEY_FILE",
            key("mac-keys"));
    assertThat(DatabaseCommand.run(List.of("migrate"), Mode.PRODUCTION, environment, System.out))
        .isZero();
    var database = new DriverManagerDataSource(url, "application", "");
    database.setSchema(LedgerSchema.NAME);
    var ledger =
        new PostgresLedger(database, MacKeyFile.open(Path.of(key("mac-keys"))), DamageReport.NONE);
    records =
        Stream.of("one", "two", "three")
            .map(
                it ->
                    Fixtures.submit(
                        Fixtures.request(it), Fixtures.requiring(Fixtures.ONE_APPROVER)))
            .map(it -> ledger.submit(it).entry())
            .toList();
    var second = records.get(1);
    ledger.execute(
        second.id(),
        null,
        new Command.Decide(
            Fixtures.standing("alice", "approver"),
            Verdict.APPROVE,
            null,
            second.approval().request().view()));
    var test = new ExportCommandTest();
    assertThat(test.run(InputStream.nullInputStream(), "export")).as(test.errors).isZero();
    export = test.output;
  }

  private static String key(String name) {
    var file = directory.resolve(name);
    if (!Files.exists(file)) {
      MacKeyFile.addKey(file);
    }
    return file.toString();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private int run(InputStream in, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        ExportCommand.run(
            List.of(args),
            environment,
            in,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    output = out.toString(UTF_8);
    errors = err.toString(UTF_8);
    return code;
  }

  private int verify(String export, String... options) {
    var args = new ArrayList<>(List.of("verify", "-"));
    args.addAll(List.of(options));
    return run(new ByteArrayInputStream(export.getBytes(UTF_8)), args.toArray(String[]::new));
  }

  @Test
  void export_isVerifiedWithoutKeysAndSaysSo() throws IOException {
    var file = Files.writeString(directory.resolve("ledger.jsonl"), export);

    assertThat(run(InputStream.nullInputStream(), "verify", file.toString())).isZero();

    assertThat(output)
        .contains("Verified 3 records with 5 events; nothing is damaged.")
        .contains("Not authenticated:");
  }

  @Test
  void export_isAuthenticatedWithTheKeys() {
    assertThat(verify(export, "--mac-key", key("mac-keys"))).isZero();
    assertThat(output).contains("Authenticated:");

    assertThat(verify(export, "--json", "--mac-key=" + key("mac-keys"))).isZero();
    assertThat(output.strip())
        .isEqualTo(
            "{\"authenticated\":true,\"events\":5,\"findings\":0,\"records\":3,\"valid\":true}");
  }

  @Test
  void otherLedgersKeys_authenticateNothing() {
    assertThat(verify(export, "--mac-key", key("others"))).isEqualTo(1);
    assertThat(output).contains("event 1 was not written by Assentor, or under a key that is not");
  }

  static Stream<Arguments> alterations() {
    return Stream.of(
        Arguments.of("\"status\":\"approved\"", "\"status\":\"denied\"", "the current row says"),
        Arguments.of("\"sequence\":2", "\"sequence\":4", "event 2 is missing"),
        Arguments.of("\"version\":3", "\"version\":9", "the current row says"));
  }

  @ParameterizedTest
  @MethodSource("alterations")
  void alteredRecord_isNamedWithWhatIsWrong(String from, String to, String why) {
    assertThat(verify(altered(from, to))).isEqualTo(1);

    assertThat(output).contains("Damaged: " + records.get(1).id() + ": ", why, "1 findings");
    assertThat(verify(altered(from, to), "--json")).isEqualTo(1);
    assertThat(output).contains("\"record\":\"" + records.get(1).id() + "\"", why);
  }

  /** Only in the record that was approved. */
  private static String altered(String from, String to) {
    return export
        .lines()
        .map(it -> it.contains(records.get(1).id().uuid().toString()) ? it.replace(from, to) : it)
        .reduce("", (a, b) -> a + b + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"body", "salt", "link"})
  void anyByteThatIsAltered_isFoundWithoutKeys(String member) {
    var matcher = Pattern.compile("\"" + member + "\":\"([^\"]+)\"").matcher(export);
    while (matcher.find()) {
      var bytes = Base64.getUrlDecoder().decode(matcher.group(1));
      bytes[bytes.length / 2] ^= 1;
      var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      var forged =
          export.substring(0, matcher.start(1)) + changed + export.substring(matcher.end(1));

      assertThat(verify(forged)).isEqualTo(1);
      assertThat(output).contains("Damaged: default/");
    }
  }

  /** The chain alone cannot tell: whoever writes all of it anew needs the keys. */
  @Test
  void forgedMac_isFoundWithTheKeysOnly() {
    var matcher = Pattern.compile("\"mac\":\"([^\"]{8})").matcher(export);
    var forged = matcher.replaceAll("\"mac\":\"AAAAAAAA");

    assertThat(verify(forged)).isZero();
    assertThat(verify(forged, "--mac-key", key("mac-keys"))).isEqualTo(1);
  }

  @Test
  void exportWithoutItsEnd_isDamaged() {
    var lines = export.lines().toList();

    assertThat(verify(String.join("\n", lines.subList(0, 3)) + "\n")).isEqualTo(1);
    assertThat(output).contains("the export ends early");
    assertThat(verify("")).isEqualTo(1);
    assertThat(verify(lines.get(0) + "\n" + lines.getLast() + "\n")).isEqualTo(1);
    assertThat(output).contains("the export says it has 3 records, and has 1");
    assertThat(verify(export + lines.getFirst() + "\n")).isEqualTo(1);
    assertThat(output).contains("there is more data after the last line");
    assertThat(verify(lines.get(1) + "\n" + lines.get(0) + "\n" + lines.get(0))).isEqualTo(1);
    assertThat(output).contains("occurs twice, or out of order");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "{}", "[1]", "{\"v\":1,\"tenant\":\"\u001b[2J\"}", "\u0000"})
  void lineThatIsNoRecord_isAFindingAndTheRestIsRead(String line) {
    assertThat(verify(line + "\n" + export)).isEqualTo(1);

    assertThat(output).contains("Damaged: line 1: the line is not a record", "Verified 3 records");
    assertThat(output).doesNotContain("\u001b", "\u0000");
  }

  /** A few bytes each, but some hundred of memory. */
  private static String manyValues() {
    return "{\"a\":[" + "0,".repeat(Json.MAX_STORED_VALUES) + "0]}";
  }

  @Test
  void lineOfManyValues_isAFindingAndTheRestIsRead() {
    assertThat(verify(manyValues() + "\n" + export)).isEqualTo(1);

    assertThat(output).contains("Damaged: line 1: the line is not a record", "Verified 3 records");
    assertThat(output).contains("at most " + Json.MAX_STORED_VALUES + " values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"call", "renderings", "events"})
  void storedDocumentOfManyValues_isAFindingAndTheRestIsRead(String member) {
    var body = Base64.getUrlEncoder().withoutPadding().encodeToString(manyValues().getBytes(UTF_8));
    var hostile =
        Pattern.compile("(\"" + member + "\":[^\\]]*?\"body\":\")[^\"]+")
            .matcher(export)
            .replaceFirst("$1" + body);

    assertThat(verify(hostile)).isEqualTo(1);
    assertThat(output)
        .contains("at most " + Json.MAX_STORED_VALUES + " values", "Verified 3 records");
  }

  @Test
  void tenantWithoutRecords_exportsNone() {
    assertThat(run(InputStream.nullInputStream(), "export", "--tenant=nobody")).isZero();
    assertThat(output.strip())
        .isEqualTo(Json.object().put("v", 1).put("records", 0).build().canonicalString());
    assertThat(verify(output)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "verify",
        "verify a b",
        "verify --mac-key",
        "verify --colour x",
        "export everything",
        "export --tenant=a --tenant=b",
        "verify /no/such/file",
        "verify - --mac-key /no/such/file"
      })
  void wrongCall_exitsWith2AndSaysWhy(String line) {
    assertThat(run(InputStream.nullInputStream(), line.split(" ", -1))).isEqualTo(2);
    assertThat(errors).isNotBlank();
  }
}
