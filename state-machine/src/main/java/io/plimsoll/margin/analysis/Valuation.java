package io.plimsoll.margin.analysis;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.Map;

/** What a book is worth by its own marks, whatever a model counts of it. */
public final class Valuation {

  /** A book as it is. */
  public static final Terms TERMS = Terms.any("all", "nothing");

  private Valuation() {}

  /**
   * In dollars: balances less what is owed, profit of perpetuals and futures, options at their
   * marks; each Floor.
   *
   * @throws IllegalArgumentException where the book lacks an index or a quote
   */
  public static BigInteger of(Holdings book) {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<String, Balance> entry : book.balances().entrySet()) {
      sum = sum.add(dollars(entry.getValue().net(), book.index(entry.getKey())));
    }
    for (Position position : book.positions()) {
      Instrument instrument = position.instrument();
      Revaluation at = new Revaluation(position, book.quote(instrument), book.timeMs());
      BigInteger own = instrument.isOption() ? at.markValue() : at.profit();
      sum = sum.add(dollars(own, book.index(instrument.settlement())));
    }
    return sum;
  }

  private static BigInteger dollars(BigInteger amount, BigInteger price) {
    return Exact.floor(amount.multiply(price), E18.ONE);
  }
}
