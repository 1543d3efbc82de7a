package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.Assumptions;
import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Market;
import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.market.Discount;
import io.plimsoll.margin.market.InstrumentKind;

/**
 * The prices of everything at one moment, as the chains will see them. Mutable: {@link #moveTo}
 * takes it to another moment. Volatility and depth change at full hours only.
 */
final class Quotation {

  private static final int STEP_PPM = 10_000;
  private static final int DOWN = 0;
  private static final int UP = 1;

  private final MarketFeed feed;
  private final Listing listing;
  private final Engine engine;
  private final PricingBatch batch = new PricingBatch();
  private final RiskArrays arrays = new RiskArrays();
  private final long[] index;
  private final boolean[] priced;
  private final long[] realisedPpm;
  private final long[] volPpm;
  private final long[] forward;
  private long timeMs = Long.MIN_VALUE;
  private long hourMs = Long.MIN_VALUE;
  private boolean newHour;

  Quotation(MarketFeed feed, Listing listing, Engine engine) {
    this.feed = feed;
    this.listing = listing;
    this.engine = engine;
    int markets = listing.markets().size();
    index = new long[markets];
    priced = new boolean[markets];
    realisedPpm = new long[markets];
    volPpm = new long[listing.size()];
    forward = new long[listing.size()];
  }

  /** Looks up and computes all prices of a moment. */
  void moveTo(long toMs) {
    timeMs = toMs;
    long hour = Assumptions.hourMs(toMs);
    newHour = hour != hourMs;
    hourMs = hour;
    for (int m = 0; m < index.length; m++) {
      Market market = listing.market(m);
      priced[m] = feed.path(market.symbol()).covers(toMs);
      if (priced[m]) {
        index[m] = feed.path(market.symbol()).at(toMs);
        if (newHour) {
          realisedPpm[m] = assumptions(m).realisedVolPpm(toMs);
        }
      }
    }
    batch.clear();
    batch.addScenarioSet(
        new ScenarioSet.Builder()
            .add("down", -STEP_PPM, 0, ScenarioSet.ONE_PPM)
            .add("up", STEP_PPM, 0, ScenarioSet.ONE_PPM)
            .build());
    for (int i = 0; i < listing.size(); i++) {
      add(i);
    }
    engine.price(batch, arrays);
  }

  private Assumptions assumptions(int marketIndex) {
    return feed.assumptions(listing.market(marketIndex).symbol());
  }

  private void add(int i) {
    Listing.Item item = listing.item(i);
    long num = listing.multiplierNum(item.marketIndex());
    long den = listing.multiplierDen(item.marketIndex());
    if (!isLive(i) || item.isPerpetual()) {
      long price = priced[item.marketIndex()] ? index[item.marketIndex()] : 1;
      batch.addLinear(price, num, den, PricingBatch.LARGEST_UNIT_SCALE / 2, 0);
      return;
    }
    Assumptions assumed = assumptions(item.marketIndex());
    boolean sameExpiry = i > 0 && listing.item(i - 1).expiryMs() == item.expiryMs();
    boolean sameMarket = i > 0 && listing.item(i - 1).marketIndex() == item.marketIndex();
    forward[i] =
        sameExpiry && sameMarket ? forward[i - 1] : assumed.forward(timeMs, item.expiryMs());
    if (newHour) {
      volPpm[i] = assumed.volPpm(timeMs, item.expiryMs(), item.strike());
    }
    batch.addOption(
        item.kind() == InstrumentKind.CALL ? PricingBatch.CALL : PricingBatch.PUT,
        forward[i],
        item.strike(),
        volPpm[i],
        item.expiryMs() - timeMs,
        Discount.q62(assumed.ratePpm(), item.expiryMs() - timeMs),
        num,
        den,
        PricingBatch.LARGEST_UNIT_SCALE / 2,
        0);
  }

  long timeMs() {
    return timeMs;
  }

  /** Whether this moment is the first of its hour that was looked at. */
  boolean isNewHour() {
    return newHour;
  }

  /** Whether a market's table has a price now. */
  boolean isPriced(int marketIndex) {
    return priced[marketIndex];
  }

  /** Whether an instrument has a price now and has not expired. */
  boolean isLive(int i) {
    Listing.Item item = listing.item(i);
    return priced[item.marketIndex()] && (item.isPerpetual() || item.expiryMs() > timeMs);
  }

  /** Index price of a market, a mantissa. */
  long index(int marketIndex) {
    return index[marketIndex];
  }

  /** Annual realised volatility of a market. */
  long realisedPpm(int marketIndex) {
    return realisedPpm[marketIndex];
  }

  /** Forward of an option's expiry, a mantissa. */
  long forward(int i) {
    return forward[i];
  }

  /** Annual volatility of an option. */
  long volPpm(int i) {
    return volPpm[i];
  }

  /** Price of an instrument, a mantissa; the same number as the chains compute. */
  long mark(int i) {
    return arrays.mark()[i];
  }

  /**
   * Change of an option's value over that of its index, in ppm, HalfEven: from prices one percent
   * below and above.
   */
  long deltaPpm(int i) {
    long change = arrays.entry(i, UP) - arrays.entry(i, DOWN);
    Listing.Item item = listing.item(i);
    long whole = arrays.entry(item.marketIndex(), UP) - arrays.entry(item.marketIndex(), DOWN);
    return ExactDecimal.mulDivHalfEven(change, ExactDecimal.ONE_PPM, whole);
  }
}
