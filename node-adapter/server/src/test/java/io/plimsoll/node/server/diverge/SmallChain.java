package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.node.log.BlockLogWriter;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A chain of a perpetual that is traded each block, with funding each hour of four blocks. */
final class SmallChain {

  static final int BLOCKS = 20;

  /** The block in which branch 1 has another trade, branch 2 another parameter. */
  static final int FORK = 12;

  private static final long FIRST_MS = 1_700_000_000_000L;
  private static final long STEP_MS = 15 * 60_000L;
  private static final Address BOSS = Address.ofNumber(1);
  private static final int TRADERS = 6;
  private static final int BTC = 1;

  private SmallChain() {}

  static SubaccountId trader(int number) {
    return new SubaccountId(Address.ofNumber(100 + number), 0);
  }

  private static List<Command> commands(long height, int branch) {
    List<Command> to = new ArrayList<>();
    if (height == 1) {
      to.add(new Command.Genesis(7, BOSS));
      to.add(new Command.GrantRole(BOSS, Role.ALL));
      to.add(new Command.ListUnderlying(BTC, "BTC", -2));
      to.add(new Command.ListMarket(BTC, BTC, false, 1, 1));
      to.add(new Command.ListInstrument(BTC, BTC, InstrumentKind.PERPETUAL, 0, 0));
      to.add(new Command.ChangeParameter(Parameter.INITIAL_PPM, BTC, 50_000, 0, 0));
      to.add(new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, BTC, 600_000, 0, 0));
      for (int i = 0; i < TRADERS; i++) {
        to.add(new Command.Deposit(trader(i), 10_000_000_000L));
      }
      return to;
    }
    long price = 2_000_000L + 1_000 * (height % 7);
    to.add(new Command.Prices(BTC, price, List.of(), List.of()));
    to.add(new Command.Funding(BTC, 100));
    for (int i = 0; i < TRADERS; i += 2) {
      long lots = 10 + height % 3 + (branch == 1 && height == FORK && i == 2 ? 1 : 0);
      to.add(new Command.Fill(trader(i), trader(i + 1), BTC, lots, price, 0, 0));
    }
    if (branch == 2 && height == FORK) {
      to.add(new Command.ChangeParameter(Parameter.INITIAL_PPM, BTC, 60_000, 0, 0));
    }
    return to;
  }

  static List<Block> blocks(int count, int branch) {
    List<Block> blocks = new ArrayList<>();
    Hash last = Hash.ZERO;
    for (int height = 1; height <= count; height++) {
      List<byte[]> bytes = new ArrayList<>();
      for (Command command : commands(height, branch)) {
        bytes.add(CommandCodec.encode(new Authenticated(BOSS, command)));
      }
      blocks.add(new Block(height, FIRST_MS + height * STEP_MS, last, bytes));
      last = blocks.getLast().hash();
    }
    return blocks;
  }

  static Path log(Path file, int count, int branch) throws IOException {
    try (BlockLogWriter out = BlockLogWriter.create(file)) {
      for (Block block : blocks(count, branch)) {
        out.write(block);
      }
      out.finish();
    }
    return file;
  }

  /** Called in a copy of this program, too. */
  static void folder(String folder, int count, int branch) {
    try (Engine engine = Engines.create("scalar", 1);
        StoredChain stored = StoredChain.open(Path.of(folder), engine)) {
      for (Block block : blocks(count, branch)) {
        stored.execute(block);
        stored.commit();
      }
    }
  }

  /** What {@code diverge --trace} prints, in a copy of this program, too. */
  static String trace(String log, long height) throws IOException {
    try (Engine engine = Engines.create("scalar", 1);
        Side side = new LogSide(Path.of(log))) {
      return DerivationJson.write(new Finder(engine, Models.catalogue(), false).trace(side, height))
          .toString();
    }
  }
}
