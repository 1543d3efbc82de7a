package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What-if is what the chain does: questions about random books of the auditor's workload are asked
 * of a block that is open, then the commands that they are about are executed in it, and code,
 * number of trades and margin must be those foretold. A reader of the view before says what the
 * chain's own processor says.
 *
 * <p>Nobody is on the other side of a question. Here somebody is who could not be in the way: for a
 * sale one who is short and has the money to buy back, so that open interest moves by what the one
 * who asks is long; for a purchase one who has nothing yet. Both come to be in a block that is
 * taken back afterwards.
 */
class ForetoldTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int BLOCKS = Integer.getInteger("plimsoll.foretold.blocks", 140);
  private static final int ASKED = 4;
  private static final long FORTUNE = 1L << 52;

  /** What only the other side, limits on all together or of the block are the reason of. */
  private static final Set<ResultCode> OF_OTHERS =
      EnumSet.of(
          ResultCode.OPEN_INTEREST_TOO_LARGE,
          ResultCode.TOO_MANY_POSITIONS_IN_ALL,
          ResultCode.TOO_MANY_WITHDRAWALS,
          ResultCode.TOO_MANY_COMMANDS,
          ResultCode.TOO_MANY_BYTES,
          ResultCode.NOT_AUTHORISED);

  private final Random random = new Random(SEED);
  private final World world = new World();
  private final Workload workload = new Workload(SEED, world);
  private final MarginChain chain = new MarginChain(Engines.create("scalar", 1));
  private final ViewReader reader = chain.views().reader(Engines.create("scalar", 1));
  private final Map<ResultCode, Integer> seen = new TreeMap<>();
  private int left;

  /** A question; its trades have prices. */
  private record Question(
      SubaccountId id, long collateral, @Nullable Mode mode, List<HypotheticalTrade> trades) {}

  @Test
  void whatIsForetoldIsWhatTheChainDoes() {
    System.out.println("ForetoldTest: -Dplimsoll.seed=" + SEED);
    int asked = 0;
    for (int i = 0; i < BLOCKS; i++) {
      List<byte[]> commands = workload.next();
      // Fees by tiers are those of both sides, and a question has one.
      commands.removeIf(ForetoldTest::setsFeePolicy);
      commit(workload.nowMs(), commands);
      world.become(Observed.world(chain.state()));
      for (int j = 0; i > 4 && j < ASKED; j++) {
        ask(question());
        asked++;
      }
    }
    System.out.println("foretold: " + asked + " asked, " + left + " left out, " + seen);
    assertTrue(left < asked / 5, left + " of " + asked + " could not be compared");
    int allowed = seen.getOrDefault(ResultCode.OK, 0);
    assertTrue(allowed > asked / 8 && seen.size() > 9, () -> "too tame: " + seen);
  }

  private static boolean setsFeePolicy(byte[] bytes) {
    try {
      return CommandCodec.decode(bytes).command() instanceof Command.ChangeParameter change
          && change.parameter() == Parameter.FEE_POLICY;
    } catch (MalformedBytes e) {
      return false;
    }
  }

  private BlockResult commit(long timeMs, List<byte[]> commands) {
    BlockResult result = chain.execute(next(timeMs, commands));
    chain.commit();
    return result;
  }

  private Block next(long timeMs, List<byte[]> commands) {
    return new Block(chain.height() + 1, timeMs, chain.lastHash(), commands);
  }

  private static byte[] by(Address sender, Command command) {
    return CommandCodec.encode(new Authenticated(sender, command));
  }

  private boolean once(int of) {
    return random.nextInt(of) == 0;
  }

  // Questions.

  private Question question() {
    List<SubaccountId> ids = new ArrayList<>(world.accounts.keySet());
    SubaccountId id =
        once(10) || ids.isEmpty()
            ? new SubaccountId(Address.ofNumber(4_000 + random.nextInt(9)), once(2) ? 0 : 1 << 20)
            : ids.get(random.nextInt(ids.size()));
    reader.at(chain.views().latest());
    AccountMargin margin = reader.margin(id);
    long equity = margin == null ? 1_000_000_000L : Math.max(1_000_000L, margin.equity());
    long collateral = once(2) ? 0 : part(equity) * (once(2) ? 1 : -1);
    Mode mode = once(4) ? Mode.of(random.nextInt(3)) : null;
    List<HypotheticalTrade> trades = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      trades.add(trade(id, equity));
    }
    return new Question(id, collateral, mode, trades);
  }

  /** From a millionth to twice an amount. */
  private long part(long amount) {
    double scale = 2 * Math.pow(10, -6 * Math.pow(random.nextDouble(), 3));
    return Math.max(1, (long) (Math.min(amount, 1L << 50) * scale));
  }

  private HypotheticalTrade trade(SubaccountId id, long equity) {
    World.Account account = world.account(id);
    List<Integer> all = new ArrayList<>(world.instruments.keySet());
    boolean any = once(12);
    all.removeIf(each -> !any && world.instrument(each).ended());
    int instrument = all.isEmpty() || once(30) ? 9_999 : all.get(random.nextInt(all.size()));
    long lots = 0;
    if (!account.positions().isEmpty() && once(3)) {
      List<World.PositionKey> held = new ArrayList<>(account.positions().keySet());
      instrument = held.get(random.nextInt(held.size())).instrument();
      long mine = world.lots(id, instrument).longValueExact();
      lots = once(2) ? -mine : -(mine / 3 + mine / 2 * random.nextInt(3));
    }
    long mark = Math.max(1, reader.mark(instrument));
    if (lots == 0) {
      lots = sized(instrument, part(Math.min(equity, Long.MAX_VALUE / 64) * 20));
    }
    double off = once(3) ? (random.nextDouble() - 0.5) / 20 : 0;
    long price = Math.max(1, mark + (long) (mark * off));
    return new HypotheticalTrade(instrument, lots, price, fee(instrument, lots));
  }

  /** Lots that are worth about so many quanta, bought or sold. */
  private long sized(int instrument, long quanta) {
    double each = chain.processor().value(instrument, 1 << 20) / (double) (1 << 20);
    double lots = each == 0 ? 1 + random.nextInt(1_000) : Math.max(1, Math.abs(quanta / each));
    long size = (long) Math.min(lots, 1L << 54);
    return once(2) ? size : -size;
  }

  private long fee(int instrument, long lots) {
    double worth = Math.abs(chain.processor().value(instrument, lots));
    return once(2) ? 0 : (long) (worth * (random.nextDouble() - 0.4) / (once(4) ? 10 : 2_000));
  }

  // Answers.

  private void ask(Question of) {
    long nowMs = chain.state().chain().timeMs();
    List<Boolean> open = bringOthers(nowMs + 1, of);
    int handle = chain.state().accounts().findOrAdd(of.id);
    BlockProcessor processor = chain.processor();
    assertEquals(
        processor.whatIf(handle, of.collateral, of.trades, of.mode),
        reader.at(chain.views().latest()).whatIf(of.id, of.collateral, of.trades, of.mode),
        () -> "the reader of " + of + ", height " + chain.height());
    List<byte[]> commands = commands(of);
    processor.open(next(nowMs + 2, commands));
    WhatIf foretold = processor.whatIf(handle, of.collateral, of.trades, of.mode);
    processor.applyCommands();
    AccountMargin margin = processor.margin(handle);
    processor.remargin();
    List<ResultCode> codes = processor.close().results();
    Journal.Images images = chain.state().journal().take();
    images.restore();
    chain.state().journal().recycle(images);
    compare(of, foretold, codes, margin, open);
    chain.undo();
  }

  private void compare(
      Question of,
      WhatIf foretold,
      List<ResultCode> codes,
      AccountMargin margin,
      List<Boolean> open) {
    int refused = 0;
    while (refused < codes.size() && codes.get(refused) == ResultCode.OK) {
      refused++;
    }
    boolean all = refused == codes.size();
    ResultCode code = all ? ResultCode.OK : codes.get(refused);
    int made = Math.max(0, refused - (codes.size() - of.trades.size()));
    boolean same = code == foretold.code() && made == foretold.made();
    int trade = Math.min(made, foretold.made());
    boolean closed = trade < open.size() && !open.get(trade);
    if (!same && (closed || OF_OTHERS.contains(code))) {
      left++;
      return;
    }
    seen.merge(code, 1, Integer::sum);
    String about =
        "\n height " + chain.height() + ", chain " + codes + "\n " + foretold + "\n " + margin;
    String full = about + "\n " + of;
    assertTrue(same, full);
    if (all) {
      assertEquals(margin, foretold.after(), full);
    }
  }

  private static List<byte[]> commands(Question of) {
    List<byte[]> commands = new ArrayList<>();
    Address owner = of.id.owner();
    if (of.collateral > 0) {
      commands.add(by(Draft.CUSTODIAN, new Command.Deposit(of.id, of.collateral)));
    } else if (of.collateral < 0) {
      commands.add(by(owner, new Command.Withdraw(of.id, -of.collateral)));
    }
    if (of.mode != null) {
      commands.add(by(owner, new Command.SetMode(of.id, of.mode)));
    }
    for (int i = 0; i < of.trades.size(); i++) {
      HypotheticalTrade trade = of.trades.get(i);
      long fee = trade.fee();
      long others = Math.max(0, -fee);
      Command fill =
          trade.lots() > 0
              ? fill(of.id, fresh(i), trade, fee, others)
              : fill(shorter(i), of.id, trade, others, fee);
      commands.add(by(Draft.MATCHER, fill));
    }
    return commands;
  }

  private static Command fill(
      SubaccountId buyer, SubaccountId seller, HypotheticalTrade of, long buyerFee, long fee) {
    return new Command.Fill(
        buyer, seller, of.instrument(), Math.abs(of.lots()), of.price(), buyerFee, fee);
  }

  private static SubaccountId fresh(int trade) {
    return new SubaccountId(Address.ofNumber(5_000 + trade), 0);
  }

  private static SubaccountId shorter(int trade) {
    return new SubaccountId(Address.ofNumber(5_010 + trade), 0);
  }

  private static SubaccountId longer(int trade) {
    return new SubaccountId(Address.ofNumber(5_020 + trade), 0);
  }

  /** Commits a block in which the other sides come to be; says for which trades there is one. */
  private List<Boolean> bringOthers(long timeMs, Question of) {
    List<byte[]> commands = new ArrayList<>();
    List<Integer> last = new ArrayList<>();
    for (int i = 0; i < of.trades.size(); i++) {
      HypotheticalTrade trade = of.trades.get(i);
      for (SubaccountId id : List.of(fresh(i), shorter(i), longer(i))) {
        commands.add(by(Draft.CUSTODIAN, new Command.Deposit(id, FORTUNE)));
      }
      World.Instrument row = world.instruments.get(trade.instrument());
      long lots = Math.abs(trade.lots());
      if (row != null && row.kind() == World.Kind.SPOT) {
        int asset = new Coins(world).of(trade.instrument());
        commands.add(by(Draft.CUSTODIAN, new Command.DepositAsset(fresh(i), asset, lots)));
      } else {
        Command pair = fill(longer(i), shorter(i), trade, 0, 0);
        commands.add(by(Draft.MATCHER, pair));
      }
      last.add(commands.size() - 1);
    }
    List<ResultCode> codes = commit(timeMs, commands).results();
    List<Boolean> open = new ArrayList<>();
    for (int i = 0; i < last.size(); i++) {
      // Who buys another's coins opens a position, which may be too large or not open to it.
      open.add(codes.get(last.get(i)) == ResultCode.OK && !isSaleOfCoins(of.trades.get(i)));
    }
    return open;
  }

  private boolean isSaleOfCoins(HypotheticalTrade trade) {
    World.Instrument row = world.instruments.get(trade.instrument());
    return row != null && row.kind() == World.Kind.SPOT && trade.lots() < 0;
  }
}
