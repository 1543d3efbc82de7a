package io.plimsoll.gates;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Who may see whom. The rules are built for a root package, so that the same rule that judges
 * {@code io.plimsoll} can be shown to catch a small bad tree under another root. Each reason is a
 * remedy.
 */
final class ArchitectureRules {

  private static final List<String> LAYERS =
      List.of("fixed", "kernels", "margin", "chain", "node", "bench");

  private final String root;
  private final Map<String, ArchRule> rules = new TreeMap<>();

  private ArchitectureRules(String root) {
    this.root = root;
    layers();
    kernels();
    core();
    rules.put(
        "A1 no cycles",
        slices()
            .matching(root + ".(**)")
            .should()
            .beFreeOfCycles()
            // The factory is the one place that knows every engine by its class.
            .ignoreDependency(
                nameStartingWith(root + ".kernels.engine.Engines"),
                resideInAnyPackage(in("kernels.simd..", "kernels.scalar..")))
            .because("a package in a cycle cannot be read alone; move what both need to a third"));
  }

  /** The rules by their name, for classes below a root package. */
  static Map<String, ArchRule> under(String root) {
    return new ArchitectureRules(root).rules;
  }

  private String[] in(String... packages) {
    String[] names = new String[packages.length];
    for (int i = 0; i < packages.length; i++) {
      names[i] = root + "." + packages[i];
    }
    return names;
  }

  private DescribedPredicate<JavaClass> deterministic() {
    return resideInAnyPackage(in("fixed..", "kernels..", "margin..", "chain.."))
        .and(not(devices()));
  }

  /** Processes, files, deadlines and checks by chance, whose results are always the law's. */
  private DescribedPredicate<JavaClass> devices() {
    return resideInAnyPackage(in("kernels.device..", "kernels.tornado.."));
  }

  private void layers() {
    for (int i = 0; i + 1 < LAYERS.size(); i++) {
      String layer = LAYERS.get(i);
      String[] later =
          LAYERS.subList(i + 1, LAYERS.size()).stream()
              .map(name -> root + "." + name + "..")
              .toArray(String[]::new);
      rules.put(
          "A1 order, " + layer,
          noClasses()
              .that()
              .resideInAPackage(root + "." + layer + "..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(later)
              .because(
                  "the order is fixed, kernels, margin, chain, node, bench, and each sees only"
                      + " earlier ones; pass the value in, or move the shared part up"));
    }
    rules.put(
        "A2 raw arithmetic",
        classes()
            .that()
            .resideInAPackage(root + ".fixed.raw")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(root + ".fixed.raw", "java.lang")
            .because("raw operations have twins on devices, which know java.lang alone"));
    rules.put(
        "A7 models apart",
        slices()
            .matching(root + ".margin.model.(*)..")
            .should()
            .notDependOnEachOther()
            .because(
                "no model sees another; what two share is a building block of io.plimsoll.margin"));
  }

  private void kernels() {
    rules.put(
        "A3 bodies",
        classes()
            .that()
            .resideInAPackage(root + ".kernels.body..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                root + ".kernels.body..", root + ".fixed.raw..", root + ".fixed.fn..", "java.lang")
            .because(
                "a body is arithmetic over primitives; loops and memory belong to the engine"));
    rules.put(
        "A5 vector API",
        noClasses()
            .that(
                resideInAPackage(root + "..")
                    .and(not(resideInAnyPackage(in("kernels.simd..", "bench.jmh..")))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..")
            .because(
                "only the SIMD engine knows lanes, and the suite that measures what lanes can do at"
                    + " most; call an Engine"));
    rules.put(
        "A5 threads",
        noClasses()
            .that(deterministic().and(not(resideInAPackage(root + ".kernels.simd.."))))
            .should()
            .dependOnClassesThat(
                resideInAPackage("java.util.concurrent..")
                    .or(belongToAnyOf(Thread.class, ThreadLocal.class, Runtime.class)))
            .because("only the SIMD engine owns threads; write a loop, or call an Engine"));
    rules.put(
        "A5 providers",
        noClasses()
            .that(deterministic().and(not(resideInAPackage(root + ".kernels.engine.."))))
            .should()
            .dependOnClassesThat(belongToAnyOf(ServiceLoader.class))
            .because(
                "what is on the class path differs between nodes; engines alone may be looked up,"
                    + " since they give equal bits: pass the object in"));
    rules.put(
        "A6 engines are injected",
        noClasses()
            .that()
            .resideInAnyPackage(in("margin..", "chain..", "node..", "bench.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(in("kernels.simd..", "kernels.scalar.."))
            .because("engines give equal bits, so callers take an Engine made by Engines.create"));
  }

  private void core() {
    rules.put(
        "A4 devices apart",
        noClasses()
            .that(deterministic())
            .should()
            .dependOnClassesThat(devices())
            .because(
                "the core must not know whether a device computes; Engines.create finds it by its"
                    + " name, and an Engine is all that the core sees"));
    rules.put(
        "A6 what the core may use",
        classes()
            .that(deterministic().and(not(resideInAPackage(root + ".kernels.simd.."))))
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.invoke",
                        "java.lang.runtime",
                        "java.math",
                        "java.nio.charset",
                        "java.security",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.jspecify.annotations")
                    .or(resideInAPackage(root + ".."))
                    .or(belongToAnyOf(java.nio.ByteOrder.class))
                    .or(threadsJudgedElsewhere()))
            .because(
                "the deterministic modules do no IO and know no clock, network or logger; let"
                    + " node-adapter do it and hand over the value"));
    rules.put(
        "A9 no static state",
        fields()
            .that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(deterministic())
            .should(neverChange())
            .because("what changes outside of the state is not in its root; make it a field"));
  }

  // Named apart, so that a thread in the core is reported once, by the rule with the right remedy.
  private static DescribedPredicate<JavaClass> threadsJudgedElsewhere() {
    return resideInAnyPackage("java.util.concurrent..", "jdk.incubator.vector..");
  }

  private static ArchCondition<JavaField> neverChange() {
    return new ArchCondition<>("be final and of a type that cannot change") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        boolean synthetic = field.getModifiers().contains(JavaModifier.SYNTHETIC);
        if (synthetic) {
          return;
        }
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
          events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not final"));
        } else if (!cannotChange(field)) {
          events.add(
              SimpleConditionEvent.violated(
                  field, field.getFullName() + " is a " + field.getRawType().getName()));
        }
      }
    };
  }

  // Arrays count where no other package can reach them: tables that are computed once.
  private static boolean cannotChange(JavaField field) {
    JavaClass type = field.getRawType();
    boolean exposed =
        field.getModifiers().contains(JavaModifier.PUBLIC)
            || field.getModifiers().contains(JavaModifier.PROTECTED);
    if (type.isArray()) {
      return !exposed;
    }
    List<String> values = new ArrayList<>();
    values.add("java.lang.String");
    values.add("java.math.BigInteger");
    values.add("java.util.List");
    values.add("java.util.Comparator");
    values.add("java.lang.invoke.VarHandle");
    values.add("java.nio.charset.Charset");
    return type.isPrimitive()
        || type.isEnum()
        || type.isRecord()
        || values.contains(type.getName())
        || type.getPackageName().equals("java.util.function")
        || type.getPackageName().equals("jdk.incubator.vector")
        || (type.getPackageName().startsWith("io.plimsoll") && hasOnlyFinalFields(type));
  }

  private static boolean hasOnlyFinalFields(JavaClass type) {
    return type.getAllFields().stream()
        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
        .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL));
  }
}
