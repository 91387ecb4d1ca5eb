// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import io.assentor.core.Loop;
import io.assentor.core.Rules;
import io.assentor.core.call.Principal;
import io.assentor.core.channel.DecidingChannels;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Eligible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads policy and directory from files, and reloads them when the files change. Files with errors
 * are rejected, and the previous content stays in force. In a directory, {@code directory*.yaml}
 * are people, {@code *.test.yaml} are policy tests, and every other YAML file is policy.
 */
public final class PolicyFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFiles.class);

  private final Source source;
  private final Map<String, String> issuers;
  private final DecidingChannels channels;
  private final PolicyContext surroundings;
  private final SeenTools seen = new SeenTools();
  private final Consumer<Loaded> beforeUse;
  private final Consumer<Loaded> afterUse;
  private volatile Loaded loaded;
  private volatile @Nullable String refusal;

  /**
   * By {@link System#nanoTime}. The first directory counts as in force since the start only,
   * because it may have changed just before.
   */
  private volatile long directoryChanged = System.nanoTime();

  private Map<String, String> tried;
  private @Nullable String triedRefusal;

  /** The files of the previous check. */
  private Map<String, String> before;

  private @Nullable Loop loop;

  /**
   * Loads the files once.
   *
   * @param issuers short names that directory files may use for issuers
   * @param channels whose doors and accounts the files may name
   * @param beforeUse receives content before it is in force; if it fails, the content is tried
   *     later
   * @param afterUse receives content that has just come into force, except the first
   * @throws PolicyFileException if the files have errors now
   */
  public PolicyFiles(
      Source source,
      Map<String, String> issuers,
      DecidingChannels channels,
      PolicyContext surroundings,
      Consumer<Loaded> beforeUse,
      Consumer<Loaded> afterUse) {
    this.source = source;
    this.issuers = Map.copyOf(issuers);
    this.channels = channels;
    this.surroundings = new Seeing(surroundings, seen);
    this.beforeUse = beforeUse;
    this.afterUse = afterUse;
    this.tried = read();
    this.before = tried;
    this.loaded = load(tried);
    beforeUse.accept(loaded);
    warn(loaded);
  }

  /**
   * Checks for changes from now on.
   *
   * @param every how often to check; new files are loaded when they have not changed for one
   *     interval
   */
  public PolicyFiles watch(Duration every) {
    loop = Loop.start("policy-files", "Looking for new policy files", every, this::look);
    return this;
  }

  /** Where files are read from. */
  public interface Source {

    /** The texts of all files, by name. */
    Map<String, String> read() throws IOException;

    /** The YAML files of a directory. */
    static Source directory(Path directory) {
      return () -> {
        var texts = new TreeMap<String, String>();
        try (var files = Files.list(directory)) {
          for (var file : files.toList()) {
            var name = String.valueOf(file.getFileName());
            boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
            if (yaml && !name.startsWith(".") && Files.isRegularFile(file)) {
              texts.put(name, Files.readString(file));
            }
          }
        }
        return texts;
      };
    }
  }

  /**
   * Policy and directory that were loaded together.
   *
   * @param warnings mismatches between policy and directory, a sentence each
   */
  public record Loaded(
      YamlPolicyBook policy, YamlDirectory directory, List<String> warnings, Instant at) {

    /**
     * Loads files.
     *
     * @throws PolicyFileException if they have errors
     */
    static Loaded of(
        Map<String, String> texts,
        Map<String, String> issuers,
        DecidingChannels channels,
        PolicyContext surroundings) {
      var policies = new HashMap<String, String>();
      var directories = new HashMap<String, String>();
      texts.forEach(
          (name, text) -> {
            if (name.startsWith("directory")) {
              directories.put(name, text);
            } else if (!isTest(name)) {
              policies.put(name, text);
            }
          });
      var problems = new Problems();
      var policy = problems.attempt(() -> YamlPolicyBook.parse(policies, channels, surroundings));
      var directory = problems.attempt(() -> YamlDirectory.parse(directories, issuers, channels));
      problems.end(e -> String.valueOf(e.getMessage()));
      var book = Objects.requireNonNull(policy);
      var people = Objects.requireNonNull(directory);
      return new Loaded(book, people, PolicyCheck.warnings(book, people), Instant.now());
    }
  }

  static boolean isTest(String name) {
    return name.endsWith(".test.yaml") || name.endsWith(".test.yml");
  }

  /** Returns what is in force now. */
  public Loaded loaded() {
    return loaded;
  }

  /**
   * Returns warnings about the files in force, a sentence each: rules that name people who are not
   * in the directory, and servers or tools whose names differ slightly from those in calls.
   */
  public List<String> warnings() {
    var now = loaded;
    return Stream.concat(now.warnings().stream(), PolicyCheck.unseen(now.policy(), seen).stream())
        .toList();
  }

  /** Returns a warning for readers of other tenants, without the suggested person. */
  public static String withoutPeople(String warning) {
    return warning.contains(PolicyCheck.NO_PERSON)
        ? warning.replaceFirst("; did you mean .*", "")
        : warning;
  }

  /** Returns why the newest files are not in force; empty if they are. */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /**
   * Loads files that have not changed since the previous check, so that half-written files are not
   * loaded.
   */
  void look() {
    try {
      var now = read();
      if (now.equals(tried)) {
        refusal = triedRefusal; // whatever was said of files in between
      } else if (now.equals(before)) {
        take(now);
      }
      before = now;
    } catch (RuntimeException e) {
      refuse(String.valueOf(e.getMessage())); // for the moment: tried again at the next look
    }
  }

  private void take(Map<String, String> texts) {
    Loaded next;
    try {
      next = load(texts);
    } catch (PolicyFileException e) {
      tried = texts;
      triedRefusal = e.getMessage();
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    beforeUse.accept(next);
    tried = texts;
    triedRefusal = null;
    refusal = null;
    boolean changed =
        !next.policy().version().equals(loaded.policy().version())
            || !next.directory().version().equals(loaded.directory().version());
    if (!next.directory().version().equals(loaded.directory().version())) {
      directoryChanged = System.nanoTime();
    }
    loaded = next;
    if (changed) {
      LOG.info(
          "Policy {} and directory {} are in force",
          next.policy().version(),
          next.directory().version());
      warn(next);
      tell(next);
    }
  }

  private void tell(Loaded next) {
    try {
      afterUse.accept(next);
    } catch (RuntimeException e) {
      LOG.error("Follow-up on new policy files failed; the files are in force", e);
    }
  }

  private static void warn(Loaded next) {
    next.warnings().forEach(it -> LOG.warn("Policy and directory do not match: {}", it));
  }

  /** Records the servers and tools that calls name. */
  private record Seeing(PolicyContext context, SeenTools seen) implements PolicyContext {
    @Override
    public Instant now() {
      return context.now();
    }

    @Override
    public AgentHistory history(String tenant, String agent) {
      return context.history(tenant, agent);
    }

    @Override
    public void sees(String server, String tool) {
      seen.add(server, tool);
    }
  }

  private void refuse(String why) {
    if (!why.equals(refusal)) {
      LOG.warn("New policy files were rejected; the previous policy stays in force: {}", why);
    }
    refusal = why;
  }

  private Loaded load(Map<String, String> texts) {
    return Loaded.of(texts, issuers, channels, surroundings);
  }

  private Map<String, String> read() {
    try {
      return source.read();
    } catch (IOException e) {
      throw new PolicyFileException("the policy files cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }

  /**
   * The rules in force, read whole.
   *
   * @param identities makes the identities of a directory
   * @param grace how long a changed directory is in force before requests that lack people end
   */
  public Rules rules(Function<Directory, Identities> identities, Duration grace) {
    return new Rules() {
      @Override
      public InForce current() {
        var now = loaded;
        return new InForce(now.policy(), now.directory(), identities.apply(now.directory()));
      }

      @Override
      public boolean isSettled() {
        return System.nanoTime() - directoryChanged >= grace.toNanos();
      }
    };
  }

  /** Returns a directory that always answers from the one in force. */
  public Directory directory() {
    return new Directory() {
      @Override
      public String version() {
        return loaded.directory().version();
      }

      @Override
      public Optional<Person> person(String tenant, String issuer, String subject) {
        return loaded.directory().person(tenant, issuer, subject);
      }

      @Override
      public Optional<Person> person(String tenant, String id) {
        return loaded.directory().person(tenant, id);
      }

      @Override
      public Set<Principal> identities(String tenant, String person) {
        return loaded.directory().identities(tenant, person);
      }

      @Override
      public Optional<Agent> agent(String tenant, String id) {
        return loaded.directory().agent(tenant, id);
      }

      @Override
      public Optional<NonHuman> nonHuman(String tenant, String issuer, String subject) {
        return loaded.directory().nonHuman(tenant, issuer, subject);
      }

      @Override
      public Routing routing(String tenant, String channel) {
        return loaded.directory().routing(tenant, channel);
      }

      @Override
      public List<Person> people(String tenant, Eligible eligible) {
        return loaded.directory().people(tenant, eligible);
      }

      @Override
      public Set<String> claimableRoles(String tenant) {
        return loaded.directory().claimableRoles(tenant);
      }
    };
  }
}
