package io.plimsoll.margin.analysis;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trade that might be made. Numbers have 18 decimals.
 *
 * @param amount in coins of the underlying, signed; of an inverse perpetual or future its dollars
 *     over today's mark
 * @param price of one coin of it, above 0: in dollars, of an option in what it settles in
 * @param fee in what the instrument settles in; a rebate is negative
 * @param paidIn the asset that pays for coins themselves; of all else what it settles in
 */
public record Trade(
    Instrument instrument, BigInteger amount, BigInteger price, BigInteger fee, String paidIn) {

  /**
   * Cash that moves at once.
   *
   * @param amount what comes in, in {@code asset}, Floor; negative where it goes out
   * @param what why it moves
   */
  public record Flow(String asset, BigInteger amount, String what) {}

  /** A book after a trade, and the cash that moved. */
  public record Done(Holdings holdings, List<Flow> flows) {

    /** Copies the list. */
    public Done {
      flows = List.copyOf(flows);
    }
  }

  /** Checks the numbers. */
  public Trade {
    if (amount.signum() == 0 || price.signum() <= 0) {
      throw new IllegalArgumentException(
          "a trade of " + instrument.symbol() + " must have an amount and a price above 0");
    }
  }

  /**
   * Makes the trade. An option's premium and the price of coins are paid at once; a perpetual or a
   * future pays nothing when it is opened, and the profit of what it closes. What is added to a
   * position has the mean entry of both, rounded against the account; a position without an entry
   * counts as entered at today's mark.
   *
   * @throws IllegalArgumentException where the book has no quote of the instrument
   */
  public Done on(Holdings holdings) {
    List<Flow> flows = new ArrayList<>();
    SortedMap<String, Balance> balances = new TreeMap<>(holdings.balances());
    List<Position> positions = new ArrayList<>(holdings.positions());
    String settlement = instrument.settlement();
    switch (instrument.kind()) {
      case SPOT -> {
        flows.add(new Flow(instrument.symbol(), amount, "coins"));
        flows.add(new Flow(paidIn, cost(), "price of coins"));
      }
      case OPTION -> {
        merge(positions, null);
        flows.add(new Flow(settlement, cost(), "premium"));
      }
      case PERPETUAL, FUTURE -> {
        BigInteger mark = holdings.quote(instrument).mark();
        BigInteger closed = merge(positions, mark);
        if (closed.signum() != 0) {
          flows.add(new Flow(settlement, closed, "profit of what is closed"));
        }
      }
    }
    if (fee.signum() != 0) {
      flows.add(new Flow(feeAsset(), fee.negate(), "fee"));
    }
    for (Flow flow : flows) {
      Balance before = balances.getOrDefault(flow.asset(), Balance.NONE);
      balances.put(
          flow.asset(), new Balance(before.amount().add(flow.amount()), before.borrowed()));
    }
    Holdings after =
        new Holdings(
            holdings.timeMs(),
            balances,
            positions,
            holdings.indexes(),
            holdings.quotes(),
            holdings.charges());
    return new Done(after, flows);
  }

  private String feeAsset() {
    return instrument.kind() == Instrument.Kind.SPOT ? paidIn : instrument.settlement();
  }

  private BigInteger cost() {
    return Exact.floor(amount.multiply(price).negate(), E18.ONE);
  }

  /**
   * Puts the amount into the book's position, and says what was gained by what it closes.
   *
   * @param mark today's, null for an option, which gains nothing until it is paid for
   */
  private BigInteger merge(List<Position> positions, @Nullable BigInteger mark) {
    int at = 0;
    while (at < positions.size() && !positions.get(at).instrument().equals(instrument)) {
      at++;
    }
    if (at == positions.size()) {
      positions.add(new Position(instrument, amount, price));
      return BigInteger.ZERO;
    }
    Position before = positions.get(at);
    BigInteger had = before.amount();
    BigInteger sum = had.add(amount);
    BigInteger entry = before.entry().signum() == 0 && mark != null ? mark : before.entry();
    BigInteger gained = BigInteger.ZERO;
    if (mark != null && had.signum() * amount.signum() < 0) {
      BigInteger closed = amount.abs().compareTo(had.abs()) < 0 ? amount.negate() : had;
      gained = gain(closed, entry, mark);
      entry = sum.signum() == had.signum() ? entry : price;
    } else if (mark != null && had.signum() != 0) {
      entry = mean(had, entry);
    }
    if (sum.signum() == 0) {
      positions.remove(at);
    } else {
      positions.set(at, new Position(instrument, sum, had.signum() == 0 ? price : entry));
    }
    return gained;
  }

  /** What a part of a position gains that is closed at the trade's price, Floor. */
  private BigInteger gain(BigInteger closed, BigInteger entry, BigInteger mark) {
    BigInteger gained = closed.multiply(price.subtract(entry));
    return instrument.isInverse()
        ? Exact.floor(gained.multiply(mark), entry.multiply(price))
        : Exact.floor(gained, E18.ONE);
  }

  /** The entry of both parts together, higher for a long and lower for a short. */
  private BigInteger mean(BigInteger had, BigInteger entry) {
    BigInteger numerator;
    BigInteger denominator;
    if (instrument.isInverse()) {
      numerator = had.add(amount).multiply(entry).multiply(price);
      denominator = had.multiply(price).add(amount.multiply(entry));
    } else {
      numerator = had.multiply(entry).add(amount.multiply(price));
      denominator = had.add(amount);
    }
    boolean isLong = had.signum() > 0;
    return isLong
        ? Exact.ceil(numerator, denominator)
        : Exact.floor(numerator.negate(), denominator.negate());
  }

  /** Without a fee; coins are paid in dollars. */
  public static Trade of(Instrument instrument, BigInteger amount, BigInteger price) {
    boolean isSpot = instrument.kind() == Instrument.Kind.SPOT;
    return new Trade(
        instrument, amount, price, BigInteger.ZERO, isSpot ? "USD" : instrument.settlement());
  }
}
