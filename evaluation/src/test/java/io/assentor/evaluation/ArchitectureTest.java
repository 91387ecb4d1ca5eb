// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.assentor.core.people.AccountKind;
import io.assentor.notifiers.Channels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

/** The arrows of docs/architecture.md that the poms alone cannot hold. */
class ArchitectureTest {

  /** Where this and the other tests are, whatever a build calls that place. */
  private static final String TESTS =
      ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation().toString();

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(location -> !location.asURI().toString().startsWith(TESTS))
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

  /** Modules to which a channel is data: in source and templates, none of them names one. */
  private static final List<String> WITHOUT_CHANNELS =
      List.of(
          "approval-core",
          "approval-workflows",
          "worker",
          "policies",
          "ledger-postgres",
          "approval-api");

  @Test
  void channelsThatDecide_areNamedByNobodyButThemselves() throws IOException {
    var names = Channels.DECIDING.accounts().stream().map(AccountKind::channel).toList();
    assertThat(names).isNotEmpty();
    var named = Pattern.compile("(?i)" + String.join("|", names));
    for (var module : WITHOUT_CHANNELS) {
      try (var files = Files.walk(Path.of("..", module, "src/main"))) {
        assertThat(files.filter(it -> it.toString().matches(".*[.](java|html|sql|js)")))
            .isNotEmpty()
            .allSatisfy(it -> assertThat(Files.readString(it)).doesNotContainPattern(named));
      }
    }
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

  /**
   * What each module imports in docs/architecture.md; {@code server} may import whatever ships,
   * {@code evaluation} also that.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          entry("approval-core", Set.of()),
          entry("approval-workflows", Set.of("approval-core")),
          entry("ledger-postgres", Set.of("approval-core")),
          entry("policies", Set.of("approval-core")),
          entry("notifiers", Set.of("approval-core")),
          entry("approval-api", Set.of("approval-core")),
          entry("worker", Set.of("approval-core", "approval-workflows")),
          entry("testkit", Set.of("approval-core")),
          entry("fakes", Set.of("approval-core")),
          entry("harness", Set.of("approval-core", "testkit", "fakes")),
          entry(
              "server",
              Set.of(
                  "approval-core",
                  "approval-workflows",
                  "ledger-postgres",
                  "policies",
                  "notifiers",
                  "approval-api",
                  "worker")),
          entry(
              "evaluation",
              Set.of(
                  "server",
                  "approval-core",
                  "approval-workflows",
                  "ledger-postgres",
                  "policies",
                  "notifiers",
                  "approval-api",
                  "worker")),
          entry("integration-tests", Set.of()),
          entry("samples/java", Set.of()),
          entry("benchmarks", Set.of("approval-core", "policies", "testkit", "fakes", "harness")));

  /** The modules whose classes this test sees, by the package they begin with. */
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          entry("approval-core", "io.assentor.core"),
          entry("approval-workflows", "io.assentor.workflows"),
          entry("ledger-postgres", "io.assentor.ledger"),
          entry("policies", "io.assentor.policies"),
          entry("notifiers", "io.assentor.notifiers"),
          entry("approval-api", "io.assentor.api"),
          entry("worker", "io.assentor.worker"),
          entry("testkit", "io.assentor.testkit"),
          entry("fakes", "io.assentor.fakes"),
          entry("harness", "io.assentor.harness"),
          entry("server", "io.assentor.server"),
          entry("evaluation", "io.assentor.evaluation"));

  @Test
  void modules_importOnlyWhatTheArrowsAllow() {
    PACKAGES.forEach(
        (module, from) -> {
          var others =
              PACKAGES.keySet().stream()
                  .filter(to -> !to.equals(module) && !arrows(module).contains(to))
                  .map(to -> PACKAGES.get(to) + "..")
                  .toArray(String[]::new);
          check(none(from + "..", others));
        });
  }

  /** Nothing that a test alone needs gets into what is shipped. */
  @Test
  void poms_dependOnlyOnWhatTheArrowsAllow() throws Exception {
    var modules = poms(Path.of("../pom.xml"), "//modules/module/text()");
    assertThat(ARROWS).containsOnlyKeys(modules);
    for (var module : modules) {
      var dependencies =
          poms(
              Path.of("..", module, "pom.xml"),
              "/project/dependencies/dependency[groupId='io.assentor' and not(scope='test')]"
                  + "/artifactId/text()");
      assertThat(arrows(module)).as(module).containsAll(dependencies);
    }
  }

  private static Set<String> arrows(String module) {
    return Objects.requireNonNull(ARROWS.get(module), module);
  }

  private static List<String> poms(Path file, String path) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    try (var in = Files.newInputStream(file)) {
      var pom = factory.newDocumentBuilder().parse(in);
      var found =
          (NodeList)
              XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
      return IntStream.range(0, found.getLength())
          .mapToObj(i -> found.item(i).getNodeValue())
          .toList();
    }
  }

  @Test
  void packages_haveNoCycles() {
    check(free(JavaClass::getPackageName, "io.assentor."));
  }

  @Test
  void filesOfTestkitAndFakes_haveNoCycles() {
    check(free(ArchitectureTest::file, "io.assentor.testkit.", "io.assentor.fakes."));
  }

  private static String file(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static ArchRule free(Function<JavaClass, String> part, String... in) {
    var assignment =
        new SliceAssignment() {
          @Override
          public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Arrays.stream(in).anyMatch(type.getName()::startsWith)
                ? SliceIdentifier.of(part.apply(type))
                : SliceIdentifier.ignore();
          }

          @Override
          public String getDescription() {
            return "parts of " + String.join(" and ", in);
          }
        };
    return slices().assignedFrom(assignment).should().beFreeOfCycles();
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
