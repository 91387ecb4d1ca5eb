// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be said of docker-compose.yml and the Dockerfile without a Docker engine. */
class ComposeFileTest {

  private static final Set<String> RUN_TO_THEIR_END =
      Set.of("temporal-schema", "temporal-namespace", "migrate");
  private static final Pattern A_SECRET_GIVEN =
      Pattern.compile("PASSWORD(:-[^}]|})|^ *[A-Z_]*(PASSWORD|PWD): *+\"?+[^\"$]");
  private static final String OURS = "assentor:${ASSENTOR_TARGET:-production}";
  private static final Pattern PINNED = Pattern.compile(".+:v?[0-9]+\\.[0-9]+[^ ]*");

  private final ComposeFile compose = ComposeFile.ofLaptop();
  private final String text = read("docker-compose.yml");
  private final String dockerfile = read("Dockerfile");

  @Test
  void images_arePinnedToAVersion() {
    assertThat(compose.services().values())
        .allSatisfy(
            service -> {
              var image = String.valueOf(service.get("image"));
              assertThat(image.equals(OURS) || PINNED.matcher(image).matches()).as(image).isTrue();
            });
    var stages = new HashSet<String>();
    for (var stage : stages()) {
      assertThat(stages.contains(stage.from) || PINNED.matcher(stage.from).matches())
          .as(stage.from)
          .isTrue();
      stages.add(stage.name);
    }
    assertThat(compose.version("temporal-schema")).isEqualTo(compose.version("temporal"));
    assertThat(compose.version("temporal-namespace")).isEqualTo(compose.version("temporal"));
  }

  private record Stage(String from, String name) {}

  private List<Stage> stages() {
    return Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$")
        .matcher(dockerfile)
        .results()
        .map(match -> new Stage(match.group(1), match.group(2)))
        .toList();
  }

  @Test
  void image_isProductionsUnlessTheLaptopAsksForTheOther() {
    assertThat(stages().getLast().name).as("built unless another is named").isEqualTo("production");
    assertThat(stages()).extracting(Stage::name).contains("evaluation");
    assertThat(dockerfile.substring(dockerfile.indexOf(" AS production")))
        .contains("--from=build-production")
        .doesNotContain("build-evaluation");
    var target = "${ASSENTOR_TARGET:-production}";
    var build = Map.of("context", ".", "target", target);
    assertThat(compose.services().get("api")).containsEntry("build", build);
    for (var service : List.of("api", "worker", "migrate", "maintain")) {
      assertThat(compose.services().get(service)).as(service).containsEntry("image", OURS);
    }
    assertThat(read("deploy/laptop.env")).contains("\nASSENTOR_TARGET=evaluation\n");
  }

  @Test
  void services_tellTheirHealthAndWaitForWhatTheyNeed() {
    compose
        .services()
        .forEach(
            (name, service) -> {
              boolean ours = String.valueOf(service.get("image")).startsWith("assentor:");
              boolean runs = !RUN_TO_THEIR_END.contains(name);
              assertThat(ours || !runs || service.containsKey("healthcheck")).as(name).isTrue();
              assertThat(service.containsKey("restart")).as(name).isEqualTo(runs);
              assertThat(name.equals("postgres") || service.containsKey("depends_on"))
                  .as(name)
                  .isTrue();
            });
    assertThat(dockerfile).contains("\nHEALTHCHECK ").contains("\nUSER assentor\n");
  }

  @Test
  void passwords_haveNoDefaultOutsideTheLaptop() {
    var needed =
        Map.of(
            "POSTGRES_PASSWORD", "postgres",
            "ASSENTOR_OWNER_PASSWORD", "migrate",
            "ASSENTOR_APP_PASSWORD", "worker",
            "TEMPORAL_DB_PASSWORD", "temporal");
    needed.forEach(
        (password, service) -> {
          var others = new HashMap<String, String>();
          needed.keySet().forEach(name -> others.put(name, "given"));
          others.put("ASSENTOR_PUBLIC_URL", "https://assentor.example");
          others.remove(password);
          assertThatThrownBy(() -> ComposeFile.with(others).environment(service))
              .hasMessageStartingWith(password);
        });
    assertThat(text.lines().anyMatch(A_SECRET_GIVEN.asPredicate()))
        .as("a password with a default, or written out")
        .isFalse();
  }

  @Test
  void ports_arePublishedOnThisMachineOnly() {
    compose
        .services()
        .forEach(
            (name, service) -> {
              if (service.get("ports") instanceof List<?> ports) {
                assertThat(ports).as(name).allMatch(port -> port.toString().contains("127.0.0.1:"));
              }
            });
  }

  @Test
  void settings_areThoseTheServerKnows() {
    var known =
        Pattern.compile("\\$\\{([A-Z_]+):")
            .matcher(read("server/src/main/resources/application.yaml"))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    for (var service : List.of("api", "worker", "migrate", "maintain")) {
      assertThat(compose.environment(service).keySet())
          .filteredOn(name -> name.startsWith("ASSENTOR_"))
          .isSubsetOf(known);
    }
    assertThat(compose.environment("api")).containsEntry("ASSENTOR_ROLES", "api");
    assertThat(compose.environment("worker")).containsEntry("ASSENTOR_ROLES", "worker");
  }

  @Test
  void ownersPassword_isGivenToNothingThatServes() {
    for (var service : List.of("api", "worker")) {
      assertThat(compose.environment(service).toString())
          .as(service)
          .doesNotContain("MIGRATION")
          .doesNotContain("owner");
      assertThat(String.valueOf(compose.services().get(service)))
          .as(service)
          .contains("migrate={condition=service_completed_successfully}");
    }
    for (var service : List.of("migrate", "maintain")) {
      assertThat(compose.environment(service))
          .containsEntry("ASSENTOR_DB_MIGRATION_USER", "assentor_owner");
      assertThat(compose.services().get(service)).as(service).doesNotContainKey("ports");
    }
  }

  @Test
  void macKeys_areOneVolumeThatTheDatabaseDoesNotSee() {
    for (var service : List.of("api", "worker", "migrate")) {
      assertThat(compose.environment(service))
          .containsEntry("ASSENTOR_MAC_KEY_FILE", "/keys/mac-keys");
      assertThat(String.valueOf(compose.services().get(service)))
          .as(service)
          .contains(service.equals("migrate") ? "keys:/keys" : "keys:/keys:ro");
    }
    for (var service : List.of("postgres", "temporal", "maintain")) {
      assertThat(String.valueOf(compose.services().get(service)))
          .as(service)
          .doesNotContain("keys:/keys");
    }
  }

  @Test
  void mountedFiles_exist() {
    var mounted =
        Pattern.compile("- (?:\\$\\{[A-Z_]+:-)?(\\./[^:}]+)}?:/")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(mounted).hasSizeGreaterThan(3);
    assertThat(mounted).allSatisfy(file -> assertThat(compose.file(file)).exists());
  }

  private String read(String name) {
    try {
      return Files.readString(compose.file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
