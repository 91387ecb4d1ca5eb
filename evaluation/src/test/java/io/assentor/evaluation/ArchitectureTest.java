// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md that the poms alone cannot hold. */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.assentor");

  @Test
  void core_importsJavaOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("io.assentor.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.assentor.core..", "java..", "org.jspecify.annotations.."));
  }

  /** The packages of the core, lowest first: each may import only those before it. */
  private static final List<String> CORE_LAYERS =
      List.of(
          "work", "json", "text", "call", "policy", "people", "approval", "ledger", "channel", "");

  @Test
  void coreLayer_importsOnlyThoseBeforeIt() {
    for (int i = 0; i < CORE_LAYERS.size(); i++) {
      var above = CORE_LAYERS.subList(i + 1, CORE_LAYERS.size());
      if (!above.isEmpty()) {
        check(
            none(
                corePackage(CORE_LAYERS.get(i)),
                above.stream().map(this::corePackage).toArray(String[]::new)));
      }
    }
    assertThat(CORE_LAYERS.stream().map(this::corePackage))
        .containsAll(
            ALL.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.assentor.core"))
                .distinct()
                .toList());
  }

  private String corePackage(String layer) {
    return layer.isEmpty() ? "io.assentor.core" : "io.assentor.core." + layer;
  }

  @Test
  void notifiers_knowNoWorkflowAndNoDatabase() {
    check(
        none("io.assentor.notifiers..", "io.assentor.workflows..", "io.temporal..", "java.sql.."));
  }

  @Test
  void api_knowsNoTemporalNoDatabaseAndNoChannel() {
    check(
        none(
            "io.assentor.api..",
            "io.temporal..",
            "io.assentor.workflows..",
            "io.assentor.worker..",
            "io.assentor.notifiers..",
            "io.assentor.ledger..",
            "java.sql..",
            "javax.sql..",
            "org.springframework.jdbc.."));
  }

  @Test
  void workflows_knowNoSpringNoDatabaseAndNoChannel() {
    check(
        none(
            "io.assentor.workflows..",
            "org.springframework..",
            "java.sql..",
            "io.assentor.notifiers..",
            "io.assentor.ledger.."));
  }

  @Test
  void worker_knowsNoSpringNoDatabaseAndNoChannel() {
    check(
        none(
            "io.assentor.worker..",
            "org.springframework..",
            "java.sql..",
            "io.assentor.notifiers..",
            "io.assentor.ledger.."));
  }

  /** Pages and answers draw a {@code ShownRequest}; the call itself is read to be released. */
  @Test
  void api_drawsNothingFromTheStoredCall() {
    var content = "io.assentor.core.call.CallContent";
    var shown = content + "$Shown";
    check(
        noClasses()
            .that()
            .resideInAPackage("io.assentor.api..")
            .and()
            .doNotHaveSimpleName("Answers")
            .and()
            .doNotHaveSimpleName("DecisionTokens")
            .should()
            .callMethod(content, "call")
            .orShould()
            .callMethod(content, "context")
            .orShould()
            .callMethod(content, "redacted")
            .orShould()
            .callMethod(shown, "arguments")
            .orShould()
            .callMethod(shown, "context"));
    check(
        noClasses()
            .that()
            .haveSimpleName("Answers")
            .should()
            .callMethod(content, "shown")
            .orShould()
            .callMethod(content, "context"));
  }

  @Test
  void onlyServer_knowsEveryone() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("io.assentor.server..", "io.assentor.evaluation..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.assentor.server.."));
  }

  /** Whatever production runs must not need what only trying it out brings. */
  @Test
  void nothing_knowsEvaluation() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.assentor.evaluation..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.assentor.evaluation..",
                "io.temporal.testserver..",
                "org.springframework.security.oauth2.server.authorization.."));
  }

  /** The packages of the server, lowest first: each may import only those before it. */
  private static final List<String> SERVER_LAYERS =
      List.of(
          "io.assentor.server.settings",
          "io.assentor.server.tokens",
          "io.assentor.server.cli",
          "io.assentor.server");

  @Test
  void serverLayer_importsOnlyThoseBeforeIt() {
    for (int i = 0; i < SERVER_LAYERS.size() - 1; i++) {
      var above = SERVER_LAYERS.subList(i + 1, SERVER_LAYERS.size()).toArray(String[]::new);
      check(none(SERVER_LAYERS.get(i), above));
    }
    assertThat(ALL.stream().map(JavaClass::getPackageName))
        .filteredOn(name -> name.startsWith("io.assentor.server"))
        .isSubsetOf(SERVER_LAYERS);
  }

  @Test
  void auditController_cannotAppend() {
    check(
        noClasses()
            .that()
            .resideInAPackage("io.assentor.api..")
            .and()
            .haveSimpleNameStartingWith("Audit")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.assentor.core.ledger.Ledger")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.assentor.core.Approvals"));
  }

  @Test
  void modules_haveNoCycles() {
    check(slices().matching("io.assentor.(*)..").should().beFreeOfCycles());
  }

  private static ArchRule none(String from, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to);
  }

  private static void check(ArchRule rule) {
    rule.check(ALL);
  }

  /** A random test that failed can be repeated: its seed is a constant or printed. */
  @Test
  void randomTests_sayTheirSeed() throws IOException {
    var unseeded =
        Pattern.compile(
            "new Random\\((?!seed\\)|seed\\.getCurrentRepetition|Seed\\.|[0-9]+\\)|i\\))|seed = [S]ystem");
    try (var files = Files.walk(Path.of(".."))) {
      assertThat(files.filter(it -> it.toString().matches(".*/src/test/java/.*\\.java")))
          .isNotEmpty()
          .allSatisfy(it -> assertThat(Files.readString(it)).doesNotContainPattern(unseeded));
    }
  }
}
