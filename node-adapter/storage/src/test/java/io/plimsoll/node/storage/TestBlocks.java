package io.plimsoll.node.storage;

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
import java.util.SplittableRandom;

/** Blocks of a small chain, each a function of its height and its branch alone. */
final class TestBlocks {

  static final long FIRST_MS = 1_700_000_000_000L;
  private static final Address BOSS = Address.ofNumber(1);
  private static final int PERPETUAL = 1;
  private static final int TRADERS = 20;

  private TestBlocks() {}

  /** The block of a height that follows another, on a branch. */
  static Block block(long height, int branch, Hash previous) {
    List<Command> commands = new ArrayList<>();
    if (height == 1) {
      list(commands);
    } else if (height == 2) {
      fund(commands);
    }
    if (height > 1) {
      trade(commands, height, branch);
    }
    List<byte[]> bytes = new ArrayList<>();
    for (Command command : commands) {
      bytes.add(CommandCodec.encode(new Authenticated(BOSS, command)));
    }
    return new Block(height, FIRST_MS + height * 1_000 + branch, previous, bytes);
  }

  /** The same block with commands behind its own. */
  static Block with(Block block, byte[]... more) {
    List<byte[]> commands = new ArrayList<>(block.commands());
    commands.addAll(List.of(more));
    return new Block(block.height(), block.timeMs(), block.previous(), commands);
  }

  /** A withdrawal of a trader that counts once. */
  static byte[] once(int number, long nonce) {
    return once(number, nonce, FIRST_MS + 3_600_000);
  }

  /** The same with an expiry. */
  static byte[] once(int number, long nonce, long expiresMs) {
    return CommandCodec.encode(
        new Authenticated(
            trader(number).owner(),
            new Command.Withdraw(trader(number), 1),
            new Authenticated.Once(FIRST_MS + nonce, expiresMs)));
  }

  private static void list(List<Command> to) {
    to.add(new Command.Genesis(7, BOSS));
    to.add(new Command.GrantRole(BOSS, Role.ALL));
    to.add(new Command.ListUnderlying(1, "BTC", -2));
    to.add(new Command.ListMarket(1, 1, false, 1, 1));
    to.add(new Command.ListInstrument(PERPETUAL, 1, InstrumentKind.PERPETUAL, 0, 0));
    to.add(new Command.ChangeParameter(Parameter.INITIAL_PPM, 1, 50_000, 0, 0));
    to.add(new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, 1, 600_000, 0, 0));
  }

  private static void fund(List<Command> to) {
    for (int i = 0; i < TRADERS; i++) {
      to.add(new Command.Deposit(trader(i), 1_000_000_000L));
    }
  }

  private static void trade(List<Command> to, long height, int branch) {
    SplittableRandom random = new SplittableRandom(height * 31 + branch);
    long price = 2_000_000L + random.nextInt(20_000);
    to.add(new Command.Prices(1, price, List.of(), List.of()));
    for (int i = 0; i < 5; i++) {
      int buyer = random.nextInt(TRADERS);
      int seller = (buyer + 1 + random.nextInt(TRADERS - 1)) % TRADERS;
      to.add(
          new Command.Fill(
              trader(buyer), trader(seller), PERPETUAL, 1 + random.nextInt(20), price, 0, 0));
    }
  }

  private static SubaccountId trader(int number) {
    return new SubaccountId(Address.ofNumber(100 + number), 0);
  }
}
