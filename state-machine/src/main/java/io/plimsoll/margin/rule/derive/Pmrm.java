package io.plimsoll.margin.rule.derive;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.PmrmMargin.Charges;
import io.plimsoll.margin.rule.derive.PmrmPortfolio.Collateral;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * PMRM_2, Derive's portfolio margin of one underlying:
 *
 * <pre>
 *   margin = cash + value + factor * min(basis contingency, P&amp;L of each scenario) - charges
 * </pre>
 *
 * <p>with a factor and charges for the initial and for the maintenance margin, each at least 0 in a
 * healthy account. The basis contingency adds each expiry's worst move of its forward; a skew
 * scenario takes each expiry in the direction that loses.
 *
 * <p>Source: derivexyz/v2-core 7736900d3957, PMRMLib_2.sol and PMRM_2.sol.
 */
public final class Pmrm {

  private final PmrmPortfolio portfolio;
  private final PmrmParameters parameters;
  private final List<ShockedExpiry> expiries = new ArrayList<>();

  /** An account, of which nothing is computed yet. */
  public Pmrm(PmrmPortfolio portfolio, PmrmParameters parameters) {
    this(portfolio, parameters, List.of());
  }

  private Pmrm(PmrmPortfolio portfolio, PmrmParameters parameters, List<ShockedExpiry> known) {
    this.portfolio = portfolio;
    this.parameters = parameters;
    for (Expiry expiry : portfolio.expiries()) {
      ShockedExpiry like = null;
      for (ShockedExpiry other : known) {
        like = other.isValuedAs(expiry, parameters) ? other : like;
      }
      boolean isSame = like != null && like.expiry().equals(expiry);
      expiries.add(isSame ? like : new ShockedExpiry(expiry, parameters, like));
    }
  }

  /**
   * Another account, which holds much of what this one does: what both hold is valued once. Its
   * margins are those of an account on its own.
   */
  public Pmrm sharingWith(PmrmPortfolio other) {
    return new Pmrm(other, parameters, expiries);
  }

  /** The margins of an account. */
  public static PmrmMargin of(PmrmPortfolio portfolio, PmrmParameters parameters) {
    return new Pmrm(portfolio, parameters).margin();
  }

  /** Its margins. */
  public PmrmMargin margin() {
    return margin(parameters.scenarios());
  }

  /**
   * The margins in three scenarios alone, an unmoved price and the two moves of the basis: all that
   * the venue checks, by the maintenance margin, where a trusted party trades.
   */
  public static PmrmMargin ofTrusted(PmrmPortfolio portfolio, PmrmParameters parameters) {
    List<Scenario> scenarios = new ArrayList<>();
    PmrmParameters.Basis basis = parameters.basis();
    for (BigInteger multiplier : List.of(basis.up(), basis.down(), E18.ONE)) {
      scenarios.add(new Scenario(multiplier, Scenario.Volatility.NONE, E18.ONE));
    }
    return new Pmrm(portfolio, parameters).margin(scenarios);
  }

  private PmrmMargin margin(List<Scenario> scenarios) {
    BigInteger optionValue = BigInteger.ZERO;
    BigInteger basisContingency = BigInteger.ZERO;
    for (ShockedExpiry expiry : expiries) {
      optionValue = optionValue.add(expiry.value());
      basisContingency = basisContingency.add(expiry.basisContingency());
    }
    BigInteger collateralValue = BigInteger.ZERO;
    for (Collateral collateral : portfolio.collaterals()) {
      collateralValue = collateralValue.add(portfolio.value(collateral));
    }
    List<BigInteger> losses = new ArrayList<>(scenarios.size());
    int worst = scenarios.size();
    BigInteger worstLoss = basisContingency;
    for (Scenario scenario : scenarios) {
      BigInteger pnl = pnl(scenario);
      if (pnl.compareTo(worstLoss) < 0) {
        worstLoss = pnl;
        worst = losses.size();
      }
      losses.add(pnl);
    }
    BigInteger value =
        portfolio.cash().add(portfolio.perp().value()).add(optionValue).add(collateralValue);
    BigInteger factor = initialFactor();
    Charges charges = charges();
    BigInteger maintenanceFactor = parameters.margin().maintenanceFactor();
    return new PmrmMargin(
        value
            .add(timesTowardZero(worstLoss, factor))
            .subtract(charges.initialAdd())
            .subtract(charges.maintenance()),
        value.add(timesTowardZero(worstLoss, maintenanceFactor)).subtract(charges.maintenance()),
        value,
        optionValue,
        collateralValue,
        losses,
        basisContingency,
        worst,
        factor,
        charges);
  }

  /** The difference to today's value in a scenario. */
  private BigInteger pnl(Scenario scenario) {
    BigInteger move = scenario.multiplier().subtract(E18.ONE);
    BigInteger perp =
        timesTowardZero(
            portfolio.perp().position(), timesTowardZero(move, portfolio.perp().price()));
    BigInteger pnl = timesTowardZero(perp, scenario.dampening());
    for (ShockedExpiry expiry : expiries) {
      pnl = pnl.add(expiry.pnl(scenario));
    }
    for (Collateral collateral : portfolio.collaterals()) {
      if (collateral.isHedge()) {
        BigInteger moved = timesTowardZero(portfolio.value(collateral), move);
        pnl = pnl.add(timesTowardZero(moved, scenario.dampening()));
      }
    }
    return pnl;
  }

  private BigInteger initialFactor() {
    PmrmParameters.Contingencies settings = parameters.contingencies();
    BigInteger lost =
        settings.pegThreshold().subtract(portfolio.stablePrice()).max(BigInteger.ZERO);
    return parameters.margin().initialFactor().add(timesTowardZero(lost, settings.pegFactor()));
  }

  private Charges charges() {
    PmrmParameters.Contingencies settings = parameters.contingencies();
    BigInteger spot = portfolio.spot();
    BigInteger perp = timesTowardZero(portfolio.perp().position().abs(), spot);
    BigInteger confidence = unconfident(portfolio.confidence(), perp);
    BigInteger maintenanceOption = BigInteger.ZERO;
    BigInteger initialOption = BigInteger.ZERO;
    for (ShockedExpiry shocked : expiries) {
      Expiry expiry = shocked.expiry();
      BigInteger naked = timesTowardZero(shocked.nakedShorts(), spot);
      maintenanceOption =
          maintenanceOption.add(timesTowardZero(naked, settings.maintenanceOption()));
      initialOption = initialOption.add(timesTowardZero(naked, settings.initialOptionAdd()));
      confidence =
          confidence.add(
              unconfident(
                  portfolio.confidence().min(expiry.confidence()),
                  timesTowardZero(expiry.grossAmount(), spot)));
    }
    BigInteger maintenanceCollateral = BigInteger.ZERO;
    BigInteger initialCollateral = BigInteger.ZERO;
    for (Collateral collateral : portfolio.collaterals()) {
      BigInteger value = portfolio.value(collateral);
      maintenanceCollateral =
          maintenanceCollateral.add(timesTowardZero(value, collateral.maintenanceHaircut()));
      initialCollateral =
          initialCollateral.add(timesTowardZero(value, collateral.initialHaircutAdd()));
      // Tokens are valued before the perpetual's price is looked at, so its confidence is not
      // theirs.
      confidence =
          confidence.add(
              unconfident(portfolio.spotConfidence().min(collateral.confidence()), value));
    }
    return new Charges(
        timesTowardZero(perp, settings.maintenancePerp()),
        timesTowardZero(perp, settings.initialPerpAdd()),
        maintenanceOption,
        initialOption,
        maintenanceCollateral,
        initialCollateral,
        confidence);
  }

  private BigInteger unconfident(BigInteger confidence, BigInteger notional) {
    PmrmParameters.Contingencies settings = parameters.contingencies();
    if (confidence.compareTo(settings.confidenceThreshold()) >= 0) {
      return BigInteger.ZERO;
    }
    BigInteger lack = E18.ONE.subtract(confidence);
    return timesTowardZero(timesTowardZero(lack, settings.confidenceMargin()), notional);
  }
}
