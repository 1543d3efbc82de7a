package io.plimsoll.margin.rule.derive;

import java.math.BigInteger;
import java.util.List;

/**
 * An account of PMRM_2 and the prices that it is valued with: one underlying. Numbers have 18
 * decimals; confidences are from 0 to 1.
 *
 * @param cash signed
 * @param spot price of the underlying, positive
 * @param spotConfidence in it
 * @param stablePrice price of the stable coin in dollars, positive
 * @param perp the position in the perpetual
 * @param collaterals tokens held
 * @param expiries options held, by their expiry
 */
public record PmrmPortfolio(
    BigInteger cash,
    BigInteger spot,
    BigInteger spotConfidence,
    BigInteger stablePrice,
    Perp perp,
    List<Collateral> collaterals,
    List<Expiry> expiries) {

  /** Checks the numbers and copies the lists. */
  public PmrmPortfolio {
    Checks.sized("cash", cash);
    Checks.positive("spot", spot);
    Checks.share("spotConfidence", spotConfidence);
    Checks.positive("stablePrice", stablePrice);
    collaterals = List.copyOf(collaterals);
    expiries = List.copyOf(expiries);
  }

  /**
   * A position in the perpetual.
   *
   * @param position signed, 0 for none
   * @param price of the perpetual
   * @param confidence in it; counts where there is a position
   * @param value profit, loss and funding that are not yet in cash
   */
  public record Perp(
      BigInteger position, BigInteger price, BigInteger confidence, BigInteger value) {

    /** Checks them. */
    public Perp {
      Checks.sized("perp position", position);
      Checks.natural("perp price", price);
      Checks.share("perp confidence", confidence);
      Checks.sized("perp value", value);
    }
  }

  /**
   * A token that is held.
   *
   * @param amount not negative
   * @param price in dollars
   * @param confidence in the price
   * @param isHedge whether its price moves with the underlying's in scenarios
   * @param maintenanceHaircut part of its value that does not count
   * @param initialHaircutAdd what the initial margin adds to it
   */
  public record Collateral(
      BigInteger amount,
      BigInteger price,
      BigInteger confidence,
      boolean isHedge,
      BigInteger maintenanceHaircut,
      BigInteger initialHaircutAdd) {

    /** Checks them. */
    public Collateral {
      Checks.natural("collateral amount", amount);
      Checks.natural("collateral price", price);
      Checks.share("collateral confidence", confidence);
      Checks.natural("maintenance haircut", maintenanceHaircut);
      Checks.natural("initial haircut", initialHaircutAdd);
    }
  }

  /** The value of a token in the stable coin, TowardZero. */
  BigInteger value(Collateral of) {
    return of.amount().multiply(of.price()).divide(stablePrice);
  }

  /** The confidence that is charged on perpetuals and options. */
  BigInteger confidence() {
    return perp.position().signum() == 0 ? spotConfidence : spotConfidence.min(perp.confidence());
  }
}
