package io.plimsoll.margin.model.drift;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.rule.Band;
import java.math.BigInteger;

/**
 * What a coin and its perpetuals leave while its price moves: ratios and weights depend on sizes
 * alone, so that all but the weight of a profit are straight lines.
 */
final class DriftStretch {

  /** The venue's last digit of a value, as often as it is cut. */
  private static final BigInteger CUTS = DriftMarkets.MICRO.multiply(BigInteger.valueOf(16));

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final Moving moving;
  private final BigInteger net;
  private final BigInteger weight;
  private final DriftModel model;

  DriftStretch(Moving moving, String coin, DriftModel model) {
    this.moving = moving;
    this.model = model;
    net = moving.book().balance(coin).net();
    weight = model.weight(coin, net);
  }

  Band left(Stretch over) {
    Band value = over.moved(over.today()).times(net);
    Band sum = cut(value.times(weight), over, net, weight);
    for (Revaluation at : moving.outrights()) {
      Position position = at.position();
      BigInteger cash = moving.book().index(position.instrument().settlement());
      BigInteger ratio = model.ratio(position);
      Band required = over.notional(position, at.quote()).abs().times(cash).times(ratio);
      Band gained = over.profit(moving.book(), position);
      BigInteger counts = model.profitWeight(position.instrument().underlying());
      Band weighted = gained.positive().times(counts).minus(gained.negated().positive());
      // A price of the cash with more than six decimals is cut, too.
      BigInteger ofCash = required.most().abs().max(gained.most().abs()).max(gained.least().abs());
      Band own = weighted.minus(required).within(ofCash.divide(MILLION).shiftLeft(1));
      sum = sum.plus(cut(own, over, position.amount(), ratio));
    }
    return sum;
  }

  /** A price is cut to 10^-6 and a size rounded to 10^-9, and what they make counts so often. */
  private static Band cut(Band of, Stretch over, BigInteger amount, BigInteger times) {
    BigInteger price = over.near().max(over.far()).shiftLeft(1);
    BigInteger once =
        amount.abs().divide(MILLION).add(price.divide(DriftMarkets.NANO)).add(CUTS).shiftLeft(1);
    BigInteger factor = times.divide(E18.ONE).add(BigInteger.TWO);
    return of.within(once.multiply(factor));
  }
}
