package io.plimsoll.node.grpc;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;

/** Blocks of a small chain: two traders of a perpetual. */
final class TestBlocks {

  static final long FIRST_MS = 1_700_000_000_000L;

  private static final Address BOSS = Address.ofNumber(1);

  private TestBlocks() {}

  /** A block, with commands behind its own. */
  static Block block(long height, Hash previous, byte[]... more) {
    return new Block(height, FIRST_MS + height * 1_000, previous, commands(height, more));
  }

  /** Lets fees be by tiers from the next block on. */
  static byte[] tiers() {
    return encoded(new Command.ChangeParameter(Parameter.FEE_POLICY, 0, 1, 0, 0));
  }

  private static byte[] encoded(Command command) {
    return CommandCodec.encode(new Authenticated(BOSS, command));
  }

  static SubaccountId trader(int number) {
    return new SubaccountId(Address.ofNumber(100 + number), 0);
  }

  static List<byte[]> commands(long height, byte[]... more) {
    List<Command> to = new ArrayList<>();
    if (height == 1) {
      to.add(new Command.Genesis(7, BOSS));
      to.add(new Command.GrantRole(BOSS, Role.ALL));
      to.add(new Command.ListUnderlying(1, "BTC", -2));
      to.add(new Command.ListMarket(1, 1, false, 1, 1));
      to.add(new Command.ListInstrument(1, 1, InstrumentKind.PERPETUAL, 0, 0));
      to.add(new Command.ChangeParameter(Parameter.INITIAL_PPM, 1, 50_000, 0, 0));
      to.add(new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, 1, 600_000, 0, 0));
      to.add(new Command.Deposit(trader(0), 1_000_000_000L));
      to.add(new Command.Deposit(trader(1), 1_000_000_000L));
    } else {
      long price = 2_000_000L + height;
      to.add(new Command.Prices(1, price, List.of(), List.of()));
      to.add(new Command.Fill(trader(0), trader(1), 1, 5, price, 0, 0));
    }
    List<byte[]> bytes = new ArrayList<>();
    to.forEach(each -> bytes.add(encoded(each)));
    bytes.addAll(List.of(more));
    return bytes;
  }
}
