// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.server.settings;

import io.assentor.core.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Checks every setting of application.yaml before anything is started. Invalid values and
 * combinations are all reported at once. Empty text means unset.
 */
public final class SettingsCheck
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  private static final Logger LOG = LoggerFactory.getLogger(SettingsCheck.class);

  /** The application.yaml in the jar, by the name Spring gives it. */
  private static final Pattern OURS =
      Pattern.compile(".*class path resource \\[application.yaml].*");

  private static final Pattern DECLARED = Pattern.compile("\\$\\{([A-Z_]+):(.*)}");

  /** Used by docker-compose.yml, the samples and the project's builds. */
  private static final Set<String> OTHERS =
      Set.of(
          "ASSENTOR_APP_PASSWORD",
          "ASSENTOR_CI",
          "ASSENTOR_OWNER_PASSWORD",
          "ASSENTOR_POLICIES",
          "ASSENTOR_PUBLISH",
          "ASSENTOR_TARGET",
          "ASSENTOR_TEMPORAL_HOME",
          "ASSENTOR_TOKEN");

  /**
   * Kubernetes sets these in every container if there is a service named assentor or assentor-….
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("ASSENTOR(_.+)?_(SERVICE_(HOST|PORT)|PORT)(_.*)?");

  /**
   * A setting.
   *
   * @param property its Spring property
   * @param byDefault its default value, before placeholders are resolved
   */
  record Declared(String name, String property, String byDefault) {}

  private final Mode mode;

  public SettingsCheck(Mode mode) {
    this.mode = mode;
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    var declared = declared(environment);
    var values = new TreeMap<String, String>();
    var corrected = new HashMap<String, Object>();
    for (var setting : declared) {
      var value = Objects.requireNonNullElse(environment.getProperty(setting.property), "");
      var used = value.isEmpty() ? environment.resolvePlaceholders(setting.byDefault) : value;
      values.put(setting.name, used);
      if (!used.equals(value)) {
        corrected.put(setting.property, used);
      }
    }
    var set = set(environment, declared, values);
    var problems = new ArrayList<>(SettingRules.problems(values, set, mode));
    problems.addAll(unknown(environment, declared));
    profileOfAnotherMode(environment).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw new StartupException(
          problems.size() == 1 ? problems.getFirst() : "\n  " + String.join("\n  ", problems));
    }
    if (mode == Mode.PRODUCTION && !values.getOrDefault("ASSENTOR_ALLOW_HTTP", "").isEmpty()) {
      LOG.warn(
          "Plain http is allowed (ASSENTOR_ALLOW_HTTP): {}", values.get("ASSENTOR_ALLOW_HTTP"));
    }
    var publicUrl = PublicUrl.canonical(values.getOrDefault("ASSENTOR_PUBLIC_URL", ""));
    corrected.put("assentor.public-url", Objects.requireNonNull(publicUrl));
    environment.getPropertySources().addFirst(new MapPropertySource("corrected", corrected));
  }

  /** Each mode is a jar of its own: a profile cannot make one out of the other. */
  private Optional<String> profileOfAnotherMode(ConfigurableEnvironment environment) {
    var other = mode == Mode.PRODUCTION ? Mode.EVALUATION : Mode.PRODUCTION;
    if (!environment.acceptsProfiles(Profiles.of(other.profile()))) {
      return Optional.empty();
    }
    return Optional.of(
        switch (mode) {
          case PRODUCTION ->
              "SPRING_PROFILES_ACTIVE names evaluation, but this program is for production"
                  + " (expected: assentor-evaluation.jar, which brings its own database, Temporal"
                  + " and issuer)";
          case EVALUATION ->
              "SPRING_PROFILES_ACTIVE names production, but this program is for evaluation, with"
                  + " public passwords (expected: assentor-server.jar)";
        });
  }

  /** The settings as application.yaml declares them. */
  static List<Declared> declared(ConfigurableEnvironment environment) {
    var declared = new ArrayList<Declared>();
    for (var source : environment.getPropertySources()) {
      if (OURS.matcher(source.getName()).matches()
          && source instanceof EnumerablePropertySource<?> ours) {
        for (var property : ours.getPropertyNames()) {
          var match = DECLARED.matcher(String.valueOf(ours.getProperty(property)));
          if (match.matches()) {
            declared.add(new Declared(match.group(1), property, match.group(2)));
          }
        }
      }
    }
    return declared;
  }

  /** Returns the names of settings that differ from their defaults. */
  private static Set<String> set(
      ConfigurableEnvironment environment, List<Declared> declared, Map<String, String> values) {
    var set = new TreeSet<String>();
    for (var setting : declared) {
      var named = Objects.requireNonNullElse(environment.getProperty(setting.name), "");
      var byDefault = environment.resolvePlaceholders(setting.byDefault);
      if (!named.isEmpty() || !byDefault.equals(values.get(setting.name))) {
        set.add(setting.name);
      }
    }
    return set;
  }

  /**
   * In production a name that resembles a setting is refused, because it may be a protection that
   * the operator believes is on. Other unknown names may belong to other software.
   */
  private List<String> unknown(ConfigurableEnvironment environment, List<Declared> declared) {
    var known = declared.stream().map(it -> it.name.replaceFirst("^ASSENTOR_", "")).toList();
    var problems = new ArrayList<String>();
    for (var name : new TreeSet<>(environment.getSystemEnvironment().keySet())) {
      var own = name.replaceFirst("^ASSENTOR_", "");
      if (own.equals(name)
          || known.contains(own)
          || OTHERS.contains(name)
          || SERVICE_LINK.matcher(name).matches()) {
        continue;
      }
      var meant = Nearest.to(own, known).map(it -> "; did you mean ASSENTOR_" + it + "?");
      if (mode == Mode.PRODUCTION && meant.isPresent()) {
        problems.add(name + " is not a setting" + meant.get());
      } else {
        LOG.warn("{} is not a setting and has no effect{}", name, meant.orElse(""));
      }
    }
    return problems;
  }
}
