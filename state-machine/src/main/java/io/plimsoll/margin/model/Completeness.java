package io.plimsoll.margin.model;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Instrument.Kind;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which values a model asks for that its parameter set lacks. Models ask where a book needs them,
 * so it is asked about books that hold everything that it covers: each coin's instruments, long and
 * short, near and far, with cash and coins held and owed, and all coins together.
 */
public final class Completeness {

  private static final long NOW_MS = 1_700_000_000_000L;
  private static final long DAY_MS = 86_400_000;
  private static final BigInteger PRICE = E18.of(1_000);
  private static final BigInteger MANY = E18.of(1_000_000);

  private final HoldingModel model;
  private final SortedSet<String> missing = new TreeSet<>();

  private Completeness(HoldingModel model) {
    this.model = model;
  }

  /** What is missing, each as the sentence that names it; nothing of a complete set. */
  public static SortedSet<String> missing(HoldingModel model) {
    Completeness of = new Completeness(model);
    List<Position> all = new ArrayList<>();
    for (String coin : coins(model.parameters())) {
      List<Position> positions = of.positions(coin);
      all.addAll(positions.stream().limit(1).toList());
      for (int sign = -1; sign <= 1; sign++) {
        of.ask(coin, positions, sign);
      }
      // What hides a value from a whole book may need it in a part of it.
      of.ask(coin, positions.stream().filter(each -> !each.instrument().isOption()).toList(), 1);
      of.ask(coin, positions.stream().filter(each -> each.instrument().isOption()).toList(), 1);
    }
    of.assess(all, new TreeMap<>());
    return of.missing;
  }

  /** The words in names of values that may be coins'. */
  private static SortedSet<String> coins(ParameterSet set) {
    SortedSet<String> coins = new TreeSet<>(set.units());
    for (String key : set.values().keySet()) {
      int from = 0;
      for (int at = 0; at <= key.length(); at++) {
        if (at == key.length() || key.charAt(at) == '.' || key.charAt(at) == '_') {
          coins.add(key.substring(from, at));
          from = at + 1;
        }
      }
    }
    return coins;
  }

  private List<Position> positions(String coin) {
    List<Position> positions = new ArrayList<>();
    for (String settlement : List.of(model.cash(), coin)) {
      add(positions, coin, settlement, Kind.PERPETUAL, 0, 5);
      add(positions, coin, settlement, Kind.FUTURE, 20, -3);
      add(positions, coin, settlement, Kind.FUTURE, 200, 4);
      add(positions, coin, settlement, Kind.OPTION, 20, -2);
      add(positions, coin, settlement, Kind.OPTION, 20, 3);
      add(positions, coin, settlement, Kind.OPTION, 200, -7);
      add(positions, coin, settlement, Kind.OPTION, 2_000, 6);
    }
    return positions;
  }

  private void add(
      List<Position> to, String coin, String settlement, Kind kind, long days, long amount) {
    boolean isOption = kind == Kind.OPTION;
    Instrument instrument =
        new Instrument(
            coin + " " + to.size(),
            kind,
            coin,
            settlement,
            days == 0 ? 0 : NOW_MS + days * DAY_MS,
            isOption ? PRICE : BigInteger.ZERO,
            isOption && amount > 0);
    if (model.covers(instrument)) {
      to.add(Position.of(instrument, E18.of(amount)));
    }
  }

  /** With coins held and owed, and cash held and owed. */
  private void ask(String coin, List<Position> positions, int sign) {
    List<Position> held = new ArrayList<>(positions);
    TreeMap<String, Balance> balances = new TreeMap<>();
    switch (model.coins(coin)) {
      case NOTHING -> {}
      case COLLATERAL -> balances.put(coin, balance(E18.of(sign)));
      case RISK -> {
        Instrument spot = new Instrument(coin, Kind.SPOT, coin, "USD", 0, BigInteger.ZERO, false);
        held.add(Position.of(spot, E18.of(sign)));
      }
    }
    if (model.countsCash()) {
      balances.put(model.cash(), balance(MANY.multiply(BigInteger.valueOf(sign))));
    }
    assess(held, balances);
  }

  private static Balance balance(BigInteger net) {
    return net.signum() < 0
        ? new Balance(BigInteger.ZERO, net.negate())
        : new Balance(net, BigInteger.ZERO);
  }

  private void assess(List<Position> positions, SortedMap<String, Balance> balances) {
    TreeMap<String, BigInteger> indexes = new TreeMap<>();
    TreeMap<String, Quote> quotes = new TreeMap<>();
    balances.keySet().forEach(asset -> indexes.put(asset, PRICE));
    for (Position each : positions) {
      Instrument instrument = each.instrument();
      indexes.put(instrument.underlying(), PRICE);
      BigInteger half = E18.ONE.shiftRight(1);
      BigInteger mark = instrument.isInverse() ? half : PRICE;
      quotes.put(
          instrument.symbol(),
          instrument.isOption() ? new Quote(mark, PRICE, half) : Quote.of(PRICE));
    }
    indexes.put(model.cash(), E18.ONE);
    try {
      Holdings book = new Holdings(NOW_MS, balances, positions, indexes, quotes, new TreeMap<>());
      Assessment of = model.assess(book);
      model.toOpen(book, of);
      model.toStay(book, of);
      model.canOpen(of);
      model.isLiquidatable(of);
    } catch (MissingParameter e) {
      missing.add(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      // What it does not cover, as two coins beside one another, needs no values.
      return;
    }
  }
}
