package io.plimsoll.margin.analysis;

import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A book before and after a list of trades, and after each of them.
 *
 * @param before as it is
 * @param legs after each trade, in their order; the last is what all come to
 * @param worst which leg leaves the least of equity above initial margin, the first of equals; -1
 *     where the book has less of it as it is
 */
public record WhatIf(Assessment before, List<Leg> legs, int worst) {

  /**
   * After a trade and all before it.
   *
   * @param flows cash that the trade itself moves, at once
   */
  public record Leg(Trade trade, List<Trade.Flow> flows, Assessment after) {}

  /**
   * A component before and after.
   *
   * @param name of it
   * @param asset in which it is counted
   */
  public record Difference(String name, String asset, BigInteger before, BigInteger after) {}

  /** Copies the list. */
  public WhatIf {
    legs = List.copyOf(legs);
  }

  /**
   * Makes the trades one by one.
   *
   * @param book with the quotes of all that is traded
   * @throws IllegalArgumentException where the model does not cover a leg, or there is no trade
   */
  public static WhatIf of(HoldingModel model, Holdings book, List<Trade> trades) {
    if (trades.isEmpty()) {
      throw new IllegalArgumentException("there is no trade");
    }
    Assessment before = model.assess(book);
    List<Leg> legs = new ArrayList<>();
    Holdings now = book;
    BigInteger least = free(before);
    int worst = -1;
    for (Trade trade : trades) {
      Trade.Done done = trade.on(now);
      now = done.holdings();
      Assessment after = model.assess(now);
      if (free(after).compareTo(least) < 0) {
        least = free(after);
        worst = legs.size();
      }
      legs.add(new Leg(trade, done.flows(), after));
    }
    return new WhatIf(before, legs, worst);
  }

  /** Equity above initial margin, in dollars. */
  public static BigInteger free(Assessment of) {
    return of.equity().subtract(of.initial());
  }

  /** After all trades. */
  public Assessment after() {
    return legs.getLast().after();
  }

  /** The components that differ, in the order in which models name them. */
  public List<Difference> differences() {
    Set<String> names = new TreeSet<>();
    List<Assessment.Component> all = new ArrayList<>(before.components());
    all.addAll(after().components());
    List<Difference> out = new ArrayList<>();
    for (Assessment.Component component : all) {
      String name = component.name();
      BigInteger then = before.component(name);
      BigInteger now = after().component(name);
      if (names.add(name) && !then.equals(now)) {
        out.add(new Difference(name, component.asset(), then, now));
      }
    }
    return out;
  }
}
