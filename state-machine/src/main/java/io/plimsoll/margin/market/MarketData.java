package io.plimsoll.margin.market;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One block's instruments, prices, rates and risk arrays, as columns. Instruments and underlyings
 * are numbered densely from 0; the numbers are those of the risk arrays' rows and of the risk
 * units.
 *
 * <p>Amounts are in quanta (10^-6 USD), prices are mantissas, ratios are ppm. The value of a number
 * of lots is lots * price * num / den quanta, rounded TowardZero.
 *
 * <p>Accessors of columns return the arrays themselves, which may be longer than the count.
 */
public final class MarketData {

  /** Instead of an instrument: the underlying has no coin that can be held. */
  public static final int NO_SPOT = -1;

  private int instruments;
  private InstrumentKind[] kind = {};
  private int[] instrumentId = {};
  private int[] underlying = {};
  private int[] market = {};
  private long[] strike = {};
  private long[] markNum = {};
  private long[] indexNum = {};
  private long[] strikeNum = {};
  private long[] den = {};
  private long[] fundingIndex = {};
  private long[] shortFundingOffset = {};
  private int[] initialPpm = {};
  private int[] baseInitialPpm = {};
  private int[] maintenancePpm = {};
  private int[] shortOptionPpm = {};
  private int[] shortOptionFloorPpm = {};
  private long[] orderReserve = {};

  // Of a market whose margin grows with a position's size: a lot is a whole number of 10^-9 coins
  // and a rest over baseDen of them.
  private boolean[] sized = {};
  private int[] sizeFactor = {};
  private long[] baseWhole = {};
  private long[] baseRest = {};
  private long[] baseDen = {};

  // Of a market that weighs unrealised profit.
  private boolean hasProfitWeights;
  private boolean[] weighsProfit = {};
  private int[] profitInitialPpm = {};
  private int[] profitMaintenancePpm = {};
  private int[] profitFactor = {};
  private long[] profitCap = {};

  // Of what settles in a coin: its quanta for one lot at the mark are coinNum / coinDen.
  private boolean hasCoins;
  private long[] coinNum = {};
  private long[] coinDen = {};

  private int underlyings;
  private int[] underlyingId = {};
  private int[] scenarioSet = {};
  private int[] spot = {};
  private int[] haircutPpm = {};
  private int[] haircutMaintenancePpm = {};
  private int[] haircutAbovePpm = {};
  private long[] haircutCap = {};
  private long[] averageNum = {};
  private int[] unitScale = {};
  private int[] basisPpm = {};
  private int[] liquidityPpm = {};
  private int[] optionLiquidityPpm = {};
  private int[] optionMinimumPpm = {};
  private int[] surchargePpm = {};
  private boolean hasSurcharge;
  private int[] sameWayPpm = {};
  private int[] oppositePpm = {};
  private int portfolioMaintenancePpm;
  private final List<ScenarioSet> scenarioSets = new ArrayList<>();
  private final RiskArrays riskArrays = new RiskArrays();
  private final BookTerms bookTerms = new BookTerms();
  private long resets;

  /** No instruments. */
  public MarketData() {}

  /** Forgets everything and makes room, keeping the memory where it suffices. */
  public void reset(int instruments, int underlyings) {
    this.instruments = instruments;
    this.underlyings = underlyings;
    hasCoins = false;
    hasProfitWeights = false;
    bookTerms.clear();
    resets++;
    scenarioSets.clear();
    if (kind.length < instruments) {
      growInstruments(instruments + instruments / 2 + 8);
    }
    if (scenarioSet.length < underlyings) {
      underlyingId = new int[underlyings];
      scenarioSet = new int[underlyings];
      unitScale = new int[underlyings];
      basisPpm = new int[underlyings];
      liquidityPpm = new int[underlyings];
      optionLiquidityPpm = new int[underlyings];
      optionMinimumPpm = new int[underlyings];
      spot = new int[underlyings];
      haircutPpm = new int[underlyings];
      haircutMaintenancePpm = new int[underlyings];
      haircutAbovePpm = new int[underlyings];
      haircutCap = new long[underlyings];
      averageNum = new long[underlyings];
      surchargePpm = new int[underlyings];
    }
    hasSurcharge = false;
    Arrays.setAll(instrumentId, i -> i);
    Arrays.setAll(underlyingId, i -> i);
    Arrays.fill(spot, 0, underlyings, NO_SPOT);
    Arrays.fill(averageNum, 0, underlyings, 0);
    Arrays.fill(weighsProfit, false);
    if (sameWayPpm.length < underlyings * underlyings) {
      sameWayPpm = new int[underlyings * underlyings];
      oppositePpm = new int[underlyings * underlyings];
    }
    Arrays.fill(sameWayPpm, ScenarioSet.ONE_PPM);
    Arrays.fill(oppositePpm, ScenarioSet.ONE_PPM);
  }

  /**
   * Makes of an instrument one that says nothing, whatever it said before: a perpetual of the first
   * underlying without price, terms or funding. What it is named and its market stay.
   */
  public void clear(int instrument) {
    kind[instrument] = InstrumentKind.PERPETUAL;
    underlying[instrument] = 0;
    den[instrument] = 1;
    long[][] numbers = {
      strike,
      markNum,
      indexNum,
      strikeNum,
      fundingIndex,
      shortFundingOffset,
      orderReserve,
      coinNum,
      coinDen,
      baseWhole,
      baseRest
    };
    for (long[] column : numbers) {
      column[instrument] = 0;
    }
    int[][] fractions = {
      initialPpm, baseInitialPpm, maintenancePpm, shortOptionPpm, shortOptionFloorPpm, sizeFactor
    };
    for (int[] column : fractions) {
      column[instrument] = 0;
    }
    sized[instrument] = false;
    baseDen[instrument] = 1;
  }

  private void growInstruments(int capacity) {
    kind = new InstrumentKind[capacity];
    Arrays.fill(kind, InstrumentKind.PERPETUAL);
    instrumentId = new int[capacity];
    underlying = new int[capacity];
    market = new int[capacity];
    strike = new long[capacity];
    markNum = new long[capacity];
    indexNum = new long[capacity];
    strikeNum = new long[capacity];
    den = new long[capacity];
    fundingIndex = new long[capacity];
    coinNum = new long[capacity];
    coinDen = new long[capacity];
    shortFundingOffset = new long[capacity];
    initialPpm = new int[capacity];
    baseInitialPpm = new int[capacity];
    maintenancePpm = new int[capacity];
    shortOptionPpm = new int[capacity];
    shortOptionFloorPpm = new int[capacity];
    orderReserve = new long[capacity];
    sized = new boolean[capacity];
    sizeFactor = new int[capacity];
    baseWhole = new long[capacity];
    baseRest = new long[capacity];
    baseDen = new long[capacity];
    weighsProfit = new boolean[capacity];
    profitInitialPpm = new int[capacity];
    profitMaintenancePpm = new int[capacity];
    profitFactor = new int[capacity];
    profitCap = new long[capacity];
  }

  /**
   * The value of lots at the mark, in quanta, TowardZero; saturates at the ends of {@code long}.
   * That of what settles in a coin is the value of its {@link #coins}: of an inverse future it is
   * negative where lots are long, since it is a debt of coins.
   *
   * @param instrument number of the instrument
   * @param lots signed number of lots
   */
  public long value(int instrument, long lots) {
    if (hasCoins && kind[instrument].isInverse()) {
      int coin = spot[underlying[instrument]];
      return Value.of(coins(instrument, lots), markNum[coin], den[coin]);
    }
    return Value.of(lots, markNum[instrument], den[instrument]);
  }

  /**
   * The coins that lots of an inverse instrument are worth at the mark, in the coin's quanta,
   * TowardZero; saturates. A long inverse future owes coins: -lots * amount / mark.
   */
  public long coins(int instrument, long lots) {
    long coins = Value.of(lots, coinNum[instrument], coinDen[instrument]);
    return kind[instrument].isFixedAmount() ? -coins : coins;
  }

  /** The value of coins of an underlying, in quanta, Floor; saturates. */
  public long coinValue(int underlying, long coins) {
    int coin = spot[underlying];
    return MulDiv.floorSaturated(coins, markNum[coin], den[coin]);
  }

  /**
   * The size of lots at the index price, in quanta, without a sign, Floor; for an option that of
   * what it is written on.
   */
  public long notional(int instrument, long lots) {
    return MulDiv.floorSaturated(Value.size(lots), indexNum[instrument], den[instrument]);
  }

  /** How often it was made anew; what is derived from it remembers this. */
  public long resets() {
    return resets;
  }

  /** The number of instruments. */
  public int instruments() {
    return instruments;
  }

  /** The number of underlyings, each a risk unit. */
  public int underlyings() {
    return underlyings;
  }

  /** What each instrument is. */
  public InstrumentKind[] kind() {
    return kind;
  }

  /** By what people know each instrument; its number where nobody has said anything else. */
  public int[] instrumentId() {
    return instrumentId;
  }

  /** By what people know each underlying; its number where nobody has said anything else. */
  public int[] underlyingId() {
    return underlyingId;
  }

  /** Number of each instrument's underlying. */
  public int[] underlying() {
    return underlying;
  }

  /** Id of each instrument's market. */
  public int[] market() {
    return market;
  }

  /** Strike mantissa of each option. */
  public long[] strike() {
    return strike;
  }

  /** Mark price mantissa * num: over {@link #den} it is the value of one lot in quanta. */
  public long[] markNum() {
    return markNum;
  }

  /** Index price mantissa * num. */
  public long[] indexNum() {
    return indexNum;
  }

  /** Strike mantissa * num; 0 for what has no strike. */
  public long[] strikeNum() {
    return strikeNum;
  }

  /** Denominator of the value of one lot. */
  public long[] den() {
    return den;
  }

  /** What one lot long has paid in funding since the start, in 10^-6 quanta. */
  public long[] fundingIndex() {
    return fundingIndex;
  }

  /** Whether any underlying has a coin that can be held. */
  public boolean hasCoins() {
    return hasCoins;
  }

  /**
   * Says that the coin of an underlying can be held.
   *
   * @param spot number of the instrument whose lots are its quanta
   * @param haircutPpm initial margin of coins, in ppm of their value
   * @param maintenancePpm maintenance margin of coins, likewise
   * @param cap up to how many quanta this holds of one account's coins
   * @param abovePpm initial and maintenance margin of those above, likewise
   */
  public void setCoin(
      int underlying, int spot, int haircutPpm, int maintenancePpm, long cap, int abovePpm) {
    hasCoins = true;
    this.spot[underlying] = spot;
    this.haircutPpm[underlying] = haircutPpm;
    haircutMaintenancePpm[underlying] = maintenancePpm;
    haircutCap[underlying] = cap;
    haircutAbovePpm[underlying] = abovePpm;
  }

  /**
   * Says what the average price of an underlying's coin is, by which and by the mark initial margin
   * is strict; until the next reset.
   *
   * @param num average price mantissa * num, as {@link #markNum}
   */
  public void setAverage(int underlying, long num) {
    averageNum[underlying] = num;
  }

  /** The average price mantissa * num of an underlying's coin; 0 where margin is not strict. */
  public long averageNum(int underlying) {
    return averageNum[underlying];
  }

  /**
   * The price mantissa * num at which initial margin takes coins of an underlying: the mark, or
   * where it is strict the lower of mark and average for coins held, the higher for coins owed.
   */
  public long strictNum(int underlying, long coins) {
    long mark = markNum[spot[underlying]];
    long average = averageNum[underlying];
    if (average == 0) {
      return mark;
    }
    return coins > 0 ? Math.min(mark, average) : Math.max(mark, average);
  }

  /** The instrument whose lots are an underlying's coins, or {@link #NO_SPOT}. */
  public int spot(int underlying) {
    return spot[underlying];
  }

  /** Initial margin of an underlying's coins, in ppm of their value. */
  public int haircutPpm(int underlying) {
    return haircutPpm[underlying];
  }

  /** Maintenance margin of an underlying's coins, in ppm of their value. */
  public int haircutMaintenancePpm(int underlying) {
    return haircutMaintenancePpm[underlying];
  }

  /** Margin of the coins above {@link #haircutCap}, in ppm of their value. */
  public int haircutAbovePpm(int underlying) {
    return haircutAbovePpm[underlying];
  }

  /** How many quanta of an account's coins have the ordinary haircut. */
  public long haircutCap(int underlying) {
    return haircutCap[underlying];
  }

  /**
   * Numerator of the coins of one lot of an inverse instrument at its mark, without a sign; over
   * {@link #coinDen} they are quanta of the coin.
   */
  public long[] coinNum() {
    return coinNum;
  }

  /** Denominator of the coins of one lot of an inverse instrument. */
  public long[] coinDen() {
    return coinDen;
  }

  /**
   * By how much the funding index of short positions is above that of long ones, in 10^-6 quanta;
   * not 0 where both sides have paid for a loss.
   */
  public long[] shortFundingOffset() {
    return shortFundingOffset;
  }

  /**
   * The funding index of a position, in 10^-6 quanta.
   *
   * @param lots of which only the sign counts
   */
  public long fundingIndex(int instrument, long lots) {
    long ofLongs = fundingIndex[instrument];
    return lots < 0 ? ofLongs + shortFundingOffset[instrument] : ofLongs;
  }

  /** Initial margin fraction of each instrument, scaled by open interest, in ppm. */
  public int[] initialPpm() {
    return initialPpm;
  }

  /** Initial margin fraction before scaling by open interest, in ppm. */
  public int[] baseInitialPpm() {
    return baseInitialPpm;
  }

  /** Maintenance requirement as a part of the unscaled initial one, in ppm. */
  public int[] maintenancePpm() {
    return maintenancePpm;
  }

  /** Initial margin of a short option at the money, as a part of the index value, in ppm. */
  public int[] shortOptionPpm() {
    return shortOptionPpm;
  }

  /** The least initial margin of a short option, as a part of the index value, in ppm. */
  public int[] shortOptionFloorPpm() {
    return shortOptionFloorPpm;
  }

  /** What is charged for each open order, beside what it may lose, in quanta. */
  public long[] orderReserve() {
    return orderReserve;
  }

  /** Whether margin follows {@link io.plimsoll.margin.rule.drift.SizedMargin}. */
  public boolean[] sized() {
    return sized;
  }

  /** How margin grows with the root of a position's size where {@link #sized}, in 10^-6. */
  public int[] sizeFactor() {
    return sizeFactor;
  }

  /** The size of a lot where {@link #sized}, in whole 10^-9 coins; saturates. */
  public long[] baseWhole() {
    return baseWhole;
  }

  /** What of a lot is less than 10^-9 coins where {@link #sized}, over {@link #baseDen}. */
  public long[] baseRest() {
    return baseRest;
  }

  /** See {@link #baseRest}. */
  public long[] baseDen() {
    return baseDen;
  }

  /**
   * Says how large a lot is: num * 10^power / den in 10^-9 coins, divided digit by digit, so that
   * no product is larger than what it comes to.
   *
   * @param num at least 0
   * @param den 1 to 2^59
   * @param power at least 0
   */
  public void setSize(int instrument, long num, long den, int power) {
    long whole = Raw.floorDiv(num, den);
    long rest = num - whole * den;
    for (int i = 0; i < power; i++) {
      long digit = Raw.floorDiv(rest * 10, den);
      whole = Checked.addSaturated(Checked.multiplySaturated(whole, 10), digit);
      rest = rest * 10 - digit * den;
    }
    baseWhole[instrument] = whole;
    baseRest[instrument] = rest;
    baseDen[instrument] = den;
  }

  /**
   * The size of lots of what is {@link #sized}, in 10^-9 coins, Floor of the magnitude; saturates.
   */
  public long size(int instrument, long lots) {
    long count = Value.size(lots);
    return Checked.addSaturated(
        Checked.multiplySaturated(count, baseWhole[instrument]),
        MulDiv.floor(count, baseRest[instrument], baseDen[instrument]));
  }

  /** Whether any market weighs unrealised profit; where none does, models need not look for it. */
  public boolean hasProfitWeights() {
    return hasProfitWeights;
  }

  /** Whether an instrument's market weighs unrealised profit. */
  public boolean weighsProfit(int instrument) {
    return hasProfitWeights && weighsProfit[instrument];
  }

  /**
   * Says what unrealised profit counts for; until the next reset.
   *
   * @param initialPpm to open, in ppm of it
   * @param maintenancePpm to stay, likewise
   * @param factor how what counts to open falls with the root of the profit, in 10^-6
   * @param cap most that counts to open, in quanta
   */
  public void setProfitWeight(
      int instrument, int initialPpm, int maintenancePpm, int factor, long cap) {
    hasProfitWeights = true;
    weighsProfit[instrument] = true;
    profitInitialPpm[instrument] = initialPpm;
    profitMaintenancePpm[instrument] = maintenancePpm;
    profitFactor[instrument] = factor;
    profitCap[instrument] = cap;
  }

  /** What unrealised profit counts for to open where {@link #weighsProfit}, in ppm. */
  public int[] profitInitialPpm() {
    return profitInitialPpm;
  }

  /** What unrealised profit counts for to stay where {@link #weighsProfit}, in ppm. */
  public int[] profitMaintenancePpm() {
    return profitMaintenancePpm;
  }

  /** How what counts to open falls with the profit where {@link #weighsProfit}, in 10^-6. */
  public int[] profitFactor() {
    return profitFactor;
  }

  /** Most profit that counts to open where {@link #weighsProfit}, in quanta. */
  public long[] profitCap() {
    return profitCap;
  }

  /** Index of each underlying's scenario set in {@link #scenarioSets}. */
  public int[] scenarioSet() {
    return scenarioSet;
  }

  /** k of each underlying: its risk arrays are in 10^-k quanta. */
  public int[] unitScale() {
    return unitScale;
  }

  /** Basis add-on of each underlying, in ppm of matched linear notional. */
  public int[] basisPpm() {
    return basisPpm;
  }

  /** Liquidity add-on of each underlying, in ppm of net linear notional. */
  public int[] liquidityPpm() {
    return liquidityPpm;
  }

  /** Liquidity add-on of each underlying's options, in ppm of their gross index value. */
  public int[] optionLiquidityPpm() {
    return optionLiquidityPpm;
  }

  /** The least stress requirement of each underlying, in ppm of its short options' index value. */
  public int[] optionMinimumPpm() {
    return optionMinimumPpm;
  }

  /** Whether any underlying has a surcharge; where none has, models need not look for it. */
  public boolean hasSurcharge() {
    return hasSurcharge;
  }

  /** Initial margin of an underlying's gross notional because its price is uncertain, in ppm. */
  public int surchargePpm(int underlying) {
    return hasSurcharge ? surchargePpm[underlying] : 0;
  }

  /** Sets an underlying's surcharge, in ppm of gross notional, 0 to 1e8; until the next reset. */
  public void setSurcharge(int underlying, int ppm) {
    if (!hasSurcharge) {
      Arrays.fill(surchargePpm, 0);
      hasSurcharge = true;
    }
    surchargePpm[underlying] = ppm;
  }

  /** Correlation of the losses of two underlyings whose worst moves have one sign, in ppm. */
  public int sameWayPpm(int one, int other) {
    return sameWayPpm[one * underlyings + other];
  }

  /** Correlation of the losses of two underlyings whose worst moves have opposite signs, in ppm. */
  public int oppositePpm(int one, int other) {
    return oppositePpm[one * underlyings + other];
  }

  /** Sets both correlations of a pair of underlyings, in ppm, 0 to 1e6. */
  public void setCorrelation(int one, int other, int sameWayPpm, int oppositePpm) {
    this.sameWayPpm[one * underlyings + other] = sameWayPpm;
    this.sameWayPpm[other * underlyings + one] = sameWayPpm;
    this.oppositePpm[one * underlyings + other] = oppositePpm;
    this.oppositePpm[other * underlyings + one] = oppositePpm;
  }

  /** Maintenance requirement of the portfolio model, in ppm of its initial one. */
  public int portfolioMaintenancePpm() {
    return portfolioMaintenancePpm;
  }

  /** Sets the maintenance requirement of the portfolio model, in ppm of its initial one. */
  public void setPortfolioMaintenancePpm(int ppm) {
    portfolioMaintenancePpm = ppm;
  }

  /** The scenario sets; each underlying names one. */
  public List<ScenarioSet> scenarioSets() {
    return scenarioSets;
  }

  /** The scenario set of an underlying. */
  public ScenarioSet scenarioSetOf(int underlying) {
    return scenarioSets.get(scenarioSet[underlying]);
  }

  /** What models over whole books read, where one serves a mode. */
  public BookTerms bookTerms() {
    return bookTerms;
  }

  /** Changes in value of +1 lot, one row for each instrument. */
  public RiskArrays riskArrays() {
    return riskArrays;
  }
}
