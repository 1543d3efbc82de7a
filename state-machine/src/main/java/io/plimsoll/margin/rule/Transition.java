package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;

/** Which updates an account may make while its equity does not cover its initial margin. */
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
   * <p>Source: dYdX v4-chain, subaccounts, valid state transitions of an undercollateralised
   * subaccount.
   *
   * @param equityBefore and the others in quanta; requirements are not negative
   */
  public static boolean permits(
      long equityBefore,
      long maintenanceBefore,
      long equityAfter,
      long maintenanceAfter,
      long initialAfter) {
    if (equityAfter >= initialAfter) {
      return true;
    }
    if (maintenanceAfter > maintenanceBefore) {
      return false;
    }
    if (maintenanceBefore == 0 || maintenanceAfter == 0) {
      return maintenanceBefore == maintenanceAfter && equityAfter > equityBefore;
    }
    return compareRisk(equityAfter, maintenanceAfter, equityBefore, maintenanceBefore) >= 0;
  }

  /**
   * Compares two accounts by equity / maintenance margin: negative where the first is riskier. A
   * requirement of 0 compares as an infinite ratio with the sign of the equity.
   */
  public static int compareRisk(
      long equity, long maintenance, long otherEquity, long otherMaintenance) {
    return MulDiv.compareProducts(equity, otherMaintenance, otherEquity, maintenance);
  }
}
