package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.List;

/**
 * What an account of the standard manager holds on one underlying, and its prices. Numbers have 18
 * decimals; confidences are from 0 to 1.
 *
 * @param spot price of the underlying, positive
 * @param spotConfidence in it
 * @param perp position in the perpetual
 * @param perpPrice of the perpetual
 * @param perpConfidence in that price
 * @param perpValue profit, loss and funding of the perpetual that are not yet in cash
 * @param base tokens of the underlying held, not negative
 * @param expiries options held; their rates do not count
 * @param parameters of the market
 */
public record StandardMarket(
    BigInteger spot,
    BigInteger spotConfidence,
    BigInteger perp,
    BigInteger perpPrice,
    BigInteger perpConfidence,
    BigInteger perpValue,
    BigInteger base,
    List<Expiry> expiries,
    Parameters parameters) {

  /** Checks the numbers and copies the list. */
  public StandardMarket {
    Checks.positive("spot", spot);
    Checks.share("spotConfidence", spotConfidence);
    Checks.sized("perp", perp);
    Checks.natural("perpPrice", perpPrice);
    Checks.share("perpConfidence", perpConfidence);
    Checks.sized("perpValue", perpValue);
    Checks.natural("base", base);
    expiries = List.copyOf(expiries);
  }

  /** What a market is set to. */
  public record Parameters(Options options, Perp perp, Base base, Oracle oracle) {}

  /**
   * Requirements of short options, as parts of the price where not said otherwise.
   *
   * @param most initial, at the money
   * @param least initial, far out of it
   * @param maintenanceCall of a call
   * @param maintenancePut of a put
   * @param maintenancePutValue of a put, as a part of its value
   * @param unpairedInitial of the forward, for calls net short
   * @param unpairedMaintenance of the forward, for calls net short
   * @param offset a put's initial requirement is at least so many maintenance requirements
   */
  public record Options(
      BigInteger most,
      BigInteger least,
      BigInteger maintenanceCall,
      BigInteger maintenancePut,
      BigInteger maintenancePutValue,
      BigInteger unpairedInitial,
      BigInteger unpairedMaintenance,
      BigInteger offset) {

    /** Checks them. */
    public Options {
      Checks.natural("most", most);
      Checks.natural("least", least);
      Checks.natural("maintenanceCall", maintenanceCall);
      Checks.natural("maintenancePut", maintenancePut);
      Checks.natural("maintenancePutValue", maintenancePutValue);
      Checks.natural("unpairedInitial", unpairedInitial);
      Checks.natural("unpairedMaintenance", unpairedMaintenance);
      Checks.natural("offset", offset);
    }
  }

  /** Requirements of perpetuals, as parts of their notional. */
  public record Perp(BigInteger initial, BigInteger maintenance) {

    /** Checks them. */
    public Perp {
      Checks.natural("initial", initial);
      Checks.natural("maintenance", maintenance);
    }
  }

  /**
   * What tokens count.
   *
   * @param factor part of their value
   * @param initialScale part of that, for the initial margin
   */
  public record Base(BigInteger factor, BigInteger initialScale) {

    /** Checks them. */
    public Base {
      Checks.natural("factor", factor);
      Checks.natural("initialScale", initialScale);
    }
  }

  /**
   * Confidences below which a lack of it is charged, 0 for never.
   *
   * @param perp of perpetuals
   * @param option of options
   * @param base of tokens
   * @param factor part of the notional that a full lack is charged
   */
  public record Oracle(BigInteger perp, BigInteger option, BigInteger base, BigInteger factor) {

    /** Checks them. */
    public Oracle {
      Checks.natural("perp", perp);
      Checks.natural("option", option);
      Checks.natural("base", base);
      Checks.natural("factor", factor);
    }
  }

  /** What is charged for a lack of confidence in a notional, TowardZero. */
  BigInteger lacking(BigInteger confidence, BigInteger threshold, BigInteger notional) {
    if (confidence.compareTo(threshold) >= 0) {
      return BigInteger.ZERO;
    }
    BigInteger lack = E18.ONE.subtract(confidence);
    return E18.timesTowardZero(E18.timesTowardZero(lack, parameters.oracle().factor()), notional);
  }
}
