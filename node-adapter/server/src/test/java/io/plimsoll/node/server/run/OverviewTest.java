package io.plimsoll.node.server.run;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.server.TestNode;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of all subaccounts is the sum of what is said of each. */
class OverviewTest {

  @TempDir private Path folder;

  /** A node's overview after some blocks, against the margin of each trader that has positions. */
  @Test
  void sumsAndRanksAreThoseOfEachMargin() {
    try (TestNode node = new TestNode(folder, 30)) {
      assertTrue(node.run(), node::logged);
      Overview overview = node.overview();
      // It was gathered with the first block and not again before a second; now it is wanted.
      overview.margins();
      node.node().haltAt(31);
      assertTrue(node.run(), node::logged);
      Overview.Margins margins = overview.margins();
      assertEquals(31, margins.height());
      BigInteger initial = BigInteger.ZERO;
      int subaccounts = 0;
      double last = -1e9;
      for (Overview.Sums sums : margins.modes()) {
        subaccounts += sums.subaccounts();
        initial = initial.add(BigInteger.valueOf(sums.initial()));
      }
      assertEquals(3, margins.modes().size());
      assertEquals(subaccounts, margins.near().size(), "there are few, so all are near");
      for (Overview.Near near : margins.near()) {
        AccountMargin margin =
            requireNonNull(node.readers().ask(reader -> reader.margin(near.id())));
        assertEquals(margin.equity(), near.equity());
        assertEquals(margin.maintenance(), near.maintenance());
        initial = initial.subtract(BigInteger.valueOf(margin.initial()));
        double ratio = (double) near.equity() / near.maintenance();
        assertTrue(ratio >= last, "the nearest first");
        last = ratio;
      }
      assertEquals(BigInteger.ZERO, initial);
      List<Overview.Seen> blocks = overview.blocks(5);
      assertEquals(5, blocks.size());
      assertEquals(31, blocks.get(4).height());
      assertTrue(blocks.get(4).tookNs() > 0);
      assertEquals("scalar", overview.engine().name());
    }
  }

  private static byte[] bytes(Address sender, Command command) {
    return CommandCodec.encode(new Authenticated(sender, command));
  }

  /** More subaccounts than are looked at after one block: each is counted, after more blocks. */
  @Test
  void manySubaccountsAreGatheredInParts() {
    Address operator = Address.ofNumber(1);
    List<byte[]> commands = new ArrayList<>();
    commands.add(bytes(operator, new Command.Genesis(1, operator)));
    commands.add(
        bytes(operator, new Command.GrantRole(operator, io.plimsoll.chain.command.Role.ALL)));
    int many = 45_000;
    for (int i = 0; i < many; i++) {
      SubaccountId id = new SubaccountId(Address.ofNumber(100 + i), 0);
      commands.add(bytes(operator, new Command.Deposit(id, 1)));
    }
    try (Engine engine = Engines.create("scalar", 1)) {
      MarginChain chain = new MarginChain(engine);
      chain.views();
      long[] nowNs = {0};
      Overview overview = new Overview(chain, engine, "a test", () -> 7, () -> nowNs[0]);
      assertEquals(0, overview.margins().height());
      List<Long> heights = new ArrayList<>();
      for (long height = 1; height <= 9; height++) {
        io.plimsoll.chain.block.Block block =
            new io.plimsoll.chain.block.Block(
                height, height, last(chain), height == 1 ? commands : List.of());
        BlockResult result = chain.execute(block);
        chain.commit();
        overview.committed(block, result);
        heights.add(overview.margins().height());
      }
      assertEquals(List.of(0L, 0L, 3L, 3L, 3L, 6L, 6L, 6L, 9L), heights);
      assertEquals(List.of(), overview.margins().modes(), "nobody has a position");
      overview.undone(8);
      assertEquals(8, overview.blocks(1).get(0).height());
      assertEquals(Mode.values().length, 3);
    }
  }

  private static Hash last(MarginChain chain) {
    return chain.views().latest().lastHash();
  }
}
