package io.plimsoll.margin.rule.derive;

import java.math.BigInteger;
import java.util.List;

/**
 * What PMRM_2 says of an account. Numbers have 18 decimals, in the stable coin; charges are not
 * negative.
 *
 * @param initial what is left after the initial requirement; an account must not be below 0
 * @param maintenance what is left after the maintenance requirement; below 0 it is liquidated
 * @param markToMarket value of the account with its cash
 * @param optionValue of that, the options'
 * @param collateralValue of that, the tokens'
 * @param scenarios profit or loss in each scenario
 * @param basisContingency loss from a parting forward, not positive; competes with the scenarios
 * @param worst number of the scenario that loses most, the first of several; as many as there are
 *     scenarios where the basis contingency does
 * @param initialFactor of the worst loss, with what a lost peg adds
 * @param charges beside the worst loss
 */
public record PmrmMargin(
    BigInteger initial,
    BigInteger maintenance,
    BigInteger markToMarket,
    BigInteger optionValue,
    BigInteger collateralValue,
    List<BigInteger> scenarios,
    BigInteger basisContingency,
    int worst,
    BigInteger initialFactor,
    Charges charges) {

  /** Copies the list. */
  public PmrmMargin {
    scenarios = List.copyOf(scenarios);
  }

  /** The loss that counts, not positive. */
  public BigInteger worstLoss() {
    return worst == scenarios.size() ? basisContingency : scenarios.get(worst);
  }

  /** Whether the account may take on risk. */
  public boolean canOpen() {
    return initial.signum() >= 0;
  }

  /** Whether the account is to be liquidated. */
  public boolean isLiquidatable() {
    return maintenance.signum() < 0;
  }

  /**
   * Charges beside the worst loss; the initial margin bears all of them, the maintenance margin
   * those of its own.
   *
   * @param maintenancePerp on the perpetual
   * @param initialPerpAdd on the perpetual
   * @param maintenanceOption on naked short options
   * @param initialOptionAdd on naked short options
   * @param maintenanceCollateral haircuts
   * @param initialCollateralAdd haircuts
   * @param confidence on notionals in whose price there is no confidence; initial only
   */
  public record Charges(
      BigInteger maintenancePerp,
      BigInteger initialPerpAdd,
      BigInteger maintenanceOption,
      BigInteger initialOptionAdd,
      BigInteger maintenanceCollateral,
      BigInteger initialCollateralAdd,
      BigInteger confidence) {

    /** What the maintenance margin bears. */
    public BigInteger maintenance() {
      return maintenancePerp.add(maintenanceOption).add(maintenanceCollateral);
    }

    /** What the initial margin bears beside that. */
    public BigInteger initialAdd() {
      return initialPerpAdd.add(initialOptionAdd).add(initialCollateralAdd).add(confidence);
    }
  }
}
