package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ExampleModels;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.MarginModel;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.model.tiered.TieredModel;
import io.plimsoll.margin.model.venue.VenueModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chains under models over whole books, with the workload's random blocks: what each model says of
 * a book that is made here, in numbers without limits, of what the chain shows of an account, is
 * what the chain says; and neither engines nor threads, restarts or undone blocks change anything.
 */
class VenueModelsTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 11);
  private static final int BLOCKS = Integer.getInteger("plimsoll.venue.blocks", 66);
  private static final int SWITCH = 12;
  private static final BigInteger E12 = BigInteger.TEN.pow(12);
  private static final BigInteger E18 = BigInteger.TEN.pow(18);
  private static final ModelCatalogue CATALOGUE = ModelCatalogue.of(ExampleModels.all());
  private static final AuditRun RUN = new AuditRun(SEED);

  @BeforeAll
  static void workload() {
    System.out.println("venue models: -Dplimsoll.audit.seed=" + SEED);
    List<Comparison.Difference> differences = RUN.run(BLOCKS);
    assertTrue(differences.isEmpty(), () -> RUN.report(differences));
  }

  static List<String> models() {
    return ExampleModels.all().stream().map(HoldingModel::name).toList();
  }

  private static byte[] change(Parameter parameter, long value, long height, int ramp) {
    return CommandCodec.encode(
        new Authenticated(
            Draft.GOVERNOR, new Command.ChangeParameter(parameter, 0, value, height, ramp)));
  }

  /** The workload's block behind another one, with a governor's choice of a model. */
  private static Block block(MarginChain chain, int i, HoldingModel model) {
    Block of = RUN.blocks.get(i);
    List<byte[]> commands = new ArrayList<>(of.commands());
    if (chain.height() == SWITCH - 2) {
      commands.addFirst(change(Parameter.MODEL_NOTICE, 1, 0, 0));
    }
    if (chain.height() == SWITCH) {
      commands.addFirst(change(Parameter.CROSS_MODEL, ModelId.of(model), SWITCH + 2, 0));
      commands.addFirst(change(Parameter.PORTFOLIO_MODEL, ModelId.of(model), SWITCH + 2, 0));
    }
    // The workload must not choose another one.
    commands.removeIf(bytes -> chain.height() > SWITCH && setsModel(bytes));
    return new Block(of.height(), of.timeMs(), chain.lastHash(), commands);
  }

  private static boolean setsModel(byte[] bytes) {
    try {
      return CommandCodec.decode(bytes).command() instanceof Command.ChangeParameter change
          && change.parameter().namesModel();
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** How many accounts were compared, and of these covered, liquidatable and with options. */
  private static final class Seen {
    int compared;
    int covered;
    int options;
    int inverse;
  }

  @ParameterizedTest
  @MethodSource("models")
  void theChainSaysWhatTheModelSaysOfTheSameBook(String name) {
    HoldingModel model = ExampleModels.named(name);
    MarginChain chain = new MarginChain(Engines.create("scalar", 1), CATALOGUE);
    Seen seen = new Seen();
    for (int i = 0; i < BLOCKS * 3 / 4; i++) {
      chain.execute(block(chain, i, model));
      chain.commit();
      if (i > SWITCH && i % 4 == 0) {
        compare(chain, model, seen);
      }
    }
    assertTrue(seen.compared > 60, () -> "compared " + seen.compared);
    assertTrue(seen.covered > 20, () -> "covered " + seen.covered + " of " + seen.compared);
    boolean inverseAlone = name.equals("deribit");
    boolean hasOptions = List.of("bybit", "okx", "portfolio", "derive", "paradex").contains(name);
    assertTrue(!hasOptions || seen.options > 0, "accounts with options were covered");
    assertTrue(!inverseAlone || seen.inverse > 0, "accounts with inverse instruments");
  }

  private static void compare(MarginChain chain, HoldingModel model, Seen seen) {
    Accounts accounts = chain.state().accounts();
    BlockProcessor processor = chain.processor();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      if (accounts.positions(handle) == 0 || accounts.mode(handle) == Mode.ISOLATED) {
        continue;
      }
      Own own = new Own(chain, handle, model);
      Requirement found = processor.requirement(handle, accounts.mode(handle));
      String who = model.name() + ", block " + chain.height() + ", " + accounts.id(handle);
      assertEquals(own.equity, BigInteger.valueOf(found.equity()), who);
      seen.compared++;
      Assessment assessed = own.assessed();
      if (assessed == null) {
        Requirement tiered = processor.requirement(handle, Mode.ISOLATED);
        assertEquals(Long.MAX_VALUE, found.initial(), who);
        assertEquals(tiered.maintenance(), found.maintenance(), who);
        continue;
      }
      Holdings holdings = own.holdings();
      BigInteger full = own.equity.multiply(E12);
      BigInteger more = full.subtract(full.min(assessed.equity()));
      BigInteger toOpen = model.toOpen(holdings, assessed);
      int parts = 1 + holdings.positions().size() + holdings.balances().size();
      Assessment judged =
          assessed.equity().subtract(full).compareTo(E12.multiply(BigInteger.valueOf(parts))) > 0
              ? withEquity(assessed, full)
              : assessed;
      boolean isSolvent = judged.equity().signum() >= 0;
      boolean opens = isSolvent && (toOpen.signum() <= 0 || model.canOpen(judged));
      boolean stays = isSolvent && !model.isLiquidatable(judged);
      BigInteger initial = own.said(Own.ceil(toOpen.add(more), E12), opens);
      BigInteger maintenance =
          own.said(Own.ceil(model.toStay(holdings, assessed).add(more), E12), stays);
      MarginModel chosen = new VenueModel(model, new TieredModel());
      assertEquals(stays, !chosen.isLiquidatable(found), who);
      if (own.surcharge().signum() == 0) {
        assertEquals(opens, chosen.canOpen(found), who);
      }
      assertEquals(initial.add(own.surcharge()).toString(), String.valueOf(found.initial()), who);
      assertEquals(maintenance.toString(), String.valueOf(found.maintenance()), who);
      seen.covered++;
      seen.options += own.hasOptions ? 1 : 0;
      seen.inverse += own.hasInverse ? 1 : 0;
    }
  }

  private static Assessment withEquity(Assessment of, BigInteger equity) {
    return new Assessment(
        equity,
        of.initial(),
        of.maintenance(),
        of.pools(),
        of.components(),
        of.drivers(),
        of.contributions(),
        of.parameters(),
        of.assumed());
  }

  @Test
  void enginesThreadsAndRestartsGiveOneHistory() {
    for (String name : List.of("okx", "deribit")) {
      HoldingModel model = ExampleModels.named(name);
      List<BlockResult> results = new ArrayList<>();
      List<Block> blocks = new ArrayList<>();
      MarginChain first = new MarginChain(Engines.create("scalar", 1), CATALOGUE);
      for (int i = 0; i < 40; i++) {
        blocks.add(block(first, i, model));
        results.add(first.execute(blocks.getLast()));
        first.commit();
      }
      for (int threads : new int[] {1, 2}) {
        try (Engine simd = Engines.create("simd", threads)) {
          MarginChain other = new MarginChain(simd, CATALOGUE);
          for (int i = 0; i < 40; i++) {
            assertEquals(results.get(i), other.execute(blocks.get(i)), name + ", block " + i);
            other.commit();
            if (i % 7 == 6) {
              List<byte[]> chunks = new ArrayList<>();
              SnapshotHeader header = other.snapshot(1 << 16, chunks::add);
              other = MarginChain.restore(simd, CATALOGUE, header, chunks);
            }
          }
        }
      }
    }
  }

  /** Prices that nobody can have meant, one after another: blocks go on, and questions, too. */
  @ParameterizedTest
  @MethodSource("models")
  void hostilePricesStopNothing(String name) {
    HoldingModel model = ExampleModels.named(name);
    MarginChain chain = new MarginChain(Engines.create("scalar", 1), CATALOGUE);
    Random random = new Random(SEED);
    for (int i = 0; i < 40; i++) {
      Block next = block(chain, i, model);
      if (i > 28) {
        next = hostile(chain, next, random);
      }
      chain.execute(next);
      chain.commit();
      if (i > 28) {
        Accounts accounts = chain.state().accounts();
        for (int handle = 0; handle < accounts.slots(); handle++) {
          chain.processor().margin(handle);
          chain.processor().explain(handle);
          chain.deleveragingPlaces(accounts.id(handle));
        }
      }
    }
  }

  private static Block hostile(MarginChain chain, Block of, Random random) {
    List<byte[]> commands = new ArrayList<>();
    if (chain.height() == 29) {
      for (int id : chain.state().underlyings().rows().keySet()) {
        Command band = new Command.ChangeParameter(Parameter.BAND_PPM, id, 1_000_000_000, 0, 0);
        commands.add(CommandCodec.encode(new Authenticated(Draft.GOVERNOR, band)));
      }
    }
    long[] prices = {1, 2, 1_000, 1L << 30, 1L << 40, (1L << 48) - 1};
    for (int id : chain.state().underlyings().rows().keySet()) {
      long price = prices[random.nextInt(prices.length)];
      Command report = new Command.Prices(id, price, List.of(), expiries(chain, id, price, random));
      commands.add(CommandCodec.encode(new Authenticated(Draft.REPORTER, report)));
    }
    commands.addAll(of.commands());
    long timeMs = of.timeMs() + (random.nextInt(3) == 0 ? 1L << (30 + random.nextInt(8)) : 0);
    return new Block(
        of.height(), Math.max(timeMs, chain.state().chain().timeMs() + 1), of.previous(), commands);
  }

  private static List<Command.ExpiryPrices> expiries(
      MarginChain chain, int underlying, long price, Random random) {
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (Rows.ExpiryKey key : chain.state().expiries().rows().keySet()) {
      if (key.underlying() == underlying) {
        List<Command.Volatility> volatilities = new ArrayList<>();
        for (Rows.Volatility each : chain.state().expiries().require(key).volatilities()) {
          long ppm = random.nextBoolean() ? 1 : 1_000_000_000_000L;
          volatilities.add(new Command.Volatility(each.instrument(), ppm));
        }
        long forward = Math.max(1, price / (1 + random.nextInt(60)));
        expiries.add(new Command.ExpiryPrices(key.expiryMs(), forward, 0, volatilities));
      }
    }
    return expiries;
  }

  @Test
  void undoAcrossTheSwitchGivesTheEarlierRootsAndTheSameHistoryAgain() {
    HoldingModel model = ExampleModels.named("paradex");
    MarginChain chain = new MarginChain(Engines.create("scalar", 1), CATALOGUE);
    List<Block> blocks = new ArrayList<>();
    List<BlockResult> results = new ArrayList<>();
    List<Hash> roots = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      roots.add(chain.root());
      blocks.add(block(chain, i, model));
      results.add(chain.execute(blocks.getLast()));
      chain.commit();
    }
    for (int i = 63; i >= 0; i--) {
      chain.undo();
      assertEquals(roots.get(i), chain.root(), "before block " + i);
    }
    for (int i = 0; i < 64; i++) {
      assertEquals(results.get(i), chain.execute(blocks.get(i)), "block " + i);
      chain.commit();
    }
  }

  /** Up to the switch a chain is what it would be without one. */
  @Test
  void untilTheSwitchNothingDiffers() {
    HoldingModel model = ExampleModels.named("okx");
    MarginChain chain = new MarginChain(Engines.create("scalar", 1), CATALOGUE);
    for (int i = 0; i <= SWITCH; i++) {
      BlockResult result = chain.execute(block(chain, i, model));
      chain.commit();
      assertEquals(RUN.results.get(i).marginDigest(), result.marginDigest(), "block " + i);
    }
    BlockResult result = chain.execute(block(chain, SWITCH + 1, model));
    assertFalse(RUN.results.get(SWITCH + 1).marginDigest().equals(result.marginDigest()));
  }

  /** An account as a book, of nothing but rows of the state and marks. */
  private static final class Own {

    private final State state;
    private final BlockProcessor processor;
    private final HoldingModel model;
    private final long nowMs;
    private final TreeMap<String, Balance> balances = new TreeMap<>();
    private final List<Position> positions = new ArrayList<>();
    private final TreeMap<String, BigInteger> indexes = new TreeMap<>();
    private final TreeMap<String, Quote> quotes = new TreeMap<>();
    private final TreeMap<Integer, BigInteger> coins = new TreeMap<>();
    private final TreeMap<Integer, BigInteger> fundingInCoins = new TreeMap<>();
    private final TreeMap<Integer, BigInteger> optionCoins = new TreeMap<>();
    private BigInteger surcharge = BigInteger.ZERO;
    private BigInteger optionDollars = BigInteger.ZERO;
    private boolean isCovered = true;
    private boolean hasOptions;
    private boolean hasInverse;
    private BigInteger equity;

    Own(MarginChain chain, int handle, HoldingModel model) {
      state = chain.state();
      processor = chain.processor();
      this.model = model;
      nowMs = state.chain().timeMs();
      Accounts accounts = state.accounts();
      equity = BigInteger.valueOf(accounts.cash(handle));
      BigInteger funding = BigInteger.ZERO;
      for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
        int id = state.instruments().keyOf(accounts.instrument(p));
        Rows.Instrument row = state.instruments().require(id);
        BigInteger lots = BigInteger.valueOf(accounts.lots(p));
        long index = row.fundingIndex();
        if (lots.signum() < 0) {
          index += state.aside(id).shortOffset();
        }
        BigInteger due = BigInteger.valueOf(accounts.fundingIndex(p) - index).multiply(lots);
        BigInteger quote = BigInteger.valueOf(accounts.quote(p));
        int underlying = state.markets().require(row.market()).underlying();
        surcharge = surcharge.add(surcharge(row, underlying, lots));
        if (row.kind() == InstrumentKind.SPOT) {
          coins.merge(underlying, lots, BigInteger::add);
        } else if (row.kind().isInverse()) {
          hasInverse = true;
          fundingInCoins.merge(underlying, due, BigInteger::add);
          BigInteger worth = inverseCoins(id, row, lots).add(quote);
          coins.merge(underlying, worth, BigInteger::add);
          add(id, row, underlying, lots);
        } else {
          funding = funding.add(due);
          equity = equity.add(dollars(id, row, lots)).add(quote);
          add(id, row, underlying, lots);
        }
      }
      equity = equity.add(floor(funding, BigInteger.valueOf(1_000_000)));
      BigInteger cash = equity.multiply(E12).subtract(optionDollars);
      coins.forEach(this::addCoins);
      indexes.put(model.cash(), E18);
      isCovered &= model.countsCash() || cash.signum() >= 0;
      balances.put(model.cash(), balance(cash));
    }

    private static Balance balance(BigInteger net) {
      return net.signum() < 0
          ? new Balance(BigInteger.ZERO, net.negate())
          : new Balance(net, BigInteger.ZERO);
    }

    static BigInteger floor(BigInteger a, BigInteger b) {
      BigInteger[] parts = a.divideAndRemainder(b);
      return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    static BigInteger ceil(BigInteger a, BigInteger b) {
      return floor(a.negate(), b).negate();
    }

    private Rows.Market market(Rows.Instrument row) {
      return state.markets().require(row.market());
    }

    /** Lots * mark * num / den quanta, TowardZero. */
    private BigInteger dollars(int id, Rows.Instrument row, BigInteger lots) {
      Rows.Market market = market(row);
      return lots.multiply(BigInteger.valueOf(processor.mark(id)))
          .multiply(BigInteger.valueOf(market.multiplierNum()))
          .divide(BigInteger.valueOf(market.multiplierDen()));
    }

    private BigInteger surcharge(Rows.Instrument row, int underlying, BigInteger lots) {
      int slot = state.underlyings().slotOf(underlying);
      long ppm = processor.market().surchargePpm(slot);
      BigInteger price = BigInteger.valueOf(state.underlyings().require(underlying).index());
      BigInteger num =
          row.kind().isFixedAmount()
              ? BigInteger.valueOf(row.strike())
              : price.multiply(BigInteger.valueOf(market(row).multiplierNum()));
      BigInteger den =
          row.kind().isFixedAmount()
              ? BigInteger.ONE
              : BigInteger.valueOf(market(row).multiplierDen());
      BigInteger notional = floor(lots.abs().multiply(num), den);
      return ceil(notional.multiply(BigInteger.valueOf(ppm)), BigInteger.valueOf(1_000_000));
    }

    private Rows.Instrument spot(int underlying) {
      for (Rows.Asset asset : state.assets().rows().values()) {
        if (asset.underlying() == underlying) {
          return state.instruments().require(asset.instrument());
        }
      }
      throw new AssertionError("no coin of " + underlying);
    }

    private int spotId(int underlying) {
      for (Rows.Asset asset : state.assets().rows().values()) {
        if (asset.underlying() == underlying) {
          return asset.instrument();
        }
      }
      throw new AssertionError("no coin of " + underlying);
    }

    /** A lot is dollars over the price, or a size of the coin at a price of 10^-9 coins. */
    private BigInteger inverseCoins(int id, Rows.Instrument row, BigInteger lots) {
      int underlying = market(row).underlying();
      BigInteger perPrice = BigInteger.valueOf(market(spot(underlying)).multiplierDen());
      BigInteger mark = BigInteger.valueOf(processor.mark(id));
      if (row.kind().isFixedAmount()) {
        return lots.multiply(BigInteger.valueOf(row.strike()))
            .multiply(perPrice)
            .divide(mark)
            .negate();
      }
      return lots.multiply(mark)
          .multiply(BigInteger.valueOf(market(row).multiplierNum()))
          .multiply(perPrice)
          .divide(BigInteger.valueOf(market(row).multiplierDen()).multiply(BigInteger.TEN.pow(9)));
    }

    private BigInteger price(long mantissa, int underlying) {
      int exponent = state.underlyings().require(underlying).priceExponent();
      return BigInteger.valueOf(mantissa).multiply(BigInteger.TEN.pow(18 + exponent));
    }

    /** A lot is num / den * 10^(-6 - exponent) coins. */
    private BigInteger size(Rows.Market market, int underlying, BigInteger lots) {
      int exponent = state.underlyings().require(underlying).priceExponent();
      return lots.multiply(BigInteger.valueOf(market.multiplierNum()))
          .multiply(BigInteger.TEN.pow(12 - exponent))
          .divide(BigInteger.valueOf(market.multiplierDen()));
    }

    private void add(int id, Rows.Instrument row, int underlying, BigInteger lots) {
      InstrumentKind kind = row.kind();
      boolean isInverse = kind.isInverse();
      String coin = state.underlyings().require(underlying).name();
      indexes.put(coin, price(state.underlyings().require(underlying).index(), underlying));
      Instrument instrument =
          new Instrument(
              "instrument " + id,
              kind.isOption()
                  ? Instrument.Kind.OPTION
                  : kind.isPerpetual() ? Instrument.Kind.PERPETUAL : Instrument.Kind.FUTURE,
              coin,
              isInverse ? coin : model.cash(),
              row.expiryMs(),
              kind.isOption() ? price(row.strike(), underlying) : BigInteger.ZERO,
              kind.isCall());
      isCovered &= model.covers(instrument);
      hasOptions |= kind.isOption();
      BigInteger mark =
          kind.isOption() && isInverse
              ? BigInteger.valueOf(processor.mark(id)).multiply(BigInteger.TEN.pow(9))
              : price(processor.mark(id), underlying);
      BigInteger amount =
          kind.isFixedAmount()
              ? lots.multiply(BigInteger.valueOf(row.strike()))
                  .multiply(E12)
                  .multiply(E18)
                  .divide(mark)
              : size(market(row), underlying, lots);
      Quote quote = Quote.of(mark);
      if (kind.isOption()) {
        Rows.Expiry expiry =
            state.expiries().require(new Rows.ExpiryKey(underlying, row.expiryMs()));
        long ppm =
            expiry.volatilities().stream()
                .filter(each -> each.instrument() == id)
                .findFirst()
                .orElseThrow()
                .volPpm();
        quote =
            new Quote(
                mark, price(expiry.forward(), underlying), BigInteger.valueOf(ppm).multiply(E12));
        BigInteger worth = floor(amount.multiply(mark), E18);
        if (isInverse) {
          optionCoins.merge(underlying, worth, BigInteger::add);
        } else {
          optionDollars = optionDollars.add(worth);
        }
      }
      positions.add(Position.of(instrument, amount));
      quotes.put(instrument.symbol(), quote);
    }

    private void addCoins(int underlying, BigInteger beforeFunding) {
      BigInteger due = fundingInCoins.getOrDefault(underlying, BigInteger.ZERO);
      BigInteger net = beforeFunding.add(floor(due, BigInteger.valueOf(1_000_000)));
      Rows.Market market = market(spot(underlying));
      BigInteger index = BigInteger.valueOf(state.underlyings().require(underlying).index());
      equity =
          equity.add(
              floor(
                  net.multiply(index).multiply(BigInteger.valueOf(market.multiplierNum())),
                  BigInteger.valueOf(market.multiplierDen())));
      String coin = state.underlyings().require(underlying).name();
      BigInteger amount =
          size(market, underlying, net)
              .subtract(optionCoins.getOrDefault(underlying, BigInteger.ZERO));
      if (index.signum() == 0) {
        return;
      }
      indexes.put(coin, price(index.longValueExact(), underlying));
      if (amount.signum() == 0) {
        return;
      }
      switch (model.coins(coin)) {
        case NOTHING -> isCovered &= amount.signum() > 0;
        case COLLATERAL -> balances.put(coin, balance(amount));
        case RISK -> {
          Instrument spot =
              new Instrument(
                  "instrument " + spotId(underlying),
                  Instrument.Kind.SPOT,
                  coin,
                  "USD",
                  0,
                  BigInteger.ZERO,
                  false);
          positions.add(Position.of(spot, amount));
          quotes.put(
              spot.symbol(), Quote.of(price(processor.mark(spotId(underlying)), underlying)));
        }
      }
    }

    Holdings holdings() {
      return new Holdings(nowMs, balances, positions, indexes, quotes, new TreeMap<>());
    }

    /** Null where the model does not cover the book. */
    @Nullable Assessment assessed() {
      if (!isCovered) {
        return null;
      }
      try {
        return model.assess(holdings());
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    /** A number on that side of the equity on which the model sees it. */
    BigInteger said(BigInteger requirement, boolean isEnough) {
      return isEnough
          ? requirement.max(BigInteger.ZERO).min(equity.max(BigInteger.ZERO))
          : requirement.max(equity.add(BigInteger.ONE)).max(BigInteger.ONE);
    }

    BigInteger surcharge() {
      return surcharge;
    }
  }
}
