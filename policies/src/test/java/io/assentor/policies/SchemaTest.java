// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.assentor.core.json.Json;
import io.assentor.testkit.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schemas that editors complete with say what the parser says. What only the parser can know is
 * left out of the tables: whether CEL, RE2 patterns and time zones compile, whether references lead
 * anywhere and names are unique, and how values compare (steps before expireAfter, quorums of named
 * people, at most 365d).
 */
class SchemaTest {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema POLICY = schema("policy");
  private static final Schema DIRECTORY = schema("directory");
  private static final Schema POLICY_TEST = schema("policy-test");

  private static final String HASH = "x".repeat(43);
  private static final String DEFAULT = "default: {require: {stages: [{role: approver}]}}";

  @ParameterizedTest
  @MethodSource("shipped")
  void shippedFile_isValidByItsSchema(Path file) throws IOException {
    assertThat(errors(schemaOf(file), Files.readString(file))).isEmpty();
  }

  static Stream<Path> shipped() throws IOException {
    var files = new ArrayList<Path>();
    var folders = Stream.of("../evaluation/src/main/resources/evaluation", "platform-team");
    for (var folder : folders.map(Path::of).filter(Files::isDirectory).toList()) {
      try (var all = Files.list(folder)) {
        all.filter(it -> it.toString().endsWith(".yaml")).sorted().forEach(files::add);
      }
    }
    return files.stream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "rules: []",
        "trustedServers: [kubernetes, memory-server]",
        "definitions: [{server: s, tool: t, hash: HASH}]",
        "timezone: Europe/Berlin",
        "risk: [{id: a, when: 'true', tier: critical}]",
        "redaction: {}",
        "redaction: {defaults: false, names: [a], values: ['b+'], pointers: [/a/*/b, /]}",
        "budgets: {}",
        "budgets: {agent: {requests: 1000000, per: 1h}, approver: {requests: 1}}",
        "rules: [{id: a, when: tool.trusted == true, tier: low, allow: {}}]",
        "rules: [{id: a, when: args.x == 1, deny: {reason: never}}]",
        "rules: [{id: a, when: 'true', require: {stages: [{group: sre}]}}]",
        "default: {tier: high, require: {stages: [{role: a}]}}",
        "default: {require: {stages: [{people: [a, b], quorum: 2, distinct: true}]}}",
        "default: {require: {stages: [{role: a, quorum: 100}, {group: b, quorum: 1}]}}",
        "default: {require: {stages: [{role: a, quorum: 2.0}]}}",
        "default: {require: {stages: [{role: a}], expireAfter: 45s, validFor: 1d}}",
        "default: {require: {stages: [{role: a}], assurance: [api, slack, page, page+step-up]}}",
        "redaction: {neverRedact: [/namespace]}",
        "default: {require: {stages: [{group: a, escalate: [{after: 5m, widen: {group: b}}]}]}}",
        "default: {require: {stages: [{group: a, escalate: [{after: 5m, widen: {group: b}}]}],"
            + " unreachable: escalate}}",
        "default: {require: {stages: [{role: a}], denials: 100, unreachable: fail}}",
        "default: {require: {stages: [{role: a}], recheck: deciders}}",
        "default: {require: {stages: [{role: a}], escalate: [{after: 5m, remind: true}]}}",
        "default: {require: {stages: [{role: a}], unreachable: escalate,"
            + " escalate: [{after: 1m, remind: true}, {after: 5m, widen: {people: [a]}}]}}",
        "default: {require: {stages: [{role: a}], justification: required}}",
        "default: {require: {stages: [{role: a}], justification: optional}}",
        "default: {require: {stages: [{role: a}], show: [/a], redact: [/*], neverRedact: [/b]}}",
      })
  void policyThatLoads_isValid(String yaml) {
    var policy = policy(yaml);

    assertThatCode(() -> parsed(policy)).doesNotThrowAnyException();
    assertThat(errors(POLICY, policy)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rule: []",
        "rules: {}",
        "rules:",
        "rules: [a]",
        "trustedServers: kubernetes",
        "trustedServers: [1]",
        "definitions: [{server: s, tool: t}]",
        "definitions: [{server: s, tool: t, hash: short}]",
        "definitions: [{server: s, tool: t, hash: HASHx}]",
        "definitions: [{server: '', tool: t, hash: HASH}]",
        "definitions: [{server: s, name: t, hash: HASH}]",
        "timezone: ''",
        "timezone: 1",
        "risk: [{id: a, when: 'true'}]",
        "risk: [{id: a, when: 'true', tier: huge}]",
        "risk: [{id: a, when: 'true', tier: high, allow: {}}]",
        "risk: [{id: default, when: 'true', tier: high}]",
        "redaction: {default: false}",
        "redaction: {defaults: 'false'}",
        "redaction: {names: [1]}",
        "redaction: {pointers: [a]}",
        "redaction: {pointers: ['']}",
        "budgets: {gateway: {requests: 1}}",
        "budgets: {agent: {per: 1h}}",
        "budgets: {agent: {requests: 0}}",
        "budgets: {agent: {requests: 1000001}}",
        "budgets: {agent: {requests: 1.5}}",
        "budgets: {agent: {requests: 1, per: 1w}}",
        "rules: [{id: a, when: 'true'}]",
        "rules: [{id: a, allow: {}}]",
        "rules: [{when: 'true', allow: {}}]",
        "rules: [{id: '', when: 'true', allow: {}}]",
        "rules: [{id: default, when: 'true', allow: {}}]",
        "rules: [{id: LONG, when: 'true', allow: {}}]",
        "rules: [{id: a, when: '', allow: {}}]",
        "rules: [{id: a, when: true, allow: {}}]",
        "rules: [{id: a, when: 'true', allow: true}]",
        "rules: [{id: a, when: 'true', allow: {reason: why}}]",
        "rules: [{id: a, when: 'true', allow:}]",
        "rules: [{id: a, when: 'true', deny: {}}]",
        "rules: [{id: a, when: 'true', deny: {reason: ''}}]",
        "rules: [{id: a, when: 'true', allow: {}, deny: {reason: never}}]",
        "rules: [{id: a, when: 'true', deny: {reason: never}, require: {stages: [{role: a}]}}]",
        "rules: [{id: a, when: 'true', tier: LOW, allow: {}}]",
        "rules: [{id: a, when: 'true', allow: {}, note: x}]",
        "rules: [{id: a, when: 'true', require: {}}]",
        "default: {}",
        "default: {tier: low}",
        "default: {allow: {}}",
        "default: {require: {stages: []}}",
        "default: {require: {stages: [{}]}}",
        "default: {require: {stages: [{quorum: 1}]}}",
        "default: {require: {stages: [{role: a, group: b}]}}",
        "default: {require: {stages: [{role: a, people: [b]}]}}",
        "default: {require: {stages: [{people: []}]}}",
        "default: {require: {stages: [{people: a}]}}",
        "default: {require: {stages: [{role: LONG}]}}",
        "default: {require: {stages: [{role: a, quorum: 0}]}}",
        "default: {require: {stages: [{role: a, quorum: 101}]}}",
        "default: {require: {stages: [{role: a, quorum: '1'}]}}",
        "default: {require: {stages: [{role: a, distinct: false}]}}",
        "default: {require: {stages: [{role: a, needed: 1}]}}",
        "default: {require: {stages: [{role: a}], expireAfter: 0m}}",
        "default: {require: {stages: [{role: a}], expireAfter: 30}}",
        "default: {require: {stages: [{role: a}], expireAfter: 1000000s}}",
        "default: {require: {stages: [{role: a}], validFor: PT10M}}",
        "default: {require: {stages: [{role: a}], validFor: 1h30m}}",
        "default: {require: {stages: [{role: a}], assurance: [email]}}",
        "default: {require: {stages: [{role: a}], assurance: page}}",
        "default: {require: {stages: [{role: a}], denials: 0}}",
        "default: {require: {stages: [{role: a}], recheck: never}}",
        "default: {require: {stages: [{role: a}], denials: 101}}",
        "default: {require: {stages: [{role: a}], unreachable: wait}}",
        "default: {require: {stages: [{role: a}], assurance: []}}",
        "default: {require: {stages: [{role: a, people: []}]}}",
        "default: {require: {stages: [{people: ['']}]}}",
        "default: {require: {stages: [{role: a, escalate: [{after: 1m}]}]}}",
        "trustedServers: ['']",
        "redaction: {neverRedact: [namespace]}",
        "default: {require: {stages: [{role: a}], escalate: [{remind: true}]}}",
        "default: {require: {stages: [{role: a}], escalate: [{after: 1m}]}}",
        "default: {require: {stages: [{role: a}], escalate: [{after: 1m, remind: false}]}}",
        "default: {require: {stages: [{role: a}], escalate: [{after: 1m, widen: {}}]}}",
        "default: {require: {stages: [{role: a}],"
            + " escalate: [{after: 1m, remind: true, widen: {role: b}}]}}",
        "default: {require: {stages: [{role: a}],"
            + " escalate: [{after: 1m, widen: {role: b, quorum: 1}}]}}",
        "default: {require: {stages: [{role: a}], justification: true}}",
        "default: {require: {stages: [{role: a}], show: [a]}}",
        "default: {require: {stages: [{role: a}], redact: [a/b]}}",
        "default: {require: {stages: [{role: a}], neverRedact: /a}}",
        "default: {require: {stages: [{role: a}], quorum: 1}}",
      })
  void policyThatIsRefused_isInvalid(String yaml) {
    var policy = policy(yaml);

    assertThatThrownBy(() -> parsed(policy)).isInstanceOf(PolicyFileException.class);
    assertThat(errors(POLICY, policy)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "tenants: []",
        "tenants: [{name: a}]",
        "tenants: [{name: a, people: [], agents: [], nonHumans: [], claimableRoles: [x]}]",
        "tenants: [{name: a, people: [{id: x, roles: [r], groups: [g], disabled: true}]}]",
        "tenants: [{name: a, people: [{id: x}, {id: y, manager: x}]}]",
        "tenants: [{name: a, people: [{id: x, contacts: {}}]}]",
        "tenants: [{name: a, people: [{id: x, contacts: {email: x@example.com, slack: U1}}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{issuer: us, subject: x}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{email: X@example.com}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{slack: {team: T, user: U}}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities:"
            + " [{slack: {enterprise: E, team: T, user: U}}, {issuer: us, subject: x}]}]}]",
        "tenants: [{name: a, people: [{id: x}], agents: [{id: bot, owner: x}, {id: stray}]}]",
        "tenants: [{name: a, slack: {}}]",
        "tenants: [{name: a, slack: {channels: [{role: r, channel: C1}, {group: r, channel: C1},"
            + " {people: [x, y], channel: C2}], direct: true, outcomes: C3, tellSubject: true}}]",
        "tenants: [{name: a, people: [{id: x}], nonHumans:"
            + " [{id: ci, owner: x, identities: [{issuer: us, subject: ci}]}]}]",
      })
  void directoryThatLoads_isValid(String yaml) {
    assertThatCode(() -> YamlDirectory.parse("directory.yaml", yaml, Map.of(), Fixtures.CHANNELS))
        .doesNotThrowAnyException();
    assertThat(errors(DIRECTORY, yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "people: []",
        "tenants: {name: a}",
        "tenants: [{people: []}]",
        "tenants: [{name: ''}]",
        "tenants: [{name: a, users: []}]",
        "tenants: [{name: a, claimableRoles: x}]",
        "tenants: [{name: a, people: [{roles: [r]}]}]",
        "tenants: [{name: a, people: [{id: 7}]}]",
        "tenants: [{name: a, people: [{id: LONG}]}]",
        "tenants: [{name: a, people: [{id: x, roles: admin}]}]",
        "tenants: [{name: a, people: [{id: x, groups: [1]}]}]",
        "tenants: [{name: a, people: [{id: x, disabled: 'true'}]}]",
        "tenants: [{name: a, people: [{id: x, manager: ''}]}]",
        "tenants: [{name: a, people: [{id: x, contacts: {phone: '1'}}]}]",
        "tenants: [{name: a, people: [{id: x, contacts: {email: ''}}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{issuer: us}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{subject: x}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{email: e, subject: x}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{email: e, issuer: i, subject: x}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{slack: U1}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{slack: {user: U}}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{slack: {team: T}}]}]}]",
        "tenants: [{name: a, people: [{id: x, identities: [{slack: {team: T, user: U, id: 1}}]}]}]",
        "tenants: [{name: a, agents: [{owner: x}]}]",
        "tenants: [{name: a, slack: {channels: [{channel: C1}]}}]",
        "tenants: [{name: a, slack: {channels: [{role: r}]}}]",
        "tenants: [{name: a, slack: {channels: [{role: r, group: g, channel: C1}]}}]",
        "tenants: [{name: a, slack: {direct: 1}}]",
        "tenants: [{name: a, slack: {rooms: []}}]",
        "tenants: [{name: a, agents: [{id: bot, identities: []}]}]",
        "tenants: [{name: a, nonHumans: [{id: ci}]}]",
        "tenants: [{name: a, people: [{id: x}], nonHumans: [{owner: x}]}]",
        "tenants: [{name: a, people: [{id: x}], nonHumans: [{id: c, owner: x, roles: [r]}]}]",
      })
  void directoryThatIsRefused_isInvalid(String yaml) {
    var directory = yaml.replace("LONG", "x".repeat(257));

    assertThatThrownBy(
            () -> YamlDirectory.parse("directory.yaml", directory, Map.of(), Fixtures.CHANNELS))
        .isInstanceOf(PolicyFileException.class);
    assertThat(errors(DIRECTORY, directory)).isNotEmpty();
  }

  @Test
  void policyTest_withEverythingItMaySay_isValid() {
    var yaml =
        """
        tests:
          - name: production deletes need two people from two groups
            call:
              tool:
                server: kubernetes
                name: kubectl_delete
                annotations: {destructiveHint: true}
                definitionHash: HASH
              arguments: {resourceType: deployment, name: checkout, namespace: prod}
              subject: {id: dana, issuer: "https://idp.example"}
              agent: {id: deploy-bot}
              session: s1
              context: {justification: why, risk: {score: 0.9, signals: [a]}, traceparent: 00-1-2}
            given:
              time: "2026-11-21T10:00:00Z"
              history: {calls: 0, denials: 0, expiries: 0}
              gateway: gateway
              tenant: default
            expect:
              verdict: require
              tier: critical
              rules: [prod-delete]
              stages: [{group: platform, needed: 1}, {role: owner, needed: 1}, {people: [bob]}]
              people: [alice, bob]
              assurance: [page+step-up]
              reason: text that the denial contains
              redacted: [/content]
        """;

    assertThat(errors(POLICY_TEST, yaml.replace("HASH", HASH))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "tests: [{name: a, expect: {verdict: allow}}]",
        "tests: [{name: a, call: CALL}]",
        "tests: [{call: CALL, expect: {verdict: allow}}]",
        "tests: [{name: a, call: CALL, expect: {}}]",
        "tests: [{name: a, call: CALL, expect: {verdict: approve}}]",
        "tests: [{name: a, call: CALL, expect: {verdict: allow, rule: a}}]",
        "tests: [{name: a, call: CALL, expect: {verdict: require, stages: [{needed: 1}]}}]",
        "tests: [{name: a, call: CALL, expect: {verdict: require, redacted: [content]}}]",
        "tests: [{name: a, call: CALL, given: {time: today}, expect: {verdict: allow}}]",
        "tests: [{name: a, call: CALL, given: {history: {calls: -1}}, expect: {verdict: allow}}]",
        "tests: [{name: a, call: {tool: {name: t}, arguments: {}}, expect: {verdict: allow}}]",
        "tests: [{name: a, call: {tool: {server: s, name: t}, args: {}}, expect: {verdict: deny}}]",
      })
  void policyTest_thatSaysSomethingElse_isInvalid(String yaml) {
    var call = "{tool: {server: s, name: t}, arguments: {}}";

    assertThat(errors(POLICY_TEST, yaml.replace("CALL", call))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "directory", "policy-test"})
  void schema_isValidItselfAndDescribesAllItKnowsAndRefusesTheRest(String name) throws IOException {
    var text = Files.readString(file(name));
    var dialect = SpecificationVersion.DRAFT_2020_12.getDialectId();
    var root = Json.parseObject(Files.readAllBytes(file(name)));

    assertThat(REGISTRY.getSchema(SchemaLocation.of(dialect)).validate(text, InputFormat.JSON))
        .isEmpty();
    assertThat(root.get("title")).isNotNull();
    assertThat(lacking(root, root, "")).isEmpty();
  }

  /** Objects that admit anything, and properties without a description. */
  private static List<String> lacking(Json.Obj root, Json at, String pointer) {
    var lacking = new ArrayList<String>();
    switch (at) {
      case Json.Obj schema -> {
        // A condition only looks; what it looks at stands elsewhere.
        if (schema.get("properties") instanceof Json.Obj(var properties)
            && !pointer.endsWith("/if")
            && !pointer.endsWith("/then")) {
          if (!Json.Bool.FALSE.equals(schema.get("additionalProperties"))) {
            lacking.add(pointer + " admits anything");
          }
          properties.forEach(
              (name, property) -> {
                if (!isDescribed(root, (Json.Obj) property)) {
                  lacking.add(pointer + "/" + name + " is not described");
                }
              });
        }
        schema
            .members()
            .forEach((name, member) -> lacking.addAll(lacking(root, member, pointer + "/" + name)));
      }
      case Json.Arr(var items) ->
          items.forEach(item -> lacking.addAll(lacking(root, item, pointer + "/-")));
      case Json.Str text -> {}
      case Json.Num number -> {}
      case Json.Int integer -> {}
      case Json.Bool bool -> {}
      case Json.Null nothing -> {}
    }
    return lacking;
  }

  private static boolean isDescribed(Json.Obj root, Json.Obj property) {
    var described =
        property.get("$ref") instanceof Json.Str(var ref)
                && root.get("$defs") instanceof Json.Obj defs
                && defs.get(ref.substring("#/$defs/".length())) instanceof Json.Obj definition
            ? definition
            : property;
    return described.get("description") instanceof Json.Str(var text) && !text.isBlank();
  }

  private static String policy(String yaml) {
    var policy = yaml.equals("{}") ? DEFAULT : yaml;
    policy = policy.startsWith("default:") ? policy : policy + "\n" + DEFAULT;
    return policy.replace("HASH", HASH).replace("LONG", "x".repeat(101));
  }

  private static Schema schemaOf(Path file) {
    var name = String.valueOf(file.getFileName());
    if (PolicyFiles.isTest(name)) {
      return POLICY_TEST;
    }
    return name.startsWith("directory") ? DIRECTORY : POLICY;
  }

  private static List<Error> errors(Schema schema, String yaml) {
    var json = YamlFile.parse("file.yaml", yaml).content().canonicalString();
    return schema.validate(json, InputFormat.JSON);
  }

  private static YamlPolicyBook parsed(String policy) {
    return YamlPolicyBook.parse(
        Map.of("policy.yaml", policy), Fixtures.CHANNELS, PolicyContext.UNKNOWN);
  }

  private static Schema schema(String name) {
    try {
      return REGISTRY.getSchema(Files.readString(file(name)), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String name) {
    return Path.of("schema", name + ".schema.json");
  }
}
