package io.plimsoll.margin.market;

import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which instruments' numbers differ from those that a market had when this was asked last: every
 * number that a requirement is made of. An account all of whose instruments have the same numbers,
 * and which is itself as it was, has the same requirement, so that it need not be computed again.
 *
 * <p>Numbers are remembered and compared as they are, not by a hash. What open orders are charged
 * also depends on instruments that an account does not hold; who has some is not asked about here.
 */
public final class MarketChanges {

  private final Numbers ofAll = new Numbers();
  private final Numbers ofUnderlyings = new Numbers();
  private final Numbers ofInstruments = new Numbers();
  private final List<ScenarioSet> sets = new ArrayList<>();
  private long[] entries = {};
  private int stride;
  private boolean[] underlying = {};
  private boolean[] instrument = {};
  private boolean all;
  private boolean any;

  /** Remembers nothing, so that all differs. */
  public MarketChanges() {}

  /** Numbers in a fixed order, which are remembered as they are compared. */
  private static final class Numbers {

    private long[] last = {};
    private int known;
    private int at;
    private boolean differs;

    /** Starts over with the first number. */
    void begin() {
      at = 0;
    }

    /** From here on {@link #differs} is about what follows. */
    void next() {
      differs = false;
    }

    void add(long number) {
      if (at == last.length) {
        last = Arrays.copyOf(last, 2 * at + 64);
      }
      if (at >= known || last[at] != number) {
        last[at] = number;
        differs = true;
      }
      at++;
      known = Math.max(known, at);
    }

    boolean differs() {
      return differs;
    }
  }

  /** Compares with the market of the last call, and remembers this one. */
  public void read(MarketData market) {
    all = readAll(market);
    any = all;
    readUnderlyings(market);
    readInstruments(market);
  }

  private boolean readAll(MarketData market) {
    ofAll.begin();
    ofAll.next();
    // What has another shape has other numbers behind these, so nothing that follows is compared.
    ofAll.add(market.instruments());
    ofAll.add(market.underlyings());
    ofAll.add(market.riskArrays().stride());
    ofAll.add(market.riskArrays().scenarios());
    ofAll.add(market.hasCoins() ? 1 : 0);
    ofAll.add(market.hasProfitWeights() ? 1 : 0);
    ofAll.add(market.portfolioMaintenancePpm());
    for (int one = 0; one < market.underlyings(); one++) {
      for (int other = 0; other < one; other++) {
        ofAll.add(market.sameWayPpm(one, other));
        ofAll.add(market.oppositePpm(one, other));
      }
    }
    return ofAll.differs();
  }

  private void readUnderlyings(MarketData market) {
    if (underlying.length < Math.max(1, market.underlyings())) {
      underlying = new boolean[Math.max(1, market.underlyings())];
    }
    ofUnderlyings.begin();
    for (int unit = 0; unit < market.underlyings(); unit++) {
      ofUnderlyings.next();
      ofUnderlyings.add(market.unitScale()[unit]);
      ofUnderlyings.add(market.spot(unit));
      ofUnderlyings.add(market.haircutPpm(unit));
      ofUnderlyings.add(market.haircutMaintenancePpm(unit));
      ofUnderlyings.add(market.haircutCap(unit));
      ofUnderlyings.add(market.haircutAbovePpm(unit));
      ofUnderlyings.add(market.averageNum(unit));
      ofUnderlyings.add(market.basisPpm()[unit]);
      ofUnderlyings.add(market.liquidityPpm()[unit]);
      ofUnderlyings.add(market.optionLiquidityPpm()[unit]);
      ofUnderlyings.add(market.optionMinimumPpm()[unit]);
      ofUnderlyings.add(market.surchargePpm(unit));
      ScenarioSet set = market.scenarioSetOf(unit);
      boolean isSame = unit < sets.size() && sets.get(unit) == set;
      if (unit == sets.size()) {
        sets.add(set);
      } else if (!isSame) {
        sets.set(unit, set);
      }
      underlying[unit] = ofUnderlyings.differs() || !isSame;
    }
  }

  private void readInstruments(MarketData market) {
    RiskArrays arrays = market.riskArrays();
    int count = market.instruments();
    if (instrument.length < count) {
      instrument = new boolean[count];
    }
    if (entries.length < count * arrays.stride()) {
      entries = Arrays.copyOf(entries, count * arrays.stride());
    }
    stride = arrays.stride();
    ofInstruments.begin();
    for (int i = 0; i < count; i++) {
      ofInstruments.next();
      readInstrument(market, i);
      boolean moved = takeEntries(arrays, i);
      instrument[i] = moved || ofInstruments.differs();
      if (market.kind()[i] == InstrumentKind.SPOT) {
        // What is held of other instruments may be worth coins.
        underlying[market.underlying()[i]] |= instrument[i];
      }
    }
    for (int i = 0; i < count; i++) {
      instrument[i] |= all || underlying[market.underlying()[i]];
      any |= instrument[i];
    }
  }

  private void readInstrument(MarketData market, int i) {
    ofInstruments.add(market.kind()[i].code());
    ofInstruments.add(market.underlying()[i]);
    ofInstruments.add(market.market()[i]);
    ofInstruments.add(market.strike()[i]);
    ofInstruments.add(market.markNum()[i]);
    ofInstruments.add(market.indexNum()[i]);
    ofInstruments.add(market.strikeNum()[i]);
    ofInstruments.add(market.den()[i]);
    ofInstruments.add(market.coinNum()[i]);
    ofInstruments.add(market.coinDen()[i]);
    ofInstruments.add(market.fundingIndex()[i]);
    ofInstruments.add(market.shortFundingOffset()[i]);
    ofInstruments.add(market.initialPpm()[i]);
    ofInstruments.add(market.baseInitialPpm()[i]);
    ofInstruments.add(market.maintenancePpm()[i]);
    ofInstruments.add(market.shortOptionPpm()[i]);
    ofInstruments.add(market.shortOptionFloorPpm()[i]);
    ofInstruments.add(market.orderReserve()[i]);
    ofInstruments.add(market.sized()[i] ? 1 : 0);
    ofInstruments.add(market.sizeFactor()[i]);
    ofInstruments.add(market.baseWhole()[i]);
    ofInstruments.add(market.baseRest()[i]);
    ofInstruments.add(market.baseDen()[i]);
    if (market.hasProfitWeights()) {
      boolean weighs = market.weighsProfit(i);
      ofInstruments.add(weighs ? market.profitInitialPpm()[i] : -1);
      ofInstruments.add(weighs ? market.profitMaintenancePpm()[i] : -1);
      ofInstruments.add(weighs ? market.profitFactor()[i] : -1);
      ofInstruments.add(weighs ? market.profitCap()[i] : -1);
    }
  }

  /** Whether an instrument's risk array differs from what it was. */
  private boolean takeEntries(RiskArrays arrays, int i) {
    int from = i * stride;
    int to = from + stride;
    if (Arrays.mismatch(entries, from, to, arrays.entries(), from, to) < 0) {
      return false;
    }
    System.arraycopy(arrays.entries(), from, entries, from, stride);
    return true;
  }

  /** Whether nothing is as it was. */
  public boolean all() {
    return all;
  }

  /** Whether any instrument has other numbers. */
  public boolean any() {
    return any;
  }

  /** Whether an instrument, or what a requirement reads beside it, has other numbers. */
  public boolean isChanged(int number) {
    return instrument[number];
  }
}
