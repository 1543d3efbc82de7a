package io.plimsoll.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may see whom, over the main classes of all modules. */
class ArchitectureTest {

  private static final String BAD = "io.plimsoll.gates.bad";
  private static final JavaClasses BAD_CLASSES = new ClassFileImporter().importPackages(BAD);

  /** Which packages a module may hold; a new module needs a line here. */
  private static final Map<String, List<String>> PACKAGES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("fixed-point", List.of("io.plimsoll.fixed")),
              Map.entry("kernels", List.of("io.plimsoll.kernels")),
              Map.entry("kernels/device", List.of("io.plimsoll.kernels.device")),
              Map.entry("kernels/tornado", List.of("io.plimsoll.kernels.tornado")),
              Map.entry("state-machine", List.of("io.plimsoll.margin", "io.plimsoll.chain")),
              Map.entry("node-adapter", List.of("io.plimsoll.node")),
              Map.entry("node-adapter/auth", List.of("io.plimsoll.node.auth")),
              Map.entry("node-adapter/grpc", List.of("io.plimsoll.node.grpc")),
              Map.entry("node-adapter/keys", List.of("io.plimsoll.node.keys")),
              Map.entry("node-adapter/storage", List.of("io.plimsoll.node.storage")),
              Map.entry("node-adapter/server", List.of("io.plimsoll.node.server")),
              Map.entry("node-adapter/evm", List.of("io.plimsoll.node.evm")),
              Map.entry("bench/jmh", List.of("io.plimsoll.bench.jmh")),
              Map.entry("bench", List.of("io.plimsoll.bench"))));

  @Test
  void everyClassLivesInTheModuleOfItsPackage() {
    List<String> wrong = new ArrayList<>();
    for (Path module : Modules.all()) {
      String name = module.toString().replace('\\', '/');
      List<String> allowed = PACKAGES.getOrDefault(name, List.of());
      if (allowed.isEmpty()) {
        fail(
            "ArchitectureTest.PACKAGES does not say which packages the module "
                + module
                + " holds");
      }
      Path classes = Modules.classes(module);
      for (Path file : Modules.files(classes, ".class")) {
        String type = classes.relativize(file).toString().replace('\\', '/').replace('/', '.');
        if (allowed.stream().noneMatch(prefix -> type.startsWith(prefix + "."))) {
          wrong.add(module + " holds " + type + "; it may hold " + allowed);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void allModulesKeepTheRules() {
    List<Path> folders =
        Modules.all().stream().map(Modules::classes).filter(Files::isDirectory).toList();
    JavaClasses classes = new ClassFileImporter().importPaths(folders);
    assertTrue(classes.contain("io.plimsoll.fixed.raw.Raw"), "the rules would judge nothing");
    List<String> broken = new ArrayList<>();
    ArchitectureRules.under("io.plimsoll")
        .forEach((name, rule) -> {
          EvaluationResult result = rule.allowEmptyShould(true).evaluate(classes);
          if (result.hasViolation()) {
            broken.add(name + ": " + result.getFailureReport());
          }
        });
    assertEquals("", String.join("\n\n", broken));
  }

  /** Each rule catches, by name, the class under {@code bad} that breaks it. */
  @ParameterizedTest
  @CsvSource({
    "'A1 order, fixed', FixedSeesKernels",
    "'A1 order, kernels', KernelsSeeMargin",
    "'A1 order, margin', MarginSeesChain",
    "'A1 order, chain', ChainSeesNode",
    "'A1 order, node', NodeSeesBench",
    "A1 no cycles, CycleOne",
    "A2 raw arithmetic, RawSeesUtil",
    "A3 bodies, BodySeesList",
    "A5 providers, LooksUp",
    "A4 devices apart, ChainSeesDevice",
    "A5 vector API, VectorsElsewhere",
    "A5 threads, ThreadInChain",
    "A6 engines are injected, ChainSeesSimd",
    "A6 what the core may use, FileInMargin",
    "A7 models apart, ModelSeesModel",
    "A9 no static state, StaticState.counter",
    "A9 no static state, StaticState.BUFFER",
    "A9 no static state, StaticState.EXPOSED",
  })
  void eachRuleCatchesItsBadClass(String name, String culprit) {
    ArchRule rule = Objects.requireNonNull(ArchitectureRules.under(BAD).get(name), name);
    EvaluationResult result = rule.evaluate(BAD_CLASSES);
    assertTrue(result.hasViolation(), name + " caught nothing");
    assertTrue(
        result.getFailureReport().toString().contains(culprit),
        result.getFailureReport()::toString);
  }

  @Test
  void everyRuleIsShownToBite() {
    List<String> shown =
        List.of(
            "A1 no cycles",
            "A1 order, chain",
            "A1 order, fixed",
            "A1 order, kernels",
            "A1 order, margin",
            "A1 order, node",
            "A2 raw arithmetic",
            "A3 bodies",
            "A4 devices apart",
            "A5 providers",
            "A5 threads",
            "A5 vector API",
            "A6 engines are injected",
            "A6 what the core may use",
            "A7 models apart",
            "A9 no static state");
    assertEquals(shown, List.copyOf(ArchitectureRules.under(BAD).keySet()));
  }
}
