package io.plimsoll.margin.rule.derive;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Derive's standard manager. Markets and expiries are added, without any offset between them; for
 * the options of an expiry the better of two is required: each short option's own requirement, or
 * the most that all can lose at expiry, which for calls net short has no bound and costs a part of
 * the forward more.
 *
 * <p>Source: derivexyz/v2-core 7736900d3957, StandardManager.sol.
 */
public final class StandardManager {

  private final boolean isInitial;
  private final BigInteger stablePrice;

  /** What a lost peg adds to a requirement, as a part of notionals. */
  private final BigInteger depeg;

  private StandardManager(boolean isInitial, BigInteger stablePrice, BigInteger depeg) {
    this.isInitial = isInitial;
    this.stablePrice = stablePrice;
    this.depeg = depeg;
  }

  /**
   * What is left of an account after its requirements. Numbers have 18 decimals, in the stable
   * coin.
   *
   * @param initial must not be below 0
   * @param maintenance below 0 the account is liquidated
   * @param markToMarket value of the account
   */
  public record Margin(BigInteger initial, BigInteger maintenance, BigInteger markToMarket) {

    /** Whether the account may take on risk. */
    public boolean canOpen() {
      return initial.signum() >= 0;
    }

    /** Whether the account is to be liquidated. */
    public boolean isLiquidatable() {
      return maintenance.signum() < 0;
    }
  }

  /**
   * What a lost peg costs.
   *
   * @param threshold price of the stable coin below which it does
   * @param factor of what is missing
   */
  public record Depeg(BigInteger threshold, BigInteger factor) {

    /** Checks them. */
    public Depeg {
      Checks.natural("threshold", threshold);
      Checks.natural("factor", factor);
    }
  }

  /** A part of the margin and of the value. */
  record Part(BigInteger margin, BigInteger value) {

    private static final Part NOTHING = new Part(BigInteger.ZERO, BigInteger.ZERO);

    Part plus(Part other) {
      return new Part(margin.add(other.margin), value.add(other.value));
    }

    Part minus(BigInteger charge) {
      return new Part(margin.subtract(charge), value);
    }
  }

  /**
   * The margins of an account.
   *
   * @param cash signed
   * @param stablePrice price of the stable coin in dollars, positive
   * @param depeg what a lost peg costs
   * @param markets what is held
   */
  public static Margin of(
      BigInteger cash, BigInteger stablePrice, Depeg depeg, List<StandardMarket> markets) {
    return of(cash, stablePrice, depeg, markets, new Known(List.of()));
  }

  /**
   * The same of an account that holds much of what another one does.
   *
   * @param known what was computed for that one
   */
  public static Margin of(
      BigInteger cash,
      BigInteger stablePrice,
      Depeg depeg,
      List<StandardMarket> markets,
      Known known) {
    Checks.sized("cash", cash);
    Checks.positive("stablePrice", stablePrice);
    BigInteger lost = depeg.threshold().subtract(stablePrice).max(BigInteger.ZERO);
    BigInteger charge = timesTowardZero(lost, depeg.factor());
    StandardManager opens = new StandardManager(true, stablePrice, charge);
    StandardManager stays = new StandardManager(false, stablePrice, BigInteger.ZERO);
    Part initial = Part.NOTHING;
    Part maintenance = Part.NOTHING;
    for (StandardMarket market : markets) {
      initial = initial.plus(opens.apart(market));
      maintenance = maintenance.plus(stays.apart(market));
      for (Expiry expiry : market.expiries()) {
        HeldExpiry.Sums sums = sums(opens, stays, market, known.of(expiry));
        initial = initial.plus(sums.initial());
        maintenance = maintenance.plus(sums.maintenance());
      }
    }
    return new Margin(
        cash.add(initial.margin()), cash.add(maintenance.margin()), cash.add(initial.value()));
  }

  private static HeldExpiry.Sums sums(
      StandardManager opens, StandardManager stays, StandardMarket market, HeldExpiry held) {
    HeldExpiry.Sums sums = held.sums(market);
    if (sums == null) {
      sums =
          new HeldExpiry.Sums(
              market.parameters(),
              market.spot(),
              market.spotConfidence(),
              opens.options(market, held),
              stays.options(market, held));
      held.keep(sums);
    }
    return sums;
  }

  /**
   * What was computed of an account's options, for others that hold much of what it does. It serves
   * one caller at a time.
   */
  public static final class Known {

    private final List<HeldExpiry> expiries = new ArrayList<>();

    /** An account's. */
    public Known(List<StandardMarket> markets) {
      for (StandardMarket market : markets) {
        market.expiries().forEach(expiry -> expiries.add(new HeldExpiry(expiry, null)));
      }
    }

    private HeldExpiry of(Expiry expiry) {
      HeldExpiry like = null;
      for (HeldExpiry other : expiries) {
        if (other.expiry().equals(expiry)) {
          return other;
        }
        like = other.isValuedAs(expiry) ? other : like;
      }
      return new HeldExpiry(expiry, like);
    }
  }

  /** All but options. */
  private Part apart(StandardMarket market) {
    return perp(market).plus(base(market)).minus(depegCharge(market));
  }

  private BigInteger depegCharge(StandardMarket market) {
    BigInteger amount = market.perp().abs();
    for (Expiry expiry : market.expiries()) {
      amount = amount.add(shorts(expiry));
    }
    return timesTowardZero(timesTowardZero(amount, depeg), market.spot());
  }

  private Part perp(StandardMarket market) {
    if (market.perp().signum() == 0) {
      return Part.NOTHING;
    }
    StandardMarket.Perp settings = market.parameters().perp();
    BigInteger size = market.perp().abs();
    BigInteger notional = timesTowardZero(size, market.perpPrice());
    BigInteger requirement =
        timesTowardZero(notional, isInitial ? settings.initial() : settings.maintenance());
    if (isInitial) {
      BigInteger confidence = market.perpConfidence().min(market.spotConfidence());
      BigInteger threshold = market.parameters().oracle().perp();
      BigInteger spotNotional = timesTowardZero(size, market.spot());
      requirement = requirement.add(market.lacking(confidence, threshold, spotNotional));
    }
    return new Part(market.perpValue(), market.perpValue()).minus(requirement);
  }

  private Part base(StandardMarket market) {
    StandardMarket.Base settings = market.parameters().base();
    BigInteger notional = timesTowardZero(market.base(), market.spot());
    BigInteger margin = timesTowardZero(notional, settings.factor());
    if (isInitial) {
      margin = timesTowardZero(margin, settings.initialScale());
      if (margin.signum() != 0) {
        BigInteger threshold = market.parameters().oracle().base();
        margin = margin.subtract(market.lacking(market.spotConfidence(), threshold, notional));
      }
    }
    return new Part(margin, E18.overTowardZero(notional, stablePrice));
  }

  private Part options(StandardMarket market, HeldExpiry held) {
    Expiry expiry = held.expiry();
    BigInteger isolated = BigInteger.ZERO;
    BigInteger value = BigInteger.ZERO;
    BigInteger calls = BigInteger.ZERO;
    BigInteger mostLost = held.mostLost();
    for (int i = 0; i < expiry.options().size(); i++) {
      OptionHolding option = expiry.options().get(i);
      BigInteger worth = held.worths().get(i);
      value = value.add(worth);
      if (option.amount().signum() < 0) {
        isolated = isolated.add(isolated(market, option, worth));
      }
      if (option.isCall()) {
        calls = calls.add(option.amount());
      }
    }
    StandardMarket.Options settings = market.parameters().options();
    if (calls.signum() < 0) {
      BigInteger scale = isInitial ? settings.unpairedInitial() : settings.unpairedMaintenance();
      mostLost = mostLost.add(timesTowardZero(timesTowardZero(scale, expiry.forward()), calls));
    }
    BigInteger charge = BigInteger.ZERO;
    if (isInitial) {
      BigInteger confidence = market.spotConfidence().min(expiry.confidence());
      BigInteger notional = timesTowardZero(market.spot(), shorts(expiry));
      charge = market.lacking(confidence, market.parameters().oracle().option(), notional);
    }
    return new Part(isolated.max(mostLost), value).minus(charge);
  }

  private static BigInteger shorts(Expiry expiry) {
    BigInteger sum = BigInteger.ZERO;
    for (OptionHolding option : expiry.options()) {
      sum = sum.subtract(option.amount().min(BigInteger.ZERO));
    }
    return sum;
  }

  /** The margin of a short option on its own, negative. */
  private BigInteger isolated(StandardMarket market, OptionHolding option, BigInteger worth) {
    StandardMarket.Options settings = market.parameters().options();
    BigInteger spot = market.spot();
    BigInteger amount = option.amount();
    BigInteger maintenance;
    if (option.isCall()) {
      maintenance =
          timesTowardZero(timesTowardZero(settings.maintenanceCall(), spot), amount).add(worth);
    } else {
      BigInteger ofSpot = timesTowardZero(timesTowardZero(settings.maintenancePut(), spot), amount);
      BigInteger ofValue = timesTowardZero(settings.maintenancePutValue(), worth);
      maintenance = ofSpot.min(ofValue).add(worth);
    }
    if (!isInitial) {
      return maintenance;
    }
    BigInteger above = option.strike().subtract(spot);
    BigInteger out = (option.isCall() ? above : above.negate()).max(BigInteger.ZERO);
    BigInteger part = settings.most().subtract(E18.overTowardZero(out, spot)).max(settings.least());
    BigInteger initial = timesTowardZero(timesTowardZero(part, spot), amount).add(worth);
    return option.isCall() ? initial : initial.min(timesTowardZero(maintenance, settings.offset()));
  }
}
