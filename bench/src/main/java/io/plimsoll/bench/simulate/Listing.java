package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Market;
import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.OptionSeries;
import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.cli.Failure;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the chains list and under which ids: market i of the scenario is underlying, market and
 * perpetual i + 1, options follow from {@link #FIRST_OPTION} in the order of the feed.
 */
final class Listing {

  /** Id of the first option. */
  static final int FIRST_OPTION = 1_000;

  /**
   * An instrument.
   *
   * @param id on the chain
   * @param name for people: BTC-PERP, BTC-6MAY22-40000-C
   * @param marketIndex of its market in the scenario
   * @param kind of instrument
   * @param expiryMs 0 for perpetuals
   * @param strike mantissa; 0 for perpetuals
   */
  record Item(
      int id, String name, int marketIndex, InstrumentKind kind, long expiryMs, long strike) {

    boolean isPerpetual() {
      return kind == InstrumentKind.PERPETUAL;
    }
  }

  private final List<Market> markets;
  private final List<Item> items;
  private final long[] multiplierNum;
  private final long[] multiplierDen;

  Listing(MarketFeed feed) {
    markets = feed.scenario().markets();
    multiplierNum = markets.stream().mapToLong(Market::multiplierNum).toArray();
    multiplierDen = markets.stream().mapToLong(Market::multiplierDen).toArray();
    items = new ArrayList<>();
    for (int i = 0; i < markets.size(); i++) {
      String name = markets.get(i).symbol() + "-PERP";
      items.add(new Item(i + 1, name, i, InstrumentKind.PERPETUAL, 0, 0));
    }
    int id = FIRST_OPTION;
    for (OptionSeries series : feed.options()) {
      Market market = feed.scenario().market(series.symbol());
      InstrumentKind kind = series.call() ? InstrumentKind.CALL : InstrumentKind.PUT;
      items.add(
          new Item(
              id++,
              name(series, market),
              markets.indexOf(market),
              kind,
              series.expiryMs(),
              series.strike()));
    }
  }

  private static String name(OptionSeries series, Market market) {
    String date =
        DateTimeFormatter.ofPattern("dMMMuu", Locale.ROOT)
            .format(Instant.ofEpochMilli(series.expiryMs()).atOffset(ZoneOffset.UTC))
            .toUpperCase(Locale.ROOT);
    String strike = ExactDecimal.format(series.strike(), -market.priceExponent());
    return series.symbol() + "-" + date + "-" + strike + (series.call() ? "-C" : "-P");
  }

  /**
   * Makes sure that a model covers all that is listed.
   *
   * @throws Failure naming what it does not
   */
  void requireCovered(HoldingModel model) {
    for (Item item : items) {
      Market market = markets.get(item.marketIndex());
      boolean isOption = item.kind().isOption();
      BigInteger strike =
          BigInteger.valueOf(item.strike())
              .multiply(BigInteger.TEN.pow(E18.SCALE + market.priceExponent()));
      Instrument instrument =
          new Instrument(
              item.name(),
              isOption ? Instrument.Kind.OPTION : Instrument.Kind.PERPETUAL,
              market.symbol(),
              model.cash(),
              item.expiryMs(),
              strike,
              item.kind().isCall());
      if (!model.covers(instrument)) {
        throw new Failure(
            "model "
                + model.parameters().name()
                + " does not cover "
                + item.name()
                + " of the scenario, which settles in dollars");
      }
    }
  }

  List<Market> markets() {
    return markets;
  }

  Market market(int index) {
    return markets.get(index);
  }

  /** Numerator of the value of one of a market's lots for each unit of its price. */
  long multiplierNum(int marketIndex) {
    return multiplierNum[marketIndex];
  }

  /** Denominator of the value of one of a market's lots for each unit of its price. */
  long multiplierDen(int marketIndex) {
    return multiplierDen[marketIndex];
  }

  /** Most lots of one command. */
  static final long LARGEST_LOTS = 1L << 53;

  /**
   * As {@link Market#lots}, for what is asked in every block, of an amount that is not negative; at
   * most {@link #LARGEST_LOTS}.
   */
  long lots(int marketIndex, long quanta, long price) {
    long lot = Math.multiplyExact(price, multiplierNum[marketIndex]);
    long lots = MulDiv.floorSaturated(quanta, multiplierDen[marketIndex], lot);
    return Math.min(lots, LARGEST_LOTS);
  }

  /** Id on the chain of a market, of its underlying and of its perpetual. */
  static int marketId(int index) {
    return index + 1;
  }

  int size() {
    return items.size();
  }

  /** Item by its place here, perpetuals first. */
  Item item(int index) {
    return items.get(index);
  }

  /** Place of an item by its id. */
  int indexOf(int id) {
    return id < FIRST_OPTION ? id - 1 : markets.size() + id - FIRST_OPTION;
  }

  Market marketOf(Item item) {
    return markets.get(item.marketIndex());
  }

  /** Places of a market's options whose strikes lie between two parts of a price, both in ppm. */
  List<Integer> options(int marketIndex, long price, long lowestPpm, long highestPpm) {
    List<Integer> found = new ArrayList<>();
    for (int i = markets.size(); i < items.size(); i++) {
      Item item = items.get(i);
      if (item.marketIndex() == marketIndex
          && item.strike() >= ExactDecimal.mulDivHalfEven(price, lowestPpm, ExactDecimal.ONE_PPM)
          && item.strike()
              <= ExactDecimal.mulDivHalfEven(price, highestPpm, ExactDecimal.ONE_PPM)) {
        found.add(i);
      }
    }
    return found;
  }

  /** Place of the put of a call's strike and expiry, or the other way. */
  int counterpart(int index) {
    Item item = items.get(index);
    return item.kind() == InstrumentKind.CALL ? index + 1 : index - 1;
  }
}
