package io.plimsoll.margin.analysis;

import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What a position adds: the requirement with it less that of the book without it. A hedge adds less
 * than nothing. The parts do not add to the whole, for two hedges of one risk each add little.
 *
 * @param symbol of its instrument
 * @param initial what it adds to initial margin, in dollars
 * @param maintenance what it adds to maintenance margin, in dollars
 */
public record LeaveOneOut(String symbol, BigInteger initial, BigInteger maintenance) {

  /**
   * Of each position, in the order of the book.
   *
   * @param whole what the model says of the book
   * @throws IllegalArgumentException where the model does not cover the book
   */
  public static List<LeaveOneOut> of(HoldingModel model, Holdings book, Assessment whole) {
    List<LeaveOneOut> out = new ArrayList<>();
    Valued valued = Valued.of(book);
    for (int i = 0; i < book.positions().size(); i++) {
      Assessment without = model.assess(valued.without(i));
      out.add(
          new LeaveOneOut(
              book.positions().get(i).instrument().symbol(),
              whole.initial().subtract(without.initial()),
              whole.maintenance().subtract(without.maintenance())));
    }
    return out;
  }
}
