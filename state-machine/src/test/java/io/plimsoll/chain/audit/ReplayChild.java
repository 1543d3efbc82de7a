package io.plimsoll.chain.audit;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Replays a log in a process of its own and says all that each block came to. */
public final class ReplayChild {

  private ReplayChild() {}

  /** Arguments: a file of moves that take blocks, an engine, threads, whether to restart always. */
  public static void main(String[] args) throws IOException {
    try (Engine engine = Engines.create(args[1], Integer.parseInt(args[2]))) {
      MarginChain chain = new MarginChain(engine);
      for (String line : Files.readAllLines(Path.of(args[0]))) {
        Move.Take take = (Move.Take) Move.parse(line);
        Block block =
            new Block(chain.height() + 1, take.timeMs(), chain.lastHash(), take.commands());
        BlockResult result = chain.execute(block);
        chain.commit();
        if (Boolean.parseBoolean(args[3])) {
          List<byte[]> chunks = new ArrayList<>();
          SnapshotHeader header = chain.snapshot(1 << 12, chunks::add);
          chain = MarginChain.restore(engine, header, chunks);
        }
        System.out.println(describe(result));
      }
    }
  }

  /** A line with everything that a block came to. */
  static String describe(BlockResult result) {
    StringBuilder line = new StringBuilder();
    line.append(result.height()).append(' ').append(result.stateRoot().hex());
    line.append(' ').append(result.marginDigest().hex());
    result.phaseDigests().forEach(each -> line.append(' ').append(each.hex()));
    // Counts rather than texts: what they say is in the phase's digests.
    line.append(' ').append(result.results().size()).append(' ').append(result.events().size());
    BlockResult.Totals totals = result.totals();
    line.append(' ').append(totals.subaccounts()).append(' ').append(totals.equity());
    line.append(' ').append(totals.initial()).append(' ').append(totals.maintenance());
    return line.append(' ').append(totals.belowMaintenance()).toString();
  }
}
