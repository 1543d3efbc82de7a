package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.FormatOption;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.server.run.SourceRefused;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code plimsoll diverge}. */
@CommandLine.Command(
    name = "diverge",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the first block in which two chains differ, then phase, table and leaf, and what each"
          + " side makes of it.",
      "",
      "A side is a node (http://HOST:PORT), a node's data folder on which no node runs, a block"
          + " log, the results of a simulation (blocks.jsonl or its folder), or what diverge"
          + " --trace wrote."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the same in all that both say",
      "1:they differ",
      "2:a side cannot be read or the command line is wrong; the reason is on standard error"
    })
public final class DivergeCommand implements Callable<Integer> {

  private static final int DIFFERENT = 1;
  private static final int BAD_INPUT = 2;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(index = "0", paramLabel = "A", description = "One side.")
  private String one;

  @CommandLine.Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "B",
      description = "The other side; none with --trace.")
  private @Nullable String other;

  @CommandLine.Option(
      names = "--trace",
      paramLabel = "HEIGHT",
      description =
          "Print, as JSON, how this program comes to A's block of a height: commands, results,"
              + " events, leaves, margins. Another program or machine compares it with its own.")
  private @Nullable Long trace;

  @CommandLine.Option(
      names = "--chain",
      paramLabel = "NAME",
      description = "Of results with several chains the one that is meant: EXPERIMENT/MODE.")
  private @Nullable String chain;

  @CommandLine.Option(
      names = "--every",
      description =
          "Ask nodes for each block. Else they are asked by halves, which finds the first block"
              + " that differs where those after it do, too.")
  private boolean every;

  @CommandLine.Mixin private ParametersOption parameters = new ParametersOption();

  @CommandLine.Mixin private FormatOption format = new FormatOption();

  private ModelCatalogue models = Models.catalogue();

  /** For picocli. */
  public DivergeCommand() {}

  @Override
  public Integer call() throws IOException {
    if ((trace == null) == (other == null)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Give two sides, or one and --trace");
    }
    try (Engine engine = Engines.create("scalar", 1)) {
      models = parameters.models();
      return trace != null ? traced(engine, trace) : compared(engine, String.valueOf(other));
    } catch (NoSuchFileException e) {
      return bad(e.getFile() + ": there is no such file or folder");
    } catch (Failure | StoreRefused | StoreFailed | SnapshotRefused | SourceRefused e) {
      return bad(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return bad(String.valueOf(e.getMessage() == null ? e : e.getMessage()));
    }
  }

  private int bad(String reason) {
    spec.commandLine().getErr().println("plimsoll: " + reason);
    return BAD_INPUT;
  }

  private int traced(Engine engine, long height) throws IOException {
    Map<String, Side> sides = Sides.open(one, engine, models);
    try {
      Derivation made = new Finder(engine, models, every).trace(chosen(sides, one), height);
      spec.commandLine()
          .getOut()
          .println(new JsonMapper().writeValueAsString(DerivationJson.write(made)));
      return 0;
    } finally {
      sides.values().forEach(Side::close);
    }
  }

  private int compared(Engine engine, String second) throws IOException {
    Map<String, Side> sides = Sides.open(one, engine, models);
    try {
      Map<String, Side> others = Sides.open(second, engine, models);
      try {
        ObjectNode found = first(engine, sides, others, second);
        print(found);
        return found.path("same").asBoolean() ? 0 : DIFFERENT;
      } finally {
        others.values().forEach(Side::close);
      }
    } finally {
      sides.values().forEach(Side::close);
    }
  }

  /** The first chain that differs of those that both sides have; the last one where none does. */
  private ObjectNode first(
      Engine engine, Map<String, Side> sides, Map<String, Side> others, String second)
      throws IOException {
    Finder finder = new Finder(engine, models, every);
    if (chain != null || sides.size() == 1 || others.size() == 1) {
      return finder.find(chosen(sides, one), chosen(others, second));
    }
    if (!sides.keySet().equals(others.keySet())) {
      throw new Failure("one has the chains " + sides.keySet() + ", the other " + others.keySet());
    }
    ObjectNode found = null;
    for (Map.Entry<String, Side> each : sides.entrySet()) {
      Side there = others.get(each.getKey());
      if (there != null && (found == null || found.path("same").asBoolean())) {
        found = finder.find(each.getValue(), there);
      }
    }
    if (found == null) {
      throw new Failure("there is no block in " + one);
    }
    return found;
  }

  private Side chosen(Map<String, Side> sides, String text) {
    Side side =
        sides.size() == 1
            ? sides.values().iterator().next()
            : sides.get(chain == null ? "" : chain);
    if (side == null) {
      throw new Failure(
          text
              + ": "
              + (sides.isEmpty() ? "holds no block" : "say by --chain which: " + sides.keySet()));
    }
    return side;
  }

  private void print(ObjectNode found) {
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(found));
    } else {
      new Report(out).print(found);
    }
  }
}
