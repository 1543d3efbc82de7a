package io.plimsoll.node.cli;

import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.node.doctor.Diagnosis;
import io.plimsoll.node.doctor.Machine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll doctor}. */
@CommandLine.Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Says what this machine is and whether everything works on it.",
      "",
      "Prints JDK, machine, modules and engines: which are on, which are off and why, their"
          + " devices, and whether each gave the known answers. The exit code is 1 where something"
          + " is broken; what is merely absent is not."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final long MIB = 1L << 20;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  DoctorCommand() {}

  @Override
  public Integer call() {
    return tell(
        Diagnosis.here(),
        format.format(),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  /** Prints a diagnosis, and gives the exit code. */
  static int tell(Diagnosis diagnosis, Format format, PrintWriter out, PrintWriter err) {
    if (format == Format.JSON) {
      out.println(json(diagnosis));
    } else {
      print(diagnosis, out);
    }
    out.flush();
    for (String problem : diagnosis.problems()) {
      err.println("plimsoll: " + problem);
    }
    err.flush();
    return diagnosis.problems().isEmpty() ? 0 : Main.FAILED;
  }

  private static void print(Diagnosis diagnosis, PrintWriter out) {
    Machine machine = diagnosis.machine();
    new Columns(2)
        .row("plimsoll", Main.version())
        .row("jdk", diagnosis.jdk())
        .row("", diagnosis.jdkHome())
        .row("system", machine.system())
        .row("processor", machine.processor() + ", " + machine.cores() + " cores")
        .row("memory", mib(machine.memoryBytes()) + ", of which the heap may take " + heap(machine))
        .row("modules", names(diagnosis.modules(), true))
        .row("", "not here: " + names(diagnosis.modules(), false))
        .print(out);
    out.println();
    Columns engines = new Columns(3).row("engine", "state", "why");
    for (EngineStatus status : diagnosis.engines()) {
      engines.row(status.name(), state(status), status.reason());
      for (EngineStatus.Detail detail : status.details()) {
        engines.row("", "", detail.name() + ": " + detail.value());
      }
    }
    engines.print(out);
    out.println();
    out.println("auto takes " + diagnosis.auto());
    out.println(
        diagnosis.problems().isEmpty()
            ? "Nothing is broken."
            : diagnosis.problems().size() + " broken, see above.");
  }

  private static String names(List<Diagnosis.Module> modules, boolean present) {
    String names =
        String.join(
            ", ",
            modules.stream()
                .filter(module -> module.present() == present)
                .map(Diagnosis.Module::name)
                .toList());
    return names.isEmpty() ? "none" : names;
  }

  private static String heap(Machine machine) {
    return mib(machine.heapBytes());
  }

  private static String mib(long bytes) {
    return Math.floorDiv(bytes, MIB) + " MiB";
  }

  private static String state(EngineStatus status) {
    return status.state().name().toLowerCase(Locale.ROOT);
  }

  private static String json(Diagnosis diagnosis) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("plimsoll", Main.version());
    root.put("jdk", diagnosis.jdk());
    root.put("jdkHome", diagnosis.jdkHome());
    Machine machine = diagnosis.machine();
    ObjectNode here = root.putObject("machine");
    here.put("system", machine.system());
    here.put("processor", machine.processor());
    here.put("cores", machine.cores());
    here.put("memoryBytes", machine.memoryBytes());
    here.put("heapBytes", machine.heapBytes());
    ObjectNode modules = root.putObject("modules");
    for (Diagnosis.Module module : diagnosis.modules()) {
      modules.put(module.name(), module.present());
    }
    ArrayNode engines = root.putArray("engines");
    for (EngineStatus status : diagnosis.engines()) {
      ObjectNode engine = engines.addObject();
      engine.put("name", status.name());
      engine.put("state", state(status));
      engine.put("reason", status.reason());
      ObjectNode details = engine.putObject("details");
      for (EngineStatus.Detail detail : status.details()) {
        details.put(detail.name(), detail.value());
      }
    }
    root.put("auto", diagnosis.auto());
    ArrayNode problems = root.putArray("problems");
    diagnosis.problems().forEach(problems::add);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }
}
