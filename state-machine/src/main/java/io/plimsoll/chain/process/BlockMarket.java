package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.market.BookTerms;
import io.plimsoll.margin.market.Discount;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.OpenInterest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The block's market: what the margin models read, made from the state in the phase of risk arrays,
 * and what may be done with each instrument in this block. Instruments are named by their slot.
 */
final class BlockMarket {

  /** Sizes in 10^-9 coins and values in 10^-6 USD: 9 - 6. */
  private static final int SIZE_EXPONENT = 3;

  /** What may be done with an instrument. */
  private enum Status {
    /** Not listed, not active yet, or ended. */
    ABSENT,
    /** Listed, but something of its price was never reported. */
    UNPRICED,
    /** Positions may only become smaller. */
    REDUCE_ONLY,
    /** Its prices are stale, which also makes it reduce-only. */
    STALE,
    /** All. */
    OPEN
  }

  /** What the parameters say of one market. */
  private static final class MarketTerms {
    int initialPpm;
    int maintenancePpm;
    long lowerCap;
    long upperCap;
    int shortOptionPpm;
    int shortOptionFloorPpm;
    boolean usesMark;
    long mostLots;
    long mostOpenLots;
    long orderReserve;
    boolean sized;
    int sizeFactor;
    int profitInitialPpm;
    int profitMaintenancePpm;
    int profitFactor;
    long profitCap;
    int[] linear = {};
    int[] all = {};

    /** Whether unrealised profit counts for less than it is. */
    boolean weighsProfit() {
      return sized
          && (profitInitialPpm != Parameter.PROFIT_INITIAL_PPM.initially()
              || profitMaintenancePpm != Parameter.PROFIT_MAINTENANCE_PPM.initially()
              || profitFactor != 0
              || profitCap != Parameter.PROFIT_CAP.initially());
    }

    void add(int slot, boolean isLinear) {
      all = with(all, slot);
      linear = isLinear ? with(linear, slot) : linear;
    }

    private static int[] with(int[] slots, int slot) {
      int[] more = Arrays.copyOf(slots, slots.length + 1);
      more[slots.length] = slot;
      return more;
    }
  }

  /** A stress matrix and what it was made of, so that it is made once. */
  private record Stress(
      int range, int steps, int up, int down, int extreme, int weight, ScenarioSet set) {}

  private final State state;
  private final MarketData data = new MarketData();
  private final PricingBatch batch = new PricingBatch();
  private final TreeMap<Integer, MarketTerms> terms = new TreeMap<>();
  private final PriceQuality quality;
  private Stress[] stresses = {};
  private Status[] status = {};
  private final Assets assets;

  /** Of inverse options the mark in 10^-9 coins. */
  private long[] coinMark = {};

  private final IntIndex slots = new IntIndex();
  private @Nullable MarketTerms[] termsOf = {};
  private long[] multiplierNum = {};
  private int[] pool = {};
  private boolean[] isolated = {};
  private long height;
  private long nowMs;

  BlockMarket(State state) {
    this.state = state;
    quality = new PriceQuality(state);
    assets = new Assets(state);
  }

  /** Which asset is which instrument's. */
  Assets assets() {
    return assets;
  }

  MarketData data() {
    return data;
  }

  /**
   * Reads the state and prices every instrument under every scenario.
   *
   * @param forBooks whether a model needs {@link MarketData#bookTerms}
   */
  void build(long height, long nowMs, Engine engine, boolean forBooks) {
    this.height = height;
    this.nowMs = nowMs;
    RowTable<Integer, Rows.Instrument> instruments = state.instruments();
    data.reset(instruments.slots(), state.underlyings().slots());
    batch.clear();
    status = Arrays.copyOf(status, instruments.slots());
    Arrays.fill(status, Status.ABSENT);
    readUnderlyings();
    readAssets();
    quality.read(height, data);
    readMarkets();
    readKeys();
    for (int slot = 0; slot < instruments.slots(); slot++) {
      readInstrument(slot, instruments.get(instruments.keyOf(slot)));
    }
    chooseUnits();
    fillBatch();
    engine.price(batch, data.riskArrays());
    for (int slot = 0; slot < instruments.slots(); slot++) {
      if (isPriced(slot)) {
        long num = market(slot).multiplierNum();
        data.markNum()[slot] = data.riskArrays().mark()[slot] * num;
        if (status[slot] == Status.OPEN && !isLimitWithinRisk(slot)) {
          status[slot] = Status.REDUCE_ONLY;
        }
      }
    }
    if (data.hasCoins()) {
      markInCoins();
    }
    for (MarketTerms of : terms.values()) {
      scale(of);
    }
    if (forBooks) {
      fillBookTerms();
    }
  }

  /**
   * What models over whole books read: all as it was reported, at most once for each strike. Slots
   * of what was listed in a block that was taken back say nothing.
   */
  private void fillBookTerms() {
    BookTerms book = data.bookTerms();
    book.begin(data.instruments(), data.underlyings(), nowMs);
    for (int slot = 0; slot < data.underlyings(); slot++) {
      Rows.Underlying row = state.underlyings().get(state.underlyings().keyOf(slot));
      if (row != null) {
        book.setUnderlying(slot, row.name(), row.priceExponent(), row.index());
      }
    }
    for (int slot = 0; slot < data.instruments(); slot++) {
      if (!isPriced(slot)) {
        continue;
      }
      Rows.Instrument row = instrument(slot);
      Rows.Market market = market(slot);
      Rows.Expiry expiry = row.kind().isOption() ? expiry(row, market) : null;
      Rows.Volatility volatility =
          expiry == null ? null : volatility(expiry, state.instruments().keyOf(slot));
      book.setInstrument(
          slot,
          market.multiplierNum(),
          row.expiryMs(),
          mark(slot),
          expiry == null ? 0 : expiry.forward(),
          volatility == null ? 0 : volatility.volPpm());
    }
  }

  private int parameter(Parameter parameter, int subject) {
    return state.parameters().intAt(height, parameter, subject);
  }

  private void readUnderlyings() {
    RowTable<Integer, Rows.Underlying> underlyings = state.underlyings();
    stresses = Arrays.copyOf(stresses, underlyings.slots());
    int steps = parameter(Parameter.STRESS_STEPS, 0);
    data.setPortfolioMaintenancePpm(parameter(Parameter.PORTFOLIO_MAINTENANCE_PPM, 0));
    for (int slot = 0; slot < underlyings.slots(); slot++) {
      int id = underlyings.keyOf(slot);
      data.underlyingId()[slot] = id;
      ScenarioSet set = stress(slot, id, steps);
      data.scenarioSets().add(set);
      batch.addScenarioSet(set);
      data.scenarioSet()[slot] = slot;
      data.basisPpm()[slot] = parameter(Parameter.BASIS_PPM, id);
      data.liquidityPpm()[slot] = parameter(Parameter.LIQUIDITY_PPM, id);
      data.optionLiquidityPpm()[slot] = parameter(Parameter.OPTION_LIQUIDITY_PPM, id);
      data.optionMinimumPpm()[slot] = parameter(Parameter.OPTION_MINIMUM_PPM, id);
      for (int other = 0; other < slot; other++) {
        int pair = Parameter.pair(id, underlyings.keyOf(other));
        data.setCorrelation(
            slot,
            other,
            parameter(Parameter.SAME_WAY_PPM, pair),
            parameter(Parameter.OPPOSITE_PPM, pair));
      }
    }
  }

  private ScenarioSet stress(int slot, int id, int steps) {
    int range = parameter(Parameter.RANGE_PPM, id);
    int up = parameter(Parameter.VOL_UP_PPM, id);
    int down = parameter(Parameter.VOL_DOWN_PPM, id);
    int extreme = parameter(Parameter.EXTREME_MOVE_PPM, id);
    int weight = parameter(Parameter.EXTREME_WEIGHT_PPM, id);
    Stress last = stresses[slot];
    if (last == null
        || last.range != range
        || last.steps != steps
        || last.up != up
        || last.down != down
        || last.extreme != extreme
        || last.weight != weight) {
      ScenarioSet set = ScenarioSet.stressMatrix(range, steps, up, down, extreme, weight);
      last = new Stress(range, steps, up, down, extreme, weight, set);
      stresses[slot] = last;
    }
    return last.set;
  }

  /** Coins that can be held in this block, and their haircuts. */
  private void readAssets() {
    for (Map.Entry<Integer, Rows.Asset> entry : state.assets().rows().entrySet()) {
      int id = entry.getKey();
      Rows.Asset row = entry.getValue();
      Rows.Instrument spot = state.instruments().require(row.instrument());
      if (spot.activeFrom() <= height) {
        data.setCoin(
            state.underlyings().slotOf(row.underlying()),
            state.instruments().slotOf(row.instrument()),
            parameter(Parameter.HAIRCUT_PPM, id),
            parameter(Parameter.HAIRCUT_MAINTENANCE_PPM, id),
            state.parameters().at(height, Parameter.HAIRCUT_CAP, id),
            parameter(Parameter.HAIRCUT_ABOVE_PPM, id));
        OracleRows.Average average = state.averages().get(row.underlying());
        if (average != null) {
          long num = state.markets().require(spot.market()).multiplierNum();
          data.setAverage(state.underlyings().slotOf(row.underlying()), average.price() * num);
        }
      }
    }
  }

  /** Values the lots of inverse instruments in coins, at their marks. */
  private void markInCoins() {
    coinMark = Arrays.copyOf(coinMark, data.instruments());
    for (int slot = 0; slot < data.instruments(); slot++) {
      if (!data.kind()[slot].isInverse() || status[slot] == Status.ABSENT) {
        continue;
      }
      Rows.Instrument row = instrument(slot);
      CoinTerms terms = assets.terms(row);
      long mark = Math.max(1, data.riskArrays().mark()[slot]);
      if (row.kind().isOption()) {
        Rows.Expiry expiry = expiry(row, market(slot));
        mark =
            expiry == null || !isPriced(slot)
                ? 0
                : CoinTerms.optionPrice(data.riskArrays().mark()[slot], expiry.forward());
      }
      coinMark[slot] = mark;
      data.coinNum()[slot] = terms.numAt(mark);
      data.coinDen()[slot] = terms.denAt(mark);
    }
  }

  private void readMarkets() {
    terms.clear();
    for (Map.Entry<Integer, Rows.Market> entry : state.markets().rows().entrySet()) {
      int id = entry.getKey();
      MarketTerms of = new MarketTerms();
      of.initialPpm = parameter(Parameter.INITIAL_PPM, id);
      of.maintenancePpm = parameter(Parameter.MAINTENANCE_PPM, id);
      of.lowerCap = state.parameters().at(height, Parameter.LOWER_CAP, id);
      of.upperCap = state.parameters().at(height, Parameter.UPPER_CAP, id);
      of.shortOptionPpm = parameter(Parameter.SHORT_OPTION_PPM, id);
      of.shortOptionFloorPpm = parameter(Parameter.SHORT_OPTION_FLOOR_PPM, id);
      of.usesMark = parameter(Parameter.MARK_SOURCE, id) == 1;
      of.mostLots = state.parameters().at(height, Parameter.POSITION_LOTS, id);
      of.orderReserve = state.parameters().at(height, Parameter.ORDER_RESERVE, id);
      of.sized = parameter(Parameter.MARGIN_POLICY, id) == 1;
      of.sizeFactor = parameter(Parameter.SIZE_FACTOR, id);
      of.profitInitialPpm = parameter(Parameter.PROFIT_INITIAL_PPM, id);
      of.profitMaintenancePpm = parameter(Parameter.PROFIT_MAINTENANCE_PPM, id);
      of.profitFactor = parameter(Parameter.PROFIT_SIZE_FACTOR, id);
      of.profitCap = state.parameters().at(height, Parameter.PROFIT_CAP, id);
      of.mostOpenLots = state.parameters().at(height, Parameter.OPEN_LOTS, id);
      terms.put(id, of);
    }
  }

  /** What does not change in a block, for a look that makes no objects. */
  private void readKeys() {
    int count = state.instruments().slots();
    if (termsOf.length < count) {
      int size = count + count / 2;
      multiplierNum = new long[size];
      pool = new int[size];
      isolated = new boolean[size];
      termsOf = new MarketTerms[size];
    }
    slots.clear();
    for (Map.Entry<Integer, Rows.Instrument> entry : state.instruments().rows().entrySet()) {
      int slot = state.instruments().slotOf(entry.getKey());
      int id = entry.getValue().market();
      Rows.Market market = state.markets().require(id);
      slots.put(entry.getKey(), slot);
      data.instrumentId()[slot] = entry.getKey();
      data.market()[slot] = id;
      multiplierNum[slot] = market.multiplierNum();
      isolated[slot] = market.isolated();
      pool[slot] = market.isolated() ? id : Accounts.CROSS_POOL;
      termsOf[slot] = terms(id);
    }
  }

  /** The slot of an instrument that was there when the block's market was made, or -1. */
  int slotOf(int id) {
    return slots.get(id);
  }

  /** The id of an instrument's market. */
  int marketOf(int slot) {
    return data.market()[slot];
  }

  /** Whether an instrument's market has a pool of its own. */
  boolean isIsolated(int slot) {
    return isolated[slot];
  }

  /** The pool in which positions of an instrument are held. */
  int poolOf(int slot) {
    return pool[slot];
  }

  private Rows.Market market(int slot) {
    return state.markets().require(instrument(slot).market());
  }

  Rows.Instrument instrument(int slot) {
    return state.instruments().require(state.instruments().keyOf(slot));
  }

  private void readInstrument(int slot, Rows.@Nullable Instrument row) {
    if (row == null || row.ended() || row.activeFrom() > height) {
      data.clear(slot);
      data.market()[slot] = row == null ? 0 : row.market();
      return;
    }
    Rows.Market market = state.markets().require(row.market());
    Rows.Underlying underlying = state.underlyings().require(market.underlying());
    MarketTerms of = terms(row.market());
    data.kind()[slot] = row.kind();
    data.underlying()[slot] = state.underlyings().slotOf(market.underlying());
    data.market()[slot] = row.market();
    data.strike()[slot] = row.strike();
    data.strikeNum()[slot] = row.strike() * market.multiplierNum();
    long settlement = settlementPrice(row);
    long index = settlement > 0 ? settlement : underlying.index();
    data.indexNum()[slot] = index * market.multiplierNum();
    data.markNum()[slot] = 0;
    data.den()[slot] = market.multiplierDen();
    data.fundingIndex()[slot] = row.fundingIndex();
    int id = state.instruments().keyOf(slot);
    data.shortFundingOffset()[slot] = state.aside(id).shortOffset();
    data.baseInitialPpm()[slot] = of.initialPpm;
    data.initialPpm()[slot] = of.initialPpm;
    data.maintenancePpm()[slot] = of.maintenancePpm;
    data.shortOptionPpm()[slot] = of.shortOptionPpm;
    data.shortOptionFloorPpm()[slot] = of.shortOptionFloorPpm;
    data.orderReserve()[slot] = of.orderReserve;
    data.sized()[slot] = of.sized && row.kind().isLinear();
    data.sizeFactor()[slot] = of.sizeFactor;
    // A lot is multiplier * 10^(-6 - exponent of the price) coins, since that times a price in USD
    // makes its value in quanta.
    int power = SIZE_EXPONENT - underlying.priceExponent();
    data.setSize(slot, market.multiplierNum(), market.multiplierDen(), power);
    if (of.weighsProfit() && row.kind().keepsBalance() && !row.kind().isInverse()) {
      data.setProfitWeight(
          slot, of.profitInitialPpm, of.profitMaintenancePpm, of.profitFactor, of.profitCap);
    }
    if (row.kind().isFixedAmount()) {
      data.strikeNum()[slot] = 0;
      data.indexNum()[slot] = row.strike();
      data.den()[slot] = 1;
    }
    of.add(slot, row.kind().keepsBalance());
    status[slot] = statusOf(id, row, market, underlying);
  }

  /** The price of what is in final settlement; 0 for all else. */
  private long settlementPrice(Rows.Instrument row) {
    return FinalPrices.isFinal(state, height, nowMs, row)
        ? FinalPrices.price(state, state.markets().require(row.market()))
        : 0;
  }

  /** Whether a perpetual is valued by its mark, and not by the index. */
  private boolean isMarked(Rows.Instrument row) {
    return row.kind().isPerpetual() && terms(row.market()).usesMark && row.mark() > 0;
  }

  /** A price is as old as the oldest report that it is made of. */
  private Status statusOf(
      int id, Rows.Instrument row, Rows.Market market, Rows.Underlying underlying) {
    if (underlying.index() == 0) {
      return Status.UNPRICED;
    }
    if (settlementPrice(row) > 0) {
      return Status.REDUCE_ONLY;
    }
    long pricedAtMs = underlying.pricedAtMs();
    if (row.kind().expires()) {
      Rows.Expiry expiry = expiry(row, market);
      if (expiry == null || expiry.forward() == 0) {
        return Status.UNPRICED;
      }
      pricedAtMs = Math.min(pricedAtMs, expiry.pricedAtMs());
      if (!row.kind().isLinear()) {
        Rows.Volatility volatility = volatility(expiry, id);
        if (volatility == null) {
          return Status.UNPRICED;
        }
        pricedAtMs = Math.min(pricedAtMs, volatility.pricedAtMs());
      }
    } else if (isMarked(row)) {
      pricedAtMs = Math.min(pricedAtMs, row.markedAtMs());
    }
    int slot = state.underlyings().slotOf(market.underlying());
    if (nowMs - pricedAtMs > quality.staleAfterMs(slot)) {
      return Status.STALE;
    }
    boolean open = market.settleAtMs() == 0 && !quality.isReduceOnly(slot);
    return open ? Status.OPEN : Status.REDUCE_ONLY;
  }

  private Rows.@Nullable Expiry expiry(Rows.Instrument row, Rows.Market market) {
    return state.expiries().get(new Rows.ExpiryKey(market.underlying(), row.expiryMs()));
  }

  /** The last reported volatility of an option, or null. */
  private static Rows.@Nullable Volatility volatility(Rows.Expiry expiry, int id) {
    List<Rows.Volatility> volatilities = expiry.volatilities();
    int low = 0;
    int high = volatilities.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int there = volatilities.get(middle).instrument();
      if (there == id) {
        return volatilities.get(middle);
      }
      if (there < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  /** One k for each risk unit: the smallest in 0..12 for which all its instruments' lots weigh. */
  private void chooseUnits() {
    Arrays.fill(data.unitScale(), 0, data.underlyings(), 0);
    for (int slot = 0; slot < data.instruments(); slot++) {
      if (!isPriced(slot)) {
        continue;
      }
      int unit = data.underlying()[slot];
      int k = Limits.unitScale(data.indexNum()[slot], data.den()[slot]);
      if (k > Limits.UNIT_SCALE) {
        k = Limits.UNIT_SCALE;
        if (status[slot] == Status.OPEN) {
          status[slot] = Status.REDUCE_ONLY;
        }
      }
      data.unitScale()[unit] = Math.max(data.unitScale()[unit], k);
    }
  }

  private void fillBatch() {
    for (int slot = 0; slot < data.instruments(); slot++) {
      int unit = data.underlying()[slot];
      int scale = data.underlyings() == 0 ? 0 : data.unitScale()[unit];
      if (!isPriced(slot)) {
        batch.addLinear(1, 1, 1, scale, unit);
        continue;
      }
      Rows.Instrument row = instrument(slot);
      Rows.Market market = market(slot);
      if (row.kind().isOption()) {
        addOption(slot, row, market, scale, unit);
        continue;
      }
      long index = state.underlyings().require(market.underlying()).index();
      long settlement = settlementPrice(row);
      long price = settlement > 0 ? settlement : isMarked(row) ? row.mark() : index;
      if (row.kind().expires()) {
        price =
            state
                .expiries()
                .require(new Rows.ExpiryKey(market.underlying(), row.expiryMs()))
                .forward();
      }
      if (row.kind().isFixedAmount()) {
        batch.addInverse(price, index, row.strike(), 1, scale, unit);
      } else {
        batch.addLinear(price, market.multiplierNum(), market.multiplierDen(), scale, unit);
      }
    }
  }

  private void addOption(int slot, Rows.Instrument row, Rows.Market market, int scale, int unit) {
    Rows.Expiry expiry =
        state.expiries().require(new Rows.ExpiryKey(market.underlying(), row.expiryMs()));
    Rows.Volatility volatility = volatility(expiry, state.instruments().keyOf(slot));
    if (volatility == null) {
      throw new IllegalStateException("an option without a volatility is not priced");
    }
    long leftMs = row.expiryMs() - nowMs;
    long discountQ62 = Discount.q62(expiry.ratePpm(), leftMs);
    if (row.kind().isInverse()) {
      batch.addInverseOption(
          row.kind().isCall() ? PricingBatch.INVERSE_CALL : PricingBatch.INVERSE_PUT,
          expiry.forward(),
          state.underlyings().require(market.underlying()).index(),
          row.strike(),
          volatility.volPpm(),
          leftMs,
          discountQ62,
          market.multiplierNum(),
          market.multiplierDen(),
          scale,
          unit);
      return;
    }
    batch.addOption(
        row.kind().isCall() ? PricingBatch.CALL : PricingBatch.PUT,
        expiry.forward(),
        row.strike(),
        volatility.volPpm(),
        leftMs,
        discountQ62,
        market.multiplierNum(),
        market.multiplierDen(),
        scale,
        unit);
  }

  private MarketTerms terms(int market) {
    MarketTerms of = terms.get(market);
    if (of == null) {
      throw new IllegalStateException("market " + market + " was not there when the block began");
    }
    return of;
  }

  /** One side's open interest in the linear instruments of a market, at the index, in quanta. */
  private long openInterest(MarketTerms of) {
    long total = 0;
    for (int slot : of.linear) {
      total = Checked.addSaturated(total, data.notional(slot, state.openInterest(slot)));
    }
    return total;
  }

  /** Brings the initial margin fractions of an instrument's market up to date with its interest. */
  void scaleByOpenInterest(int slot) {
    MarketTerms of = termsOf[slot];
    if (of != null) {
      scale(of);
    }
  }

  private void scale(MarketTerms of) {
    if (of.upperCap == 0) {
      return;
    }
    int ppm = OpenInterest.scaledPpm(of.initialPpm, openInterest(of), of.lowerCap, of.upperCap);
    for (int slot : of.linear) {
      data.initialPpm()[slot] = ppm;
    }
  }

  /** Whether the instrument is listed and active in this block. */
  boolean isListed(int slot) {
    return slot < data.instruments() && status[slot] != Status.ABSENT;
  }

  /** Whether the instrument has all its prices. */
  boolean isPriced(int slot) {
    return status[slot] != Status.ABSENT && status[slot] != Status.UNPRICED;
  }

  /** Whether positions in it may become larger. */
  boolean isOpen(int slot) {
    return status[slot] == Status.OPEN;
  }

  /** Whether its prices are stale. */
  boolean isStale(int slot) {
    return status[slot] == Status.STALE;
  }

  /** Whether an instrument's lots are coins that can be held. */
  boolean isCoin(int slot) {
    return data.kind()[slot] == InstrumentKind.SPOT;
  }

  /**
   * The price by which a lot is valued, a mantissa as its trades have it: of an inverse option in
   * 10^-9 coins.
   */
  long mark(int slot) {
    InstrumentKind kind = data.kind()[slot];
    if (kind.isInverse() && kind.isOption()) {
      return coinMark[slot];
    }
    return data.riskArrays().mark()[slot];
  }

  /** The index price, a mantissa; a coin's price in coins where prices are in coins. */
  long index(int slot) {
    InstrumentKind kind = data.kind()[slot];
    if (kind.isInverse() && kind.isOption()) {
      return CoinTerms.ONE_COIN;
    }
    return state.underlyings().require(market(slot).underlying()).index();
  }

  /**
   * What a seller of lots takes at a price. In quanta of USD, TowardZero; saturates. Of an inverse
   * instrument in quanta of its coin: an option's premium, Floor, and of a perpetual or future
   * coins that the seller pays, with a negative sign, Ceil in size.
   */
  long quote(int slot, long lots, long price) {
    InstrumentKind kind = data.kind()[slot];
    if (kind.isInverse()) {
      CoinTerms terms = assets.terms(instrument(slot));
      return kind.isOption() ? terms.floor(lots, price) : -terms.ceil(lots, price);
    }
    return MulDiv.floorSaturated(lots, price * multiplierNum[slot], data.den()[slot]);
  }

  /**
   * By how much a buyer of lots pays more than the seller takes, 0 or 1: both sides are rounded
   * against themselves where a trade is in coins.
   */
  long dust(int slot, long lots, long price) {
    if (!data.kind()[slot].isInverse()) {
      return 0;
    }
    CoinTerms terms = assets.terms(instrument(slot));
    return terms.ceil(lots, price) - terms.floor(lots, price);
  }

  /** The value in USD of an amount of what an instrument settles in, in quanta, Floor. */
  long inDollars(int slot, long amount) {
    return data.kind()[slot].isInverse() ? data.coinValue(data.underlying()[slot], amount) : amount;
  }

  /**
   * An amount of USD in what an instrument settles in, in its quanta, Ceil; of coins at most {@link
   * CoinTerms#MOST} in size.
   */
  long inSettlement(int slot, long dollars) {
    if (!data.kind()[slot].isInverse()) {
      return dollars;
    }
    int spot = data.spot(data.underlying()[slot]);
    long coins = MulDiv.ceilSaturated(dollars, data.den()[spot], data.markNum()[spot]);
    return Math.max(-CoinTerms.MOST, Math.min(CoinTerms.MOST, coins));
  }

  /** Whether a position as large as governance allows, where it has said so, is in range. */
  private boolean isLimitWithinRisk(int slot) {
    long most = terms(data.market()[slot]).mostLots;
    return most == Parameter.POSITION_LOTS.initially() || isWithinRisk(slot, most);
  }

  /** Lots held long in all instruments of an instrument's market; saturates. */
  long openLots(int of) {
    long total = 0;
    MarketTerms market = termsOf[of];
    for (int slot : market == null ? new int[0] : market.all) {
      total = Checked.addSaturated(total, state.openInterest(slot));
    }
    return total;
  }

  /** How many {@link #openLots} fills may reach. */
  long mostOpenLots(int slot) {
    MarketTerms of = termsOf[slot];
    return of == null ? Parameter.OPEN_LOTS.initially() : of.mostOpenLots;
  }

  /** Whether a position of that size is within the risk arrays' range. */
  boolean isWithinRisk(int slot, long lots) {
    long risk = Checked.multiplySaturated(Math.abs(lots), data.riskArrays().maxAbs()[slot]);
    return risk < Limits.POSITION_RISK;
  }
}
