package io.plimsoll.node.storage.cli;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.Outcome;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code plimsoll db}. */
@CommandLine.Command(
    name = "db",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Looks at a chain on disk, verifies it, prunes it, and moves its state to another folder.",
      "",
      "A node must not be running on the folder. What is damaged is refused, never repaired."
    })
final class DbCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** For picocli. */
  DbCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: see --help");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @FunctionalInterface
  private interface Work {
    void with(ChainStore store) throws IOException;
  }

  /** Opens an existing folder, unless it may be made. */
  private static int on(Path folder, boolean make, Work work) throws IOException {
    return on(folder, make, Models.catalogue(), work);
  }

  private static int on(Path folder, boolean make, ModelCatalogue models, Work work)
      throws IOException {
    if (!make && !Files.isDirectory(folder.resolve("db"))) {
      throw new Failure(folder + ": holds no chain");
    }
    try (ChainStore store = ChainStore.open(folder, models)) {
      work.with(store);
      return 0;
    } catch (StoreRefused | StoreFailed | SnapshotRefused e) {
      throw new Failure(folder + ": " + e.getMessage());
    }
  }

  @CommandLine.Command(
      name = "info",
      mixinStandardHelpOptions = true,
      description = "Prints the last block, the oldest one, what can be undone, and snapshots.")
  int info(@CommandLine.Parameters(paramLabel = "DIR") Path folder) throws IOException {
    return on(
        folder,
        false,
        store -> {
          Outcome outcome = store.outcome(store.height());
          out().println("height        " + store.height());
          out().println("hash          " + store.hash().hex());
          if (outcome != null) {
            out().println("time, ms      " + outcome.timeMs());
            out().println("state root    " + outcome.stateRoot().hex());
            out().println("margin digest " + outcome.marginDigest().hex());
          }
          out().println("oldest block  " + store.firstBlock());
          out().println("undoable      " + store.undoable());
          out().println("snapshots     " + store.snapshots());
        });
  }

  @CommandLine.Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Reads everything: checksums, hashes and links of all blocks, the root of the state, the"
            + " root after each undo that the journals allow, chunks of snapshots.",
        "Ends with 1 and the reason where something is not what it must be."
      })
  int verify(@CommandLine.Parameters(paramLabel = "DIR") Path folder) throws IOException {
    return on(
        folder,
        false,
        store -> {
          ChainStore.Verification read = store.verify();
          out()
              .println(
                  "verified "
                      + read.blocks()
                      + " blocks up to "
                      + store.height()
                      + ", "
                      + read.leaves()
                      + " leaves, "
                      + read.undone()
                      + " undos, "
                      + read.snapshots()
                      + " snapshots");
        });
  }

  @CommandLine.Command(
      name = "prune",
      mixinStandardHelpOptions = true,
      description = "Removes old blocks and snapshots; the state and what can be undone stay.")
  int prune(
      @CommandLine.Parameters(paramLabel = "DIR") Path folder,
      @CommandLine.Option(
              names = "--keep-blocks",
              paramLabel = "N",
              required = true,
              description = "How many of the last blocks stay, at least 64.")
          long keepBlocks,
      @CommandLine.Option(
              names = "--keep-snapshots",
              paramLabel = "N",
              defaultValue = "2",
              description = "How many of the last snapshots stay (${DEFAULT-VALUE}).")
          int keepSnapshots)
      throws IOException {
    if (keepBlocks < ChainStore.LEAST_KEPT || keepSnapshots < 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--keep-blocks must be at least " + ChainStore.LEAST_KEPT + ", --keep-snapshots 0");
    }
    return on(
        folder,
        false,
        store -> out().println("removed " + store.pruneAll(keepBlocks, keepSnapshots) + " blocks"));
  }

  @CommandLine.Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes a snapshot of the last block into a new folder: the header, and chunks by number.",
        "Prints the header's hash, by which who imports it can know that it is the same."
      })
  int export(
      @CommandLine.Parameters(paramLabel = "DIR") Path folder,
      @CommandLine.Parameters(paramLabel = "SNAPSHOT") Path to,
      @CommandLine.Option(
              names = "--chunk-bytes",
              paramLabel = "N",
              defaultValue = "1048576",
              description = "The most bytes of a chunk (${DEFAULT-VALUE}).")
          int chunkBytes)
      throws IOException {
    if (chunkBytes < 1 || chunkBytes > SnapshotHeader.MOST_CHUNK_BYTES) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--chunk-bytes must be in 1.." + SnapshotHeader.MOST_CHUNK_BYTES);
    }
    return on(
        folder,
        false,
        store -> {
          Files.createDirectory(to);
          SnapshotHeader header;
          try {
            header = store.takeSnapshot(chunkBytes);
          } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Failure(folder + ": " + e.getMessage());
          }
          for (int i = 0; i < header.chunks().size(); i++) {
            byte[] chunk = store.chunk(header.height(), i);
            if (chunk == null) {
              throw new Failure(folder + ": the snapshot lacks chunk " + i);
            }
            Files.write(to.resolve("chunk-" + i), chunk);
          }
          // Without its header, a folder is no snapshot.
          Files.write(to.resolve("header"), header.toBytes());
          out().println(header.hash().hex());
        });
  }

  @CommandLine.Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Fills an empty folder with the state of an exported snapshot.",
        "A snapshot speaks for itself alone: say with --hash which one you trust."
      })
  int importing(
      @CommandLine.Parameters(paramLabel = "SNAPSHOT") Path from,
      @CommandLine.Parameters(paramLabel = "DIR") Path folder,
      @CommandLine.Option(
              names = "--hash",
              paramLabel = "HEX",
              description = "The header's hash, from somebody who is trusted.")
          @Nullable String trusted,
      @CommandLine.Mixin ParametersOption parameters)
      throws IOException {
    SnapshotHeader header;
    List<byte[]> chunks = new ArrayList<>();
    try {
      header = SnapshotHeader.ofBytes(Files.readAllBytes(from.resolve("header")));
      if (trusted != null && !header.hash().equals(Hash.ofHex(trusted))) {
        throw new Failure(from + ": its hash is " + header.hash().hex() + ", not " + trusted);
      }
      for (int i = 0; i < header.chunks().size(); i++) {
        chunks.add(Files.readAllBytes(from.resolve("chunk-" + i)));
      }
    } catch (SnapshotRefused e) {
      throw new Failure(from + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--hash is " + trusted + "; it must be 64 hex digits", e);
    }
    return on(
        folder,
        true,
        parameters.models(),
        store -> {
          try (Engine engine = Engines.create("scalar", 1)) {
            store.load(engine, header, chunks);
          }
          out().println("block " + store.height() + ", state root " + header.stateRoot().hex());
        });
  }
}
