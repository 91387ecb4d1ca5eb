// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Explanation;
import io.assentor.core.Rules;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Principal;
import io.assentor.core.call.SubmissionBody;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import io.assentor.core.json.Members;
import io.assentor.core.json.Pointer;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.PolicyBook.Finding;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tests of a policy, from the {@code *.test.yaml} files beside it: each has a call and the expected
 * verdict.
 */
public final class PolicyTests {

  private static final int MAX_NAME = 256;

  /** The default subject and agent of tests, which the demo directory lists. */
  private static final Json.Obj SUBJECT = Json.object().put("id", "dana").build();

  private static final Json.Obj AGENT = Json.object().put("id", "deploy-bot").build();
  private static final String ISSUER = "evaluation";

  private final PolicyFiles.Loaded loaded;
  private final DecidingChannels channels;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> exercised = new TreeSet<>();
  private final SeenTools seen = new SeenTools();
  private int tests;
  private int failures;

  private PolicyTests(PolicyFiles.Loaded loaded, DecidingChannels channels) {
    this.channels = channels;
    this.loaded = loaded;
  }

  /**
   * The results of the tests.
   *
   * @param text for people: each test, the differences, and the rules that no test exercised
   * @param unexercised ids of those rules
   * @param warnings mismatches of the policy with the directory, or with the tests' calls
   */
  public record Report(
      String text, int tests, int failures, Set<String> unexercised, List<String> warnings) {}

  /**
   * Runs all tests of a directory.
   *
   * @param channels whose doors and accounts the files may name
   * @throws PolicyFileException if a file has errors, or there are no tests
   */
  public static Report run(Path directory, DecidingChannels channels) {
    Map<String, String> texts;
    try {
      texts = PolicyFiles.Source.directory(directory).read();
    } catch (IOException e) {
      throw new PolicyFileException(directory + " cannot be read: " + e.getMessage(), e);
    }
    var tests =
        new PolicyTests(
            PolicyFiles.Loaded.of(texts, Map.of(), channels, PolicyContext.UNKNOWN), channels);
    texts.forEach(
        (name, text) -> {
          if (PolicyFiles.isTest(name)) {
            tests.run(YamlFile.parse(name, text));
          }
        });
    if (tests.tests == 0) {
      throw new PolicyFileException(directory + ": expected tests in *.test.yaml", null);
    }
    return tests.report();
  }

  private Report report() {
    var unexercised = loaded.policy().ruleIds();
    unexercised.removeAll(exercised);
    out.append(
        "%d tests, %d failed; %d of %d rules exercised%n"
            .formatted(tests, failures, exercised.size(), exercised.size() + unexercised.size()));
    if (!unexercised.isEmpty()) {
      out.append("never exercised: ").append(String.join(", ", unexercised)).append('\n');
    }
    var warnings =
        Stream.concat(
                loaded.warnings().stream(), PolicyCheck.unseen(loaded.policy(), seen).stream())
            .toList();
    warnings.forEach(it -> out.append("warning: ").append(it).append('\n'));
    return new Report(out.toString(), tests, failures, unexercised, warnings);
  }

  private void run(YamlFile file) {
    file.read(
        (members, problems) -> {
          for (var test : members.objects("tests")) {
            problems.attempt(() -> run(file.name(), test));
          }
          return true;
        });
  }

  private boolean run(String file, Members test) {
    var name = test.text("name", 1_000);
    var given = test.optionalObject("given");
    var gateway = gateway(given);
    var surroundings = Given.of(given);
    if (given != null) {
      given.end();
    }
    var request = request(test, gateway);
    seen.add(request.call().server(), request.call().name());
    var explanation =
        Explanation.of(
            request, Rules.of(loaded.policy().in(surroundings), loaded.directory()).current());
    var expect = test.object("expect");
    test.end();
    var differences = differences(expect, request, explanation);
    expect.end();
    explanation.findings().forEach(finding -> exercised.add(finding.id()));
    tests++;
    if (differences.isEmpty()) {
      out.append("ok      ").append(name).append('\n');
      return true;
    }
    failures++;
    out.append("FAILED  ").append(name).append("  (").append(file).append(")\n");
    differences.forEach(it -> out.append("          ").append(it).append('\n'));
    for (var finding : explanation.findings()) {
      out.append("          rule ").append(said(finding)).append('\n');
    }
    return true;
  }

  private static String said(Finding finding) {
    return finding.id() + " (" + finding.effect() + "): " + finding.because();
  }

  private static Principal gateway(@Nullable Members given) {
    var tenant = given == null ? null : given.optionalText("tenant", MAX_NAME);
    var issuer = given == null ? null : given.optionalText("issuer", MAX_NAME);
    var gateway = given == null ? null : given.optionalText("gateway", MAX_NAME);
    return new Principal(
        Objects.requireNonNullElse(tenant, "default"),
        Objects.requireNonNullElse(issuer, ISSUER),
        Objects.requireNonNullElse(gateway, "gateway"));
  }

  private static NewRequest request(Members test, Principal gateway) {
    var call = test.rawObject("call");
    var whole = Json.object().put("subject", SUBJECT).put("agent", AGENT);
    call.members().forEach(whole::put);
    try {
      return SubmissionBody.read(Members.of(whole.build()), gateway);
    } catch (JsonException e) {
      throw test.bad("call", e.expected() + " at " + e.pointer());
    }
  }

  private List<String> differences(Members expect, NewRequest request, Explanation explanation) {
    var differences = new ArrayList<String>();
    var assessment = explanation.assessment();
    compare(differences, "verdict", expect.string("verdict"), verdict(assessment.effect()));
    var tier = expect.optionalConstant("tier", Tier.class);
    if (tier != null) {
      compare(differences, "tier", Members.nameOf(tier), Members.nameOf(assessment.tier()));
    }
    var rules = expect.strings("rules");
    if (!rules.isEmpty()) {
      compare(differences, "rules", new TreeSet<>(rules), new TreeSet<>(ids(assessment.rule())));
    }
    var stages = expect.objects("stages");
    if (!stages.isEmpty()) {
      compare(
          differences,
          "stages",
          stages.stream().map(PolicyTests::stage).toList(),
          stages(assessment.effect()));
    }
    var people = expect.strings("people");
    if (!people.isEmpty()) {
      compare(
          differences,
          "people",
          new TreeSet<>(people),
          explanation.people().stream()
              .flatMap(List::stream)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    var doors = expect.strings("assurance");
    if (!doors.isEmpty()) {
      compare(differences, "assurance", doors, doors(assessment.effect()));
    }
    var reason = expect.optionalString("reason");
    if (reason != null && !reason(explanation).contains(reason)) {
      differences.add(
          "reason: expected \"" + reason + "\", but was \"" + reason(explanation) + "\"");
    }
    for (var pointer : expect.strings("redacted")) {
      var shown = explanation.judgement().redacted();
      var whole = request.call().arguments();
      if (shown == null
          || Pointer.find(shown.arguments(), pointer).equals(Pointer.find(whole, pointer))) {
        differences.add("redacted: expected " + pointer + " to be, but it is shown whole");
      }
    }
    return differences;
  }

  private static void compare(
      List<String> differences, String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      differences.add(what + ": expected " + expected + ", but was " + actual);
    }
  }

  private static String verdict(Effect effect) {
    return switch (effect) {
      case Effect.Allow allow -> "allow";
      case Effect.Deny deny -> "deny";
      case Effect.Require require -> "require";
    };
  }

  private static List<String> ids(String rule) {
    return Arrays.asList(rule.split(", "));
  }

  private static String stage(Members stage) {
    var eligible = Eligible.of(stage, MAX_NAME);
    var needed = Objects.requireNonNullElse(stage.optionalInteger("needed"), 1L);
    stage.end();
    return needed + " of " + eligible.described();
  }

  private static List<String> stages(Effect effect) {
    return effect instanceof Effect.Require(var requirement)
        ? requirement.stages().stream()
            .map(stage -> stage.needed() + " of " + stage.eligible().described())
            .toList()
        : List.of();
  }

  private List<String> doors(Effect effect) {
    if (!(effect instanceof Effect.Require(Requirement requirement))) {
      return List.of();
    }
    return requirement.doorNames().isEmpty() ? channels.doorNames() : requirement.doorNames();
  }

  private static String reason(Explanation explanation) {
    return explanation.assessment().effect() instanceof Effect.Deny(var reason)
        ? reason
        : Objects.requireNonNullElse(explanation.unreachable(), "");
  }

  /** What a test says is known besides the call. */
  private record Given(Instant now, AgentHistory history) implements PolicyContext {

    /** CEL's timestamps reach no further. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    static Given of(@Nullable Members given) {
      if (given == null) {
        return new Given(Instant.now(), new AgentHistory(0, 0, 0));
      }
      var history = given.optionalObject("history");
      var known =
          history == null
              ? new AgentHistory(0, 0, 0)
              : new AgentHistory(
                  count(history, "calls"), count(history, "denials"), count(history, "expiries"));
      if (history != null) {
        history.end();
      }
      return new Given(time(given), known);
    }

    private static Instant time(Members given) {
      var time = given.optionalString("time");
      try {
        var instant = time == null ? Instant.now() : Instant.parse(time);
        if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
          return instant;
        }
      } catch (DateTimeParseException e) {
        // refused below
      }
      throw given.bad("time", "an RFC 3339 time such as 2026-11-21T10:00:00Z, in quotes");
    }

    private static int count(Members history, String name) {
      return Objects.requireNonNullElse(history.optionalInteger(name), 0L).intValue();
    }

    @Override
    public AgentHistory history(String tenant, String agent) {
      return history;
    }
  }
}
