package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.BlockClock;
import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.bench.scenario.Depth;
import io.plimsoll.bench.scenario.Market;
import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The commands that every chain gets alike in each block: prices, funding, quotes of the maker, and
 * the end of markets whose prices end.
 */
final class BlockFeed {

  private final MarketFeed feed;
  private final Scenario scenario;
  private final Listing listing;
  private final Quotation prices;
  private final BlockClock clock;
  private final int books;
  private final List<List<Depth.Level>> levels = new ArrayList<>();
  private final List<List<Depth.Level>> optionLevels = new ArrayList<>();
  private final long[] lastFundingPpm;
  private final boolean[] delisted;

  /**
   * What one block brings.
   *
   * @param timeMs time of the block
   * @param commands encoded
   * @param index of each market, a mantissa; of one whose prices have ended, the last
   */
  record Content(long timeMs, List<byte[]> commands, List<Long> index) {}

  BlockFeed(MarketFeed feed, Listing listing, Quotation prices, BlockClock clock, int books) {
    this.feed = feed;
    this.scenario = feed.scenario();
    this.listing = listing;
    this.prices = prices;
    this.clock = clock;
    this.books = books;
    int markets = listing.markets().size();
    for (int m = 0; m < markets; m++) {
      levels.add(List.of());
      optionLevels.add(List.of());
    }
    lastFundingPpm = new long[markets];
    delisted = new boolean[markets];
  }

  /** The content of a block of the clock; call it for 0, 1, 2 and so on. */
  Content content(int block) {
    long timeMs = clock.timeMs(block);
    prices.moveTo(timeMs);
    Commands commands = new Commands();
    for (int m = 0; m < listing.markets().size(); m++) {
      if (prices.isPriced(m)) {
        addPrices(m, commands);
        addFunding(m, commands);
      }
    }
    for (int m = 0; m < listing.markets().size(); m++) {
      if (prices.isPriced(m)) {
        addQuotes(m, commands);
        addEnd(m, block, commands);
      }
    }
    List<Long> index = new ArrayList<>();
    for (int m = 0; m < listing.markets().size(); m++) {
      index.add(prices.index(m));
    }
    return new Content(timeMs, commands.toList(), index);
  }

  private void addPrices(int m, Commands to) {
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    int i = listing.markets().size();
    int rate = feed.assumptions(listing.market(m).symbol()).ratePpm();
    while (i < listing.size()) {
      Listing.Item first = listing.item(i);
      List<Command.Volatility> volatilities = new ArrayList<>();
      int next = i;
      while (next < listing.size()
          && listing.item(next).expiryMs() == first.expiryMs()
          && listing.item(next).marketIndex() == first.marketIndex()) {
        // They change at full hours, but one that is not reported for minutes would be stale.
        if (prices.volPpm(next) > 0) {
          volatilities.add(new Command.Volatility(listing.item(next).id(), prices.volPpm(next)));
        }
        next++;
      }
      if (first.marketIndex() == m && prices.isLive(i)) {
        expiries.add(
            new Command.ExpiryPrices(first.expiryMs(), prices.forward(i), rate, volatilities));
      }
      i = next;
    }
    to.add(new Command.Prices(Listing.marketId(m), prices.index(m), List.of(), expiries));
  }

  /** A market's rate, where it has changed. */
  private void addFunding(int m, Commands to) {
    if (!prices.isNewHour()) {
      return;
    }
    long ratePpm = feed.assumptions(listing.market(m).symbol()).fundingPpm(prices.timeMs());
    if (ratePpm != lastFundingPpm[m]) {
      lastFundingPpm[m] = ratePpm;
      to.add(new Command.Funding(Listing.marketId(m), Math.toIntExact(ratePpm)));
    }
  }

  private void addQuotes(int m, Commands to) {
    if (delisted[m]) {
      return;
    }
    Market market = listing.market(m);
    SubaccountId maker = Commands.desk(Commands.MAKER, market, m);
    if (prices.isNewHour()) {
      levels.set(m, levels(scenario.depthOf(market.symbol()), m));
      optionLevels.set(m, levels(scenario.depth().options(), m));
    }
    for (Depth.Level level : levels.get(m)) {
      quote(maker, m, level, prices.index(m), to);
    }
    if (scenario.optionsOn(market.symbol()).isEmpty()) {
      return;
    }
    for (int i = listing.markets().size(); i < listing.size(); i++) {
      if (listing.item(i).marketIndex() == m && prices.isLive(i)) {
        for (Depth.Level level : optionLevels.get(m)) {
          quote(maker, i, level, prices.index(m), to);
        }
      }
    }
  }

  private List<Depth.Level> levels(List<Depth.Level> stated, int m) {
    return Depth.at(
        stated,
        books,
        scenario.population().referenceBooks(),
        prices.realisedPpm(m),
        listing.market(m).priorVolPpm());
  }

  /** A bid below and an ask above the mark, at a distance that is a part of the index. */
  private void quote(SubaccountId maker, int i, Depth.Level level, long index, Commands to) {
    Listing.Item item = listing.item(i);
    long lots = listing.lots(item.marketIndex(), level.quanta(), index);
    if (lots < 1) {
      return;
    }
    long distance = ExactDecimal.mulDivHalfEven(index, level.spreadPpm(), ExactDecimal.ONE_PPM);
    long bid = prices.mark(i) - distance;
    if (bid > 0) {
      to.add(Commands.MAKER, new Command.LiquidityQuote(maker, item.id(), true, lots, bid));
    }
    to.add(
        Commands.MAKER,
        new Command.LiquidityQuote(
            maker, item.id(), false, lots, prices.mark(i) + Math.max(1, distance)));
  }

  /**
   * A market whose prices end before the window does is delisted at the last block that leaves it
   * an hour, or in the last block before its end.
   */
  private void addEnd(int m, int block, Commands to) {
    OptionalLong endMs = feed.endMs(listing.market(m).symbol());
    if (endMs.isEmpty() || delisted[m] || block == clock.blocks()) {
      return;
    }
    if (clock.timeMs(block + 1) > endMs.getAsLong() - PriceSeries.HOUR_MS
        && prices.timeMs() < endMs.getAsLong()) {
      delisted[m] = true;
      to.add(new Command.DelistMarket(Listing.marketId(m), endMs.getAsLong()));
    }
  }
}
