package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * Which updates an account may make while its equity does not cover its initial margin, and which
 * of two accounts is riskier. Each rule is there for blocks and without limits; both are decided by
 * signs of differences alone, and in one place.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, subaccounts/lib/updates.go and lib/margin/risk.go.
 */
public final class Transition {

  private Transition() {}

  /**
   * Whether an update leads to an account that may open, or makes one that may not safer.
   *
   * <p>An account with equity of at least its initial margin may do it. Otherwise its maintenance
   * margin must not grow; where the maintenance margin before or after is 0, both must be 0 and the
   * equity must rise; else it must not be riskier, that is equity / maintenance margin must not
   * fall, compared by cross-multiplying.
   *
   * @param equityBefore and the others in quanta; requirements are not negative
   */
  public static boolean permits(
      long equityBefore,
      long maintenanceBefore,
      long equityAfter,
      long maintenanceAfter,
      long initialAfter) {
    return equityAfter >= initialAfter
        || improves(
            Long.signum(maintenanceBefore),
            Long.signum(maintenanceAfter),
            Long.compare(maintenanceAfter, maintenanceBefore),
            Long.compare(equityAfter, equityBefore),
            compareRisk(equityAfter, maintenanceAfter, equityBefore, maintenanceBefore));
  }

  /** The same without limits. */
  public static boolean permits(
      BigInteger equityBefore,
      BigInteger maintenanceBefore,
      BigInteger equityAfter,
      BigInteger maintenanceAfter,
      BigInteger initialAfter) {
    return equityAfter.compareTo(initialAfter) >= 0
        || improves(
            maintenanceBefore.signum(),
            maintenanceAfter.signum(),
            maintenanceAfter.compareTo(maintenanceBefore),
            equityAfter.compareTo(equityBefore),
            compareRisk(equityAfter, maintenanceAfter, equityBefore, maintenanceBefore));
  }

  /** The decision; each argument is a sign, the last three those of after - before. */
  private static boolean improves(
      int maintenanceBefore, int maintenanceAfter, int maintenance, int equity, int ratio) {
    if (maintenance > 0) {
      return false;
    }
    if (maintenanceBefore == 0 || maintenanceAfter == 0) {
      return maintenanceBefore == maintenanceAfter && equity > 0;
    }
    return ratio >= 0;
  }

  /**
   * Compares two accounts by equity / maintenance margin: negative where the first is riskier. A
   * requirement of 0 compares as an infinite ratio with the sign of the equity.
   */
  public static int compareRisk(
      long equity, long maintenance, long otherEquity, long otherMaintenance) {
    return MulDiv.compareProducts(equity, otherMaintenance, otherEquity, maintenance);
  }

  /** The same without limits. */
  public static int compareRisk(
      BigInteger equity,
      BigInteger maintenance,
      BigInteger otherEquity,
      BigInteger otherMaintenance) {
    return equity.multiply(otherMaintenance).compareTo(otherEquity.multiply(maintenance));
  }
}
