package io.plimsoll.bench.cli;

import io.plimsoll.bench.measure.Baseline;
import io.plimsoll.bench.measure.Comparison;
import io.plimsoll.bench.measure.JmhRun;
import io.plimsoll.bench.measure.Measurement;
import io.plimsoll.bench.measure.Pace;
import io.plimsoll.bench.measure.Ratios;
import io.plimsoll.bench.measure.Run;
import io.plimsoll.bench.measure.Suite;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.FormatOption;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.doctor.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll bench}. */
@CommandLine.Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures the kernels with JMH, and prints ratios: to the scalar engine, to this machine's"
          + " own limits measured in the same run, to Strata, finmath, decimal4j and BigDecimal.",
      "",
      "A run takes some minutes on two cores that are otherwise idle, and is added to the baseline"
          + " of this machine. With --check it is compared with the last run there instead, and"
          + " the exit code is 1 where something got slower beyond noise."
    })
final class BenchCommand implements Callable<Integer> {

  /** The launcher's: the class path of the suites, and the folder of the checkout. */
  private static final String SUITES = "plimsoll.suites";

  private static final String ROOT = "plimsoll.root";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = "--suite",
      paramLabel = "NAME",
      split = ",",
      description =
          "limits, revalue, accounts, check, device, price, fills, exchange, remargin, memory,"
              + " snapshot, root, fixed, models: one or more of them (all but device, which needs"
              + " one).")
  private List<String> suites = List.of();

  @CommandLine.Option(
      names = "--full",
      description = "Measure longer, at all sizes, in three JVMs for each figure.")
  private boolean full;

  @CommandLine.Option(
      names = "--smoke",
      description = "Only show that everything runs; the figures mean nothing and are not kept.")
  private boolean smoke;

  @CommandLine.Option(
      names = "--check",
      description = "Compare with the last run of this machine; do not add to the baseline.")
  private boolean check;

  @CommandLine.Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the engines that have several (2, or 1 where there is one core).")
  private @Nullable Integer threads;

  @CommandLine.Option(
      names = "--baseline",
      paramLabel = "DIR",
      description = "Folder of the baselines (bench/baseline in the checkout).")
  private @Nullable Path folder;

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  /** For picocli. */
  BenchCommand() {}

  @Override
  public Integer call() throws IOException {
    if (smoke && (full || check)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--smoke measures nothing, so neither --full nor --check go with it");
    }
    List<Suite> chosen = chosen();
    Machine machine = Machine.here();
    int most = threads == null ? Math.min(2, machine.cores()) : threads;
    if (most < 1 || most > machine.cores()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--threads '" + most + "' must be 1 to " + machine.cores());
    }
    String classPath = System.getProperty(SUITES, "");
    if (classPath.isEmpty()) {
      throw new Failure("the suites are on no class path; run ./plimsoll bench, which builds them");
    }
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Pace pace = smoke ? Pace.SMOKE : full ? Pace.FULL : Pace.SHORT;
    List<Measurement> results =
        new JmhRun(classPath, spec.commandLine().getErr()).run(chosen, pace, most);
    Run run =
        new Run(
            time,
            machine.processor() + ", " + machine.cores() + " cores",
            Runtime.version().toString(),
            commit(root()),
            JmhRun.FLAGS,
            pace.name().toLowerCase(Locale.ROOT),
            results);
    Path place = folder == null ? root().resolve("bench/baseline") : folder;
    return finish(run, Baseline.of(place, run.machine()));
  }

  /** Prints the run, and keeps or compares it. */
  private int finish(Run run, Baseline baseline) throws IOException {
    Optional<Run> before = check ? baseline.last() : Optional.empty();
    List<String> slower = before.map(old -> Comparison.slower(old, run)).orElse(List.of());
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      ObjectNode root = run.json();
      new Ratios(run).json(root);
      if (check) {
        slower.forEach(root.putArray("slower")::add);
      }
      out.println(root);
    } else if (smoke) {
      out.println(run.results().size() + " benchmarks run; figures of a smoke test mean nothing.");
    } else {
      new Ratios(run).print(out);
    }
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    if (check && before.isEmpty()) {
      throw new Failure(baseline.file() + " holds no run to compare with; run bench first");
    }
    if (before.isPresent()) {
      double change = Comparison.change(before.get(), run);
      err.println(
          String.format(
              Locale.ROOT,
              "Compared with the run of %s at commit %s; the machine's own limits take %.2f times"
                  + " as long.",
              before.get().time(),
              before.get().commit(),
              change));
      slower.forEach(line -> err.println("plimsoll: " + line));
      err.println(slower.isEmpty() ? "Nothing got slower beyond noise." : "");
    } else if (!smoke) {
      baseline.append(run);
      err.println("Added to " + baseline.file());
    }
    err.flush();
    return slower.isEmpty() ? 0 : Main.FAILED;
  }

  private static Path root() {
    return Path.of(System.getProperty(ROOT, ""));
  }

  private List<Suite> chosen() {
    if (suites.isEmpty()) {
      return List.of(Suite.values()).stream().filter(Suite::isUsual).toList();
    }
    for (String name : suites) {
      if (List.of(Suite.values()).stream().noneMatch(suite -> suite.text().equals(name))) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "--suite '"
                + name
                + "' must be one or more of limits, revalue, accounts, check, device, price,"
                + " fills, exchange, remargin, memory, snapshot, root, fixed, models");
      }
    }
    if (suites.contains(Suite.DEVICE.text())) {
      requireDevice();
    }
    return List.of(Suite.values()).stream().filter(suite -> suites.contains(suite.text())).toList();
  }

  /** Says why there is none; whether one that is there works, the suite finds out. */
  private static void requireDevice() {
    for (EngineStatus status : Engines.statuses()) {
      if (status.name().equals("tornado") && status.state() != EngineStatus.State.ON) {
        throw new Failure("the suite device needs one: " + status.reason());
      }
    }
  }

  /** The commit of a checkout, "+" behind it where files differ; "unknown" without git. */
  private static String commit(Path root) {
    String head = git(root, "rev-parse", "--short=12", "HEAD");
    return head.isEmpty()
        ? "unknown"
        : git(root, "status", "--porcelain").isEmpty() ? head : head + "+";
  }

  private static String git(Path root, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(root.toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.strip() : "";
    } catch (IOException e) {
      // Without git the commit is not known, which the run says.
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
