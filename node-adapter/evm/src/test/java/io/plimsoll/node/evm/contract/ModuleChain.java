package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.WithdrawalRows;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;

/** The module itself, with USD and a coin, keeping withdrawals. */
final class ModuleChain {

  static final Address ADMIN = Address.ofNumber(999);
  static final int BTC = 1;
  private static final byte SUBACCOUNTS = 8;
  private static final byte WITHDRAWALS = 26;

  final MarginChain chain = new MarginChain(Engines.create("scalar", 1));
  private final List<byte[]> waiting = new ArrayList<>();
  private long nowMs = 1_700_000_000_000L;

  ModuleChain() {
    add(ADMIN, new Command.Genesis(7, ADMIN));
    add(ADMIN, new Command.GrantRole(ADMIN, Role.ALL));
    add(ADMIN, new Command.ListUnderlying(BTC, "BTC", -5));
    set(Parameter.WITHDRAWALS, 0, 1_000_000);
    set(Parameter.BAND_PPM, BTC, 1_000_000_000);
    commit();
    add(ADMIN, new Command.Prices(BTC, 10_000_000_000L, List.of(), List.of()));
    add(ADMIN, new Command.ListAsset(BTC, "BTC", -8, BTC, 20, 20));
    commit();
    // A coin is there in the block after its listing, and then has its price.
    add(ADMIN, new Command.Prices(BTC, 10_000_000_000L, List.of(), List.of()));
    commit();
  }

  void add(Address sender, Command command) {
    waiting.add(CommandCodec.encode(new Authenticated(sender, command)));
  }

  private void set(Parameter parameter, int subject, long value) {
    add(ADMIN, new Command.ChangeParameter(parameter, subject, value, 0, 0));
  }

  /** Commits what waits, all of which must succeed. */
  BlockResult commit() {
    nowMs += 60_000;
    Block block = new Block(chain.height() + 1, nowMs, chain.lastHash(), waiting);
    waiting.clear();
    BlockResult result = chain.execute(block);
    for (ResultCode code : result.results()) {
      if (code != ResultCode.OK) {
        throw new AssertionError(code.sentence());
      }
    }
    chain.commit();
    return result;
  }

  byte[] root() {
    ByteWriter out = new ByteWriter();
    chain.root().write(out);
    return out.toBytes();
  }

  static byte[] key(SubaccountId of) {
    ByteWriter out = new ByteWriter();
    out.u8(SUBACCOUNTS);
    of.write(out);
    return out.toBytes();
  }

  static byte[] key(long withdrawal) {
    return new ByteWriter().u8(WITHDRAWALS).i64(withdrawal).toBytes();
  }

  byte[] leaf(SubaccountId of) {
    return chain.state().accounts().encode(chain.state().accounts().find(of));
  }

  byte[] proof(byte[] key) {
    return chain.prove(key).toBytes();
  }

  /** A withdrawal as the chain has it. */
  Payout payout(long sequence) {
    WithdrawalRows.Withdrawal row = chain.state().withdrawals().require(sequence);
    return new Payout(
        sequence, row.subaccount(), row.recipient(), row.asset(), row.amount(), row.height());
  }
}
