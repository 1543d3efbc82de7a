package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.List;

/**
 * What PMRM_2 is set to. Numbers have 18 decimals and are not negative unless said otherwise.
 *
 * @param margin factors and static discounts
 * @param volShock moves of volatilities
 * @param skew of them
 * @param basis the risk that a forward parts from the price
 * @param contingencies other charges
 * @param scenarios at least one
 */
public record PmrmParameters(
    Margin margin,
    VolShock volShock,
    Skew skew,
    Basis basis,
    Contingencies contingencies,
    List<Scenario> scenarios) {

  /** Copies the list. */
  public PmrmParameters {
    scenarios = List.copyOf(scenarios);
    Checks.require(!scenarios.isEmpty(), "scenarios", scenarios, "be at least one");
  }

  /**
   * Factors of the worst loss, and static discounts, which grow with rate and time.
   *
   * @param initialFactor of the worst loss, for the initial margin
   * @param maintenanceFactor for the maintenance margin
   * @param shortRateMultiplier of the rate, for what is owed
   * @param longRateMultiplier for what is owned
   * @param shortRateAdd added to that
   * @param longRateAdd added to that
   * @param shortDiscount of what is owed, without time; above 1
   * @param longDiscount of what is owned, without time; below 1
   */
  public record Margin(
      BigInteger initialFactor,
      BigInteger maintenanceFactor,
      BigInteger shortRateMultiplier,
      BigInteger longRateMultiplier,
      BigInteger shortRateAdd,
      BigInteger longRateAdd,
      BigInteger shortDiscount,
      BigInteger longDiscount) {

    /** Checks them. */
    public Margin {
      Checks.natural("initialFactor", initialFactor);
      Checks.natural("maintenanceFactor", maintenanceFactor);
      Checks.natural("shortRateMultiplier", shortRateMultiplier);
      Checks.natural("longRateMultiplier", longRateMultiplier);
      Checks.natural("shortRateAdd", shortRateAdd);
      Checks.natural("longRateAdd", longRateAdd);
      Checks.natural("shortDiscount", shortDiscount);
      Checks.natural("longDiscount", longDiscount);
    }
  }

  /**
   * Relative moves of volatilities, scaled by (30 days / time to expiry)^power.
   *
   * @param up range of a rise
   * @param down range of a fall
   * @param shortTermPower up to 30 days, at most 20
   * @param longTermPower beyond, at most 20
   * @param floorSeconds the least time to expiry that counts
   * @param leastRisen the least volatility after a rise
   */
  public record VolShock(
      BigInteger up,
      BigInteger down,
      BigInteger shortTermPower,
      BigInteger longTermPower,
      long floorSeconds,
      BigInteger leastRisen) {

    private static final BigInteger MOST_POWER = BigInteger.valueOf(20);

    /** Checks them. */
    public VolShock {
      Checks.natural("up", up);
      Checks.natural("down", down);
      Checks.natural("shortTermPower", shortTermPower);
      Checks.natural("longTermPower", longTermPower);
      BigInteger most = E18.ONE.multiply(MOST_POWER);
      Checks.atMost("shortTermPower", shortTermPower, most);
      Checks.atMost("longTermPower", longTermPower, most);
      Checks.require(floorSeconds >= 0, "floorSeconds", floorSeconds, "not be negative");
      Checks.natural("leastRisen", leastRisen);
    }
  }

  /**
   * How far volatilities may turn around the forward: by ln(strike / forward) * cap / k, at most by
   * the cap, with cap = base + slope * root of time and k = root of time * width * (level + slope *
   * root of time).
   *
   * @param linearCap base of the cap of the linear skew
   * @param linearCapSlope may be negative
   * @param absCap base of the cap of the absolute skew
   * @param absCapSlope may be negative
   * @param leastK the least k
   * @param width of k
   * @param kLevel level of the volatility in k
   * @param kSlope may be negative
   */
  public record Skew(
      BigInteger linearCap,
      BigInteger linearCapSlope,
      BigInteger absCap,
      BigInteger absCapSlope,
      BigInteger leastK,
      BigInteger width,
      BigInteger kLevel,
      BigInteger kSlope) {

    /** Checks them. */
    public Skew {
      Checks.natural("linearCap", linearCap);
      Checks.sized("linearCapSlope", linearCapSlope);
      Checks.natural("absCap", absCap);
      Checks.sized("absCapSlope", absCapSlope);
      Checks.natural("leastK", leastK);
      Checks.natural("width", width);
      Checks.natural("kLevel", kLevel);
      Checks.sized("kSlope", kSlope);
    }
  }

  /**
   * Moves of one expiry's forward, whose losses are weighted by add + multiplier * years.
   *
   * @param up multiplier of the price
   * @param down multiplier of the price
   * @param add weight without time
   * @param multiplier weight of a year
   */
  public record Basis(BigInteger up, BigInteger down, BigInteger add, BigInteger multiplier) {

    /** Checks them. */
    public Basis {
      Checks.natural("up", up);
      Checks.natural("down", down);
      Checks.natural("add", add);
      Checks.natural("multiplier", multiplier);
    }
  }

  /**
   * Charges beside the worst loss.
   *
   * @param pegThreshold price of the stable coin below which the initial factor grows
   * @param pegFactor by how much
   * @param confidenceThreshold below which a lack of confidence is charged
   * @param confidenceMargin how much of the notional a full lack is charged
   * @param maintenancePerp part of a perpetual's notional
   * @param initialPerpAdd what the initial margin adds to it
   * @param maintenanceOption part of the notional of naked short options
   * @param initialOptionAdd what the initial margin adds to it
   */
  public record Contingencies(
      BigInteger pegThreshold,
      BigInteger pegFactor,
      BigInteger confidenceThreshold,
      BigInteger confidenceMargin,
      BigInteger maintenancePerp,
      BigInteger initialPerpAdd,
      BigInteger maintenanceOption,
      BigInteger initialOptionAdd) {

    /** Checks them. */
    public Contingencies {
      Checks.natural("pegThreshold", pegThreshold);
      Checks.natural("pegFactor", pegFactor);
      Checks.natural("confidenceThreshold", confidenceThreshold);
      Checks.natural("confidenceMargin", confidenceMargin);
      Checks.natural("maintenancePerp", maintenancePerp);
      Checks.natural("initialPerpAdd", initialPerpAdd);
      Checks.natural("maintenanceOption", maintenanceOption);
      Checks.natural("initialOptionAdd", initialOptionAdd);
    }
  }
}
