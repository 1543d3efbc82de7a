package io.plimsoll.node.doctor;

import io.plimsoll.kernels.engine.EngineChoice;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that decides whether and how fast Plimsoll works here.
 *
 * @param jdk version, vendor and virtual machine of the JDK
 * @param jdkHome where it lies
 * @param machine the machine
 * @param modules the parts of Plimsoll and of the JDK that may be missing, and whether they are
 *     there
 * @param engines all engines, each with its reason and whether it gave the known answers
 * @param auto what {@code --engine auto} takes, and why
 */
public record Diagnosis(
    String jdk,
    String jdkHome,
    Machine machine,
    List<Module> modules,
    List<EngineStatus> engines,
    String auto) {

  /** One of each module's own classes, by which it is known to be there. */
  private static final List<List<String>> MARKS =
      List.of(
          List.of("fixed-point", "io/plimsoll/fixed/Checked.class"),
          List.of("kernels", "io/plimsoll/kernels/engine/Engine.class"),
          List.of("kernels/device", "io/plimsoll/kernels/device/package-info.class"),
          List.of("kernels/tornado", "io/plimsoll/kernels/tornado/package-info.class"),
          List.of("state-machine", "io/plimsoll/chain/MarginChain.class"),
          List.of("node-adapter", "io/plimsoll/node/cli/Main.class"),
          List.of("bench", "io/plimsoll/bench/simulate/Simulation.class"));

  private static final String VECTORS = "jdk.incubator.vector";

  /**
   * A part of Plimsoll or of the JDK.
   *
   * @param name its name
   * @param present whether this JVM has it
   */
  public record Module(String name, boolean present) {}

  /** Copies the lists. */
  public Diagnosis {
    modules = List.copyOf(modules);
    engines = List.copyOf(engines);
  }

  /** Looks at this JVM and its machine, and tries all engines; takes a second or more. */
  public static Diagnosis here() {
    return new Diagnosis(
        Runtime.version()
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.vm.name"),
        System.getProperty("java.home", "unknown"),
        Machine.here(),
        modulesHere(),
        Engines.statuses(),
        autoTakes());
  }

  private static List<Module> modulesHere() {
    List<Module> modules = new ArrayList<>();
    ClassLoader loader = Diagnosis.class.getClassLoader();
    for (List<String> mark : MARKS) {
      modules.add(new Module(mark.getFirst(), loader.getResource(mark.getLast()) != null));
    }
    modules.add(new Module(VECTORS, ModuleLayer.boot().findModule(VECTORS).isPresent()));
    return modules;
  }

  private static String autoTakes() {
    EngineChoice choice = Engines.choose("auto", 1);
    choice.engine().close();
    return choice.reason();
  }

  /** What is broken, a sentence each without its end; what is merely absent is not broken. */
  public List<String> problems() {
    return engines.stream()
        .filter(status -> status.state() == EngineStatus.State.BROKEN)
        .map(EngineStatus::toString)
        .toList();
  }
}
