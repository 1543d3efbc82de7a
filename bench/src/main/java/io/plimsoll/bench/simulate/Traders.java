package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Market;
import io.plimsoll.bench.scenario.Population;
import io.plimsoll.node.cli.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws the books of a population. A book depends on the seed, its number and its group alone, so
 * that the first books of a large population and of a small one differ only where the groups'
 * borders do.
 */
final class Traders {

  private final Listing listing;
  private final Quotation opening;

  private Traders(Listing listing, Quotation opening) {
    this.listing = listing;
    this.opening = opening;
  }

  /**
   * Draws a population.
   *
   * @param opening prices at the opening
   * @param books how many
   */
  static List<TraderBook> draw(
      Population population, Listing listing, Quotation opening, int books, long seed) {
    Traders traders = new Traders(listing, opening);
    List<TraderBook> drawn = new ArrayList<>();
    List<Integer> counts = population.counts(books);
    for (int g = 0; g < counts.size(); g++) {
      for (int i = 0; i < counts.get(g); i++) {
        int number = drawn.size();
        drawn.add(traders.book(number, population.groups().get(g), new Draws(seed, number)));
      }
    }
    return drawn;
  }

  private TraderBook book(int number, Population.Group group, Draws draws) {
    long gross = draws.pick(group.sizes()).quanta();
    long leverageE6 = draws.pick(group.leverages()).timesE6();
    int parts = (int) draws.between(group.leastPositions(), group.mostPositions());
    TraderBook.Legs legs = new TraderBook.Legs();
    long each = Math.floorDiv(gross, parts);
    switch (group.kind()) {
      case DIRECTIONAL -> directional(group, draws, each, parts, legs);
      case HEDGED_PAIR -> pairs(group, draws, each, parts, legs);
      case BASIS -> forwards(group, draws, each, parts, legs);
      case DELTA_NEUTRAL -> hedgedOptions(group, draws, each, parts, legs);
      case SHORT_OPTIONS -> shortOptions(group, draws, each, parts, legs);
    }
    return new TraderBook(number, group.kind(), legs.toList(), gross, leverageE6);
  }

  private int marketOf(String symbol) {
    for (int m = 0; m < listing.markets().size(); m++) {
      if (listing.market(m).symbol().equals(symbol)) {
        return m;
      }
    }
    throw new IllegalArgumentException("there is no market " + symbol);
  }

  /** Lots of a market that an amount buys at the index; at least one. */
  private long lots(int marketIndex, long quanta) {
    Market market = listing.market(marketIndex);
    long lots = Math.max(1, market.lots(quanta, opening.index(marketIndex)));
    if (lots > Listing.LARGEST_LOTS) {
      throw new Failure(
          "A position of "
              + Commands.usd(quanta)
              + " USD in "
              + market.symbol()
              + " would have "
              + lots
              + " lots, and a chain takes at most "
              + Listing.LARGEST_LOTS
              + "; make the market's step larger");
    }
    return lots;
  }

  private static long part(long lots, long ppm) {
    return ExactDecimal.mulDivHalfEven(lots, ppm, ExactDecimal.ONE_PPM);
  }

  private static long hedgePpm(Population.Group group, Draws draws) {
    return draws.between(group.hedgeLowestPpm(), group.hedgeHighestPpm());
  }

  /** Perpetuals in different markets, as far as there are so many. */
  private void directional(
      Population.Group group, Draws draws, long each, int parts, TraderBook.Legs legs) {
    List<Population.Choice> left = new ArrayList<>(group.markets());
    for (int i = 0; i < parts && !left.isEmpty(); i++) {
      Population.Choice choice = draws.pick(left);
      left.remove(choice);
      int market = marketOf(choice.symbol());
      long lots = lots(market, each);
      legs.add(market, draws.chance(group.longPpm()) ? lots : -lots);
    }
  }

  /** One market's perpetual against another's. */
  private void pairs(
      Population.Group group, Draws draws, long each, int parts, TraderBook.Legs legs) {
    for (int i = 0; i < parts; i++) {
      Population.Choice choice = draws.pick(group.markets());
      int one = marketOf(choice.symbol());
      int other = marketOf(choice.against());
      long sign = draws.chance(group.longPpm()) ? 1 : -1;
      long half = Math.floorDiv(each, 2);
      legs.add(one, sign * lots(one, half));
      legs.add(other, -sign * lots(other, part(half, hedgePpm(group, draws))));
    }
  }

  private int option(Population.Group group, Draws draws, int market) {
    List<Integer> options =
        listing.options(
            market, opening.index(market), group.strikeLowestPpm(), group.strikeHighestPpm());
    return options.isEmpty() ? market : draws.any(options);
  }

  /** A call and a put of one strike, which make a forward, against the perpetual. */
  private void forwards(
      Population.Group group, Draws draws, long each, int parts, TraderBook.Legs legs) {
    for (int i = 0; i < parts; i++) {
      int market = marketOf(draws.pick(group.markets()).symbol());
      int option = option(group, draws, market);
      long sign = draws.chance(group.longPpm()) ? 1 : -1;
      long lots = lots(market, Math.floorDiv(each, 2));
      if (option != market) {
        int other = listing.counterpart(option);
        int call = Math.min(option, other);
        legs.add(call, sign * lots);
        legs.add(Math.max(option, other), -sign * lots);
      }
      legs.add(market, -sign * part(lots, hedgePpm(group, draws)));
    }
  }

  /** Options, all long or all short, and the perpetual that takes their delta away. */
  private void hedgedOptions(
      Population.Group group, Draws draws, long each, int parts, TraderBook.Legs legs) {
    long sign = draws.chance(group.longPpm()) ? 1 : -1;
    for (int i = 0; i < parts; i++) {
      int market = marketOf(draws.pick(group.markets()).symbol());
      int option = option(group, draws, market);
      long lots = sign * lots(market, each);
      legs.add(option, lots);
      if (option != market) {
        long delta = part(lots, opening.deltaPpm(option));
        legs.add(market, -part(delta, hedgePpm(group, draws)));
      }
    }
  }

  private void shortOptions(
      Population.Group group, Draws draws, long each, int parts, TraderBook.Legs legs) {
    for (int i = 0; i < parts; i++) {
      int market = marketOf(draws.pick(group.markets()).symbol());
      legs.add(option(group, draws, market), -lots(market, each));
    }
  }
}
