package io.plimsoll.node.cli;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.dryrun.Changes;
import io.plimsoll.node.dryrun.DryRun;
import io.plimsoll.node.log.BlockLogReader;
import io.plimsoll.node.log.LogRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code plimsoll replay LOG}. */
@CommandLine.Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Applies the blocks of a log to an empty chain and prints each block's state root.",
      "",
      "A log that is damaged, cut short or reordered is refused at its line; no block from there on"
          + " is applied. Each line of the output is height, time in milliseconds, state root and"
          + " margin digest.",
      "",
      "With --params the log is replayed with other parameters beside itself, and what would have"
          + " become of its accounts is printed instead."
    })
final class ReplayCommand implements Callable<Integer> {

  private static final int CHECK_EVERY = 256;
  private static final int CHUNK_BYTES = 1 << 16;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Parameters(paramLabel = "LOG", description = "The log, as simulate --log wrote it.")
  private Path log;

  @CommandLine.Mixin private EngineOptions engine = new EngineOptions();

  @CommandLine.Option(
      names = "--restart",
      description =
          "Go on after each block from a chain restored from a snapshot of it; the roots are the"
              + " same.")
  private boolean restarts;

  @CommandLine.Option(names = "--quiet", description = "Print the last block only.")
  private boolean quiet;

  @CommandLine.Option(
      names = "--params",
      paramLabel = "FILE",
      description =
          "A dry run: changes of parameters with the heights from which they hold, a JSON file of"
              + " the schema plimsoll-changes/1.")
  private @Nullable Path params;

  @CommandLine.Mixin private ParametersOption parameters = new ParametersOption();

  @CommandLine.Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "table",
      converter = Format.Converter.class,
      description = "Of a dry run: " + Format.DESCRIPTION)
  private Format format;

  /** For picocli. */
  ReplayCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (params != null) {
      dryRun(params, out);
      return 0;
    }
    try (BlockLogReader reader = BlockLogReader.open(log);
        Engine made = engine.open(spec)) {
      replay(made, reader, out);
    } catch (LogRefused e) {
      out.flush();
      throw new Failure(log + ", " + e.getMessage());
    }
    out.flush();
    return 0;
  }

  private void dryRun(Path file, PrintWriter out) throws IOException {
    if (restarts || quiet) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--params goes without --restart and --quiet");
    }
    DryRun run;
    try (BlockLogReader reader = BlockLogReader.open(log);
        Engine base = engine.open(spec);
        Engine changed = engine.open(spec)) {
      Changes changes = Changes.read(file);
      run = new DryRun(base, changed, parameters.models(), changes);
      for (Block block = reader.next(); block != null; block = reader.next()) {
        apply(run, block, reader.line());
      }
      if (run.height() < changes.first()) {
        throw new Failure(
            log + " ends at height " + run.height() + ", before the first change holds");
      }
    } catch (LogRefused e) {
      throw new Failure(log + ", " + e.getMessage());
    } catch (Changes.Refused | DryRun.ChangeRefused e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    if (format == Format.JSON) {
      out.println(DryRunOutput.json(run.report()));
    } else {
      DryRunOutput.print(run.report(), out);
    }
    out.flush();
  }

  private void apply(DryRun run, Block block, long line) {
    try {
      run.apply(block);
    } catch (BlockRefused e) {
      throw new Failure(log + ", line " + line + ": the chain refuses " + e.getMessage());
    }
  }

  private void replay(Engine made, BlockLogReader reader, PrintWriter out) throws IOException {
    ModelCatalogue models = parameters.models();
    MarginChain chain = new MarginChain(made, models);
    String last = "";
    for (Block block = reader.next(); block != null; block = reader.next()) {
      BlockResult result = apply(chain, block, reader.line());
      chain = restarts ? restarted(chain, made, models) : chain;
      last =
          result.height()
              + " "
              + result.timeMs()
              + " "
              + result.stateRoot().hex()
              + " "
              + result.marginDigest().hex();
      if (!quiet) {
        out.print(last + "\n");
        // A reader that is gone, such as head, wants no more.
        if (result.height() % CHECK_EVERY == 0 && out.checkError()) {
          return;
        }
      }
    }
    if (quiet && !last.isEmpty()) {
      out.print(last + "\n");
    }
  }

  private static MarginChain restarted(MarginChain chain, Engine made, ModelCatalogue models) {
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.snapshot(CHUNK_BYTES, chunks::add);
    return MarginChain.restore(made, models, SnapshotHeader.ofBytes(header.toBytes()), chunks);
  }

  private BlockResult apply(MarginChain chain, Block block, long line) {
    try {
      BlockResult result = chain.execute(block);
      chain.commit();
      return result;
    } catch (BlockRefused e) {
      throw new Failure(log + ", line " + line + ": the chain refuses " + e.getMessage());
    }
  }
}
