// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.NewRequest;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Assessment;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Judgement;
import io.assentor.core.policy.Note;
import io.assentor.core.policy.PolicyBook;
import io.assentor.core.policy.Tier;
import io.assentor.core.text.Steps;
import io.assentor.policies.Condition.Match;
import io.assentor.policies.PolicyContent.Tool;
import io.assentor.policies.Rule.Does;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A policy from YAML files. Every matching rule counts: any deny denies; otherwise all matching
 * requirements combine; allow counts only if nothing requires approval; if no rule matches, the
 * default requirement applies. Adding a deny or require rule therefore never weakens another, and
 * the order of rules does not matter.
 */
public final class YamlPolicyBook implements PolicyBook {

  /**
   * The most steps for evaluating all rules for one call. After that, each remaining rule counts as
   * an error: as a match if it restricts, and never if it allows.
   */
  private static final long MAX_EVALUATION = 100_000_000;

  private final Json.Obj source;
  private final Map<String, String> places;
  private final String version;
  private final PolicyContent content;
  private final PolicyContent.Fallback fallback;
  private final ByTool<Rule> rules;
  private final ByTool<Rule> raises;
  private final boolean asksHistory;
  private final PolicyContext surroundings;
  private final ZoneId zone;

  private YamlPolicyBook(
      Json.Obj source,
      Map<String, String> places,
      PolicyContent content,
      PolicyContext surroundings) {
    this.source = source;
    this.places = places;
    this.version = Sha256.text("", source.canonical());
    this.content = content;
    this.fallback = Objects.requireNonNull(content.fallback());
    var byId = Comparator.comparing(Rule::id);
    this.rules = new ByTool<>(content.rules(), rule -> rule.when().target(), byId);
    this.raises = new ByTool<>(content.raises(), rule -> rule.when().target(), byId);
    this.asksHistory =
        Stream.concat(content.rules().stream(), content.raises().stream())
            .anyMatch(rule -> rule.when().asksHistory());
    this.surroundings = surroundings;
    this.zone = Objects.requireNonNullElse(content.zone(), ZoneOffset.UTC);
  }

  /**
   * Loads a policy of one file, which knows the time, but no channel and no agent's history.
   *
   * @param name of the file, for messages
   * @throws PolicyFileException if it has errors
   */
  public static YamlPolicyBook parse(String name, String yaml) {
    return parse(Map.of(name, yaml), DecidingChannels.NONE, PolicyContext.UNKNOWN);
  }

  /**
   * Loads a policy.
   *
   * @param texts of its files, by their names
   * @param channels whose doors it may name
   * @throws PolicyFileException if it has errors
   */
  public static YamlPolicyBook parse(
      Map<String, String> texts, DecidingChannels channels, PolicyContext surroundings) {
    var problems = new Problems();
    var files = YamlFile.parse(texts, problems);
    if (files.isEmpty() && problems.isEmpty()) {
      throw new PolicyFileException("expected at least one policy file, such as policy.yaml", null);
    }
    var contents =
        problems.attemptEach(
            files, file -> file.read((it, all) -> PolicyContent.of(it, all, channels)));
    problems.end(e -> String.valueOf(e.getMessage()));
    try {
      var content = PolicyContent.together(contents);
      return new YamlPolicyBook(YamlFile.together(files), places(files), content, surroundings);
    } catch (IllegalArgumentException e) {
      var names = files.stream().map(YamlFile::name).collect(Collectors.joining(", "));
      throw new PolicyFileException(names + ": " + e.getMessage(), e);
    }
  }

  /** Where each rule stands, and what holds when none matches. */
  private static Map<String, String> places(List<YamlFile> files) {
    var places = new HashMap<String, String>();
    for (var file : files) {
      if (file.content().get(PolicyContent.DEFAULT_RULE) != null) {
        places.put(PolicyContent.DEFAULT_RULE, file.place("/" + PolicyContent.DEFAULT_RULE));
      }
      for (var section : List.of("risk", "rules")) {
        var index = 0;
        for (var rule : Members.of(file.content()).objects(section)) {
          places.put(rule.string("id"), file.place("/" + section + "/" + index++));
        }
      }
    }
    return places;
  }

  /** Returns the same policy with another context. */
  YamlPolicyBook in(PolicyContext other) {
    return new YamlPolicyBook(source, places, content, other);
  }

  /** Hash of the canonical content. */
  public String version() {
    return version;
  }

  /** The content whose hash is the version. */
  public byte[] canonical() {
    return source.canonical();
  }

  PolicyContent content() {
    return content;
  }

  /** Where a rule stands, by its id: {@code policy.yaml:12}. */
  String place(String rule) {
    return places.getOrDefault(rule, rule);
  }

  /** Ids of all rules, for coverage. */
  Set<String> ruleIds() {
    return Stream.concat(content.rules().stream(), content.raises().stream())
        .map(Rule::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public Judgement judge(String tenant, NewRequest request) {
    surroundings.sees(request.call().server(), request.call().name());
    return new Judging(tenant, request).judgement();
  }

  @Override
  public Assessment assess(String tenant, NewRequest request) {
    return new Judging(tenant, request).assessment(List.of());
  }

  @Override
  public Explained explain(String tenant, NewRequest request) {
    var judging = new Judging(tenant, request);
    var judgement = judging.judgement();
    return new Explained(judgement, judging.findings(judgement.redacted()));
  }

  /** One call being judged. */
  private final class Judging {
    private final Steps evaluating = Steps.atMost(MAX_EVALUATION);
    private final NewRequest request;
    private final Instant now = surroundings.now();
    private final @Nullable AgentHistory history;
    private final Optional<Note> definitionNote;
    private final boolean trusted;
    private final CelValues values;
    private final List<String> trace = new ArrayList<>();
    private final List<Counting> counting = new ArrayList<>();

    /** The tier, before the deciding rules are applied. */
    private final Tier tier;

    private final List<Rule> deciding;

    /** The combined demand; absent if no approval is required. */
    private final @Nullable Demand demand;

    Judging(String tenant, NewRequest request) {
      this.request = request;
      this.history = asksHistory ? history(tenant) : null;
      this.definitionNote = definitionNote();
      // The claims of a changed tool are ignored.
      this.trusted =
          content.trustedServers().contains(request.call().server()) && definitionNote.isEmpty();
      this.values = values(new Shown(request.call().arguments(), request.context()));
      match(raises);
      this.tier = Stream.of(claimedTier(), raisedTier()).max(Comparator.naturalOrder()).get();
      values.withTier(tier);
      match(rules);
      this.deciding = deciding();
      var asking = deciding.isEmpty() ? List.of(fallback.demand()) : demands(deciding);
      this.demand = asking.isEmpty() ? null : Demand.all(asking);
    }

    Judgement judgement() {
      var redaction = redaction();
      var notes = Stream.concat(definitionNote.stream(), redaction.notes().stream()).toList();
      return new Judgement(assessment(notes), redaction.shown(), content.budgets());
    }

    private @Nullable AgentHistory history(String tenant) {
      try {
        return surroundings.history(tenant, request.agent().id());
      } catch (RuntimeException e) {
        return null; // its keys are missing then, which counts as requiring approval
      }
    }

    private CelValues values(Shown shown) {
      return new CelValues(request, shown, trusted, definitionNote.isPresent(), history, now, zone);
    }

    /** Why the tool's definition is not the pinned one; empty if it is, or none is. */
    private Optional<Note> definitionNote() {
      var call = request.call();
      var pinned = content.pins().get(new Tool(call.server(), call.name()));
      if (pinned == null || pinned.equals(call.definitionHash())) {
        return Optional.empty();
      }
      return Optional.of(
          call.definitionHash() == null
              ? Note.of(
                  Note.Kind.DEFINITION_MISSING,
                  "The gateway names no definition of this tool, although policy pins one.")
              : Note.of(
                  Note.Kind.DEFINITION_CHANGED,
                  "The tool's definition is not the one that policy pins: it has changed."));
    }

    /**
     * Returns the tier by annotations: any server may raise it, only trusted servers may lower it.
     */
    private Tier claimedTier() {
      var annotations = request.call().annotations();
      if (definitionNote.isPresent() || Json.Bool.TRUE.equals(annotations.get("destructiveHint"))) {
        return Tier.HIGH;
      }
      return trusted && Json.Bool.TRUE.equals(annotations.get("readOnlyHint"))
          ? Tier.LOW
          : Tier.MEDIUM;
    }

    private Tier raisedTier() {
      return counting.stream()
          .flatMap(it -> Stream.ofNullable(it.rule.tier()))
          .max(Comparator.naturalOrder())
          .orElse(Tier.LOW);
    }

    private void match(ByTool<Rule> among) {
      for (var rule : among.of(request.call().server(), request.call().name())) {
        var match = rule.when().evaluate(values.variables(), evaluating);
        boolean counts = rule.counts(match);
        if (counts) {
          counting.add(new Counting(rule, match));
        }
        if (match != Match.NO) {
          trace.add(rule.id() + ": " + Members.nameOf(match) + (counts ? "" : ", does not count"));
        }
      }
    }

    /** The rules whose effect decides: denials, else requirements, else what allows. */
    private List<Rule> deciding() {
      for (var kind : List.of(Does.Deny.class, Does.Require.class, Does.Allow.class)) {
        var rules =
            counting.stream().map(Counting::rule).filter(it -> kind.isInstance(it.does())).toList();
        if (!rules.isEmpty()) {
          return rules;
        }
      }
      return List.of();
    }

    Assessment assessment(List<Note> notes) {
      if (deciding.isEmpty()) {
        trace.add(PolicyContent.DEFAULT_RULE + ": nothing else matched");
      }
      var rule =
          deciding.isEmpty()
              ? PolicyContent.DEFAULT_RULE
              : deciding.stream().map(Rule::id).collect(Collectors.joining(", "));
      // Every matching rule may raise the tier, even if another rule decides.
      var atLeast = Stream.concat(Stream.of(tier), Stream.of(raisedTier()));
      var floor = deciding.isEmpty() ? Stream.ofNullable(fallback.tier()) : Stream.<Tier>empty();
      var highest = Stream.concat(atLeast, floor).max(Comparator.naturalOrder()).get();
      return new Assessment(version, rule, highest, trace, effect(), notes);
    }

    private Effect effect() {
      if (demand != null) {
        return demand.effect(request.context().justification());
      }
      return deciding.getFirst().does() instanceof Does.Deny(var reason)
          ? new Effect.Deny(reason)
          : new Effect.Allow();
    }

    private static List<Demand> demands(Collection<Rule> rules) {
      return rules.stream()
          .flatMap(
              rule ->
                  rule.does() instanceof Does.Require(var demand)
                      ? Stream.of(demand)
                      : Stream.<Demand>empty())
          .toList();
    }

    private Redaction.Result redaction() {
      // A matching rule's redactions apply even if another rule decides.
      var counted = new ArrayList<>(demands(counting.stream().map(Counting::rule).toList()));
      if (deciding.isEmpty()) {
        counted.add(fallback.demand());
      }
      return content
          .redaction()
          .shown(
              request,
              counted.stream().flatMap(it -> it.redact().stream()).distinct().toList(),
              demand == null ? List.of() : demand.never());
    }

    /** Explains why each rule matched, without redacted values. */
    List<Finding> findings(@Nullable Shown redacted) {
      var shown = redacted == null ? values : values(redacted).withTier(tier);
      var findings = new LinkedHashSet<Finding>();
      for (var it : counting) {
        var looked = it.rule.when().values(shown.variables());
        var because =
            it.match == Match.ERROR
                ? "it cannot be told (" + looked + "), and what cannot be told counts"
                : looked;
        findings.add(new Finding(it.rule.id(), it.rule.effect(), because));
      }
      return List.copyOf(findings);
    }
  }

  /** A matching rule, and why it matched. */
  private record Counting(Rule rule, Match match) {}
}
