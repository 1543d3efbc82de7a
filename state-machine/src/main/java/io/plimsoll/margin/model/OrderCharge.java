package io.plimsoll.margin.model;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.OpenOrders;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.OpenOrderMargin;
import java.util.Arrays;

/**
 * What a model charges for open orders, on top of the initial margin of what is held: the orders of
 * each group are taken as filled on the side, all bids or all asks, that would leave the group's
 * initial margin and the loss at the worst prices largest; ties go to neither, then to the bids. A
 * group is an instrument where requirements are added, so that the charge is exact, else a risk
 * unit. Beside that each order has a flat amount.
 *
 * <p>Maintenance margin knows no orders: liquidation releases them first.
 */
public final class OrderCharge {

  /** Evaluates a book of positions alone under a model. */
  @FunctionalInterface
  public interface Evaluator {
    /** Fills {@code out} with the requirement of a book. */
    void evaluate(Book book, MarginModel model, Requirement out);
  }

  private static final int NEITHER = 0;
  private static final int BIDS = 1;
  private static final int ASKS = 2;

  private final Evaluator evaluator;
  private final Requirement requirement = new Requirement();
  private final Book filled = new Book();

  /** What is held or ordered, instruments of one risk unit next to each other. */
  private int[] instrument = new int[8];

  private long[] held = new long[8];
  private long[] quote = new long[8];
  private long[] fundingIndex = new long[8];
  private int[] order = new int[8];
  private int[] side = new int[8];
  private int size;

  private final Positions positions = new Positions();

  /** A charge by what evaluates books. */
  public OrderCharge(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /**
   * The charge, in quanta; saturates.
   *
   * @param initial initial margin of what is held
   */
  public long of(MarketData market, Book book, OpenOrders orders, MarginModel model, long initial) {
    merge(market, book, orders);
    filled.ownAs(book);
    long loss = 0;
    for (int from = 0; from < size; ) {
      int to = from + 1;
      while (model.groupsByUnit()
          && to < size
          && market.underlying()[instrument[to]] == market.underlying()[instrument[from]]) {
        to++;
      }
      loss = Checked.addSaturated(loss, choose(market, orders, model, from, to));
      from = to;
    }
    long worst = evaluate(market, orders, model, 0, size);
    return OpenOrderMargin.charge(initial, worst, loss, flat(market, orders));
  }

  /** The sides that {@link #of} took, for people. */
  public String sides(MarketData market) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      if (order[i] >= 0) {
        text.append(text.isEmpty() ? "" : ", ").append("instrument ");
        text.append(market.instrumentId()[instrument[i]]);
        text.append(side[i] == BIDS ? " bids" : side[i] == ASKS ? " asks" : " neither side");
      }
    }
    return text.toString();
  }

  private void merge(MarketData market, Book book, OpenOrders orders) {
    size = 0;
    grow(book.to() - book.from() + orders.size());
    for (int p = book.from(); p < book.to(); p++) {
      quote[size] = book.quote(p);
      fundingIndex[size] = book.fundingIndex(p);
      insert(size, book.instrument(p), book.lots(p), -1);
    }
    for (int o = 0; o < orders.size(); o++) {
      int at = size;
      boolean found = false;
      for (int i = 0; i < size && !found; i++) {
        found = instrument[i] == orders.instrument(o);
        boolean sameUnit =
            market.underlying()[instrument[i]] == market.underlying()[orders.instrument(o)];
        at = found ? i : sameUnit ? i + 1 : at;
      }
      if (found) {
        order[at] = o;
      } else {
        System.arraycopy(quote, at, quote, at + 1, size - at);
        System.arraycopy(fundingIndex, at, fundingIndex, at + 1, size - at);
        quote[at] = 0;
        fundingIndex[at] = market.fundingIndex()[orders.instrument(o)];
        insert(at, orders.instrument(o), 0, o);
      }
    }
    Arrays.fill(side, 0, size, NEITHER);
  }

  private void grow(int wanted) {
    if (instrument.length < wanted) {
      instrument = new int[2 * wanted];
      held = new long[2 * wanted];
      quote = new long[2 * wanted];
      fundingIndex = new long[2 * wanted];
      order = new int[2 * wanted];
      side = new int[2 * wanted];
    }
  }

  private void insert(int at, int ofInstrument, long ofHeld, int ofOrder) {
    System.arraycopy(instrument, at, instrument, at + 1, size - at);
    System.arraycopy(held, at, held, at + 1, size - at);
    System.arraycopy(order, at, order, at + 1, size - at);
    instrument[at] = ofInstrument;
    held[at] = ofHeld;
    order[at] = ofOrder;
    size++;
  }

  /** Chooses the worse side of a group and returns what it loses at its worst prices. */
  private long choose(MarketData market, OpenOrders orders, MarginModel model, int from, int to) {
    boolean any = false;
    for (int i = from; i < to; i++) {
      any |= order[i] >= 0;
    }
    if (!any) {
      return 0;
    }
    int worst = NEITHER;
    long worstLoss = 0;
    long most = evaluate(market, orders, model, from, to);
    for (int each = BIDS; each <= ASKS; each++) {
      Arrays.fill(side, from, to, each);
      long loss = 0;
      for (int i = from; i < to; i++) {
        loss = Checked.addSaturated(loss, loss(market, orders, i));
      }
      long total = Checked.addSaturated(evaluate(market, orders, model, from, to), loss);
      if (total > most) {
        most = total;
        worst = each;
        worstLoss = loss;
      }
    }
    Arrays.fill(side, from, to, worst);
    return worstLoss;
  }

  private long change(OpenOrders orders, int i) {
    if (order[i] < 0 || side[i] == NEITHER) {
      return 0;
    }
    return side[i] == BIDS ? orders.bidLots(order[i]) : -orders.askLots(order[i]);
  }

  private long loss(MarketData market, OpenOrders orders, int i) {
    long change = change(orders, i);
    if (change == 0) {
      return 0;
    }
    int of = instrument[i];
    long num = change > 0 ? orders.bidNum(order[i]) : orders.askNum(order[i]);
    long quote = MulDiv.floorSaturated(Math.abs(change), num, market.den()[of]);
    long value =
        Checked.subtractSaturated(
            market.value(of, Checked.addSaturated(held[i], change)), market.value(of, held[i]));
    return OpenOrderMargin.loss(value, change > 0 ? -quote : quote);
  }

  /** Initial margin of a range with its sides filled. */
  private long evaluate(MarketData market, OpenOrders orders, MarginModel model, int from, int to) {
    positions.clear();
    for (int i = from; i < to; i++) {
      long then = Checked.addSaturated(held[i], change(orders, i));
      if (then != 0) {
        positions.add(instrument[i], then, quoteAt(market, i, then), fundingIndex[i]);
      }
    }
    if (positions.size() == 0) {
      return 0;
    }
    filled.share(positions);
    filled.moveTo(0, 0, positions.size());
    evaluator.evaluate(filled, model, requirement);
    return requirement.initial();
  }

  /** The quote balance with other lots, had at the mark: losses are counted apart. */
  private long quoteAt(MarketData market, int i, long then) {
    int of = instrument[i];
    if (then == held[i] || !market.weighsProfit(of)) {
      return quote[i];
    }
    return Checked.addSaturated(
        quote[i], Checked.subtractSaturated(market.value(of, held[i]), market.value(of, then)));
  }

  private static long flat(MarketData market, OpenOrders orders) {
    long flat = 0;
    for (int o = 0; o < orders.size(); o++) {
      long each = market.orderReserve()[orders.instrument(o)];
      flat = Checked.addSaturated(flat, Checked.multiplySaturated(each, orders.count(o)));
    }
    return flat;
  }
}
