package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.Transition;
import java.math.BigInteger;

/**
 * What an account or a position is worth and must hold, in quote quanta.
 *
 * <p>Source: lib/margin/risk.go, perpetuals/lib/lib.go, subaccounts/lib/updates.go.
 *
 * @param net net collateral: cash, notionals and collateral in positions
 * @param initial initial margin requirement
 * @param maintenance maintenance margin requirement
 */
public record Risk(BigInteger net, BigInteger initial, BigInteger maintenance) {

  /** Of nothing. */
  public static final Risk ZERO = new Risk(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  /** Of a position of a size, without the collateral in it and without the user's fraction. */
  public static Risk of(Market market, BigInteger size) {
    return of(market, size, BigInteger.ZERO, BigInteger.ZERO);
  }

  /**
   * Of a position.
   *
   * @param quote collateral in it
   * @param ownPpm the user's own initial margin fraction, or 0
   */
  public static Risk of(Market market, BigInteger size, BigInteger quote, BigInteger ownPpm) {
    BigInteger notional = market.price().notional(size);
    Tier tier = market.tier();
    return new Risk(
        notional.add(quote),
        tier.initial(notional.abs(), market.openNotional(), ownPpm),
        tier.maintenance(notional.abs()));
  }

  /** Of an account whose funding is settled: plain sums. */
  public static Risk of(Account account, Markets markets) {
    Risk sum = new Risk(account.cash(), BigInteger.ZERO, BigInteger.ZERO);
    for (Position position : account.positions()) {
      Market market = markets.get(position.market());
      BigInteger ownPpm = account.ownPpmOf(market.id());
      sum = sum.plus(of(market, position.size(), position.quote(), ownPpm));
    }
    return sum;
  }

  /** Of an account as it would be if its funding were settled now. */
  public static Risk ofUnsettled(Account account, Markets markets) {
    return of(Settlement.of(account, markets).account(), markets);
  }

  /** Both together. */
  public Risk plus(Risk other) {
    return new Risk(
        net.add(other.net), initial.add(other.initial), maintenance.add(other.maintenance));
  }

  /** Whether it may open positions. */
  public boolean coversInitial() {
    return net.compareTo(initial) >= 0;
  }

  /** Whether it has its maintenance margin. */
  public boolean coversMaintenance() {
    return net.compareTo(maintenance) >= 0;
  }

  /** Whether it is liquidated: it requires something, and has less. Without positions never. */
  public boolean isLiquidatable() {
    return maintenance.signum() > 0 && !coversMaintenance();
  }

  /**
   * Compares riskiness: positive where this is riskier. Less net collateral for each maintenance
   * margin is; of equal ratios the larger maintenance margin is, and where both are 0 the lower net
   * collateral.
   */
  public int compareRisk(Risk other) {
    int safer = Transition.compareRisk(net, maintenance, other.net, other.maintenance);
    if (safer != 0) {
      return -safer;
    }
    return maintenance.signum() == 0 && other.maintenance.signum() == 0
        ? other.net.compareTo(net)
        : maintenance.compareTo(other.maintenance);
  }

  /** What becomes of an update that leads from this to another. */
  public UpdateResult judge(Risk after) {
    boolean permitted =
        Transition.permits(net, maintenance, after.net, after.maintenance, after.initial);
    if (permitted) {
      return UpdateResult.SUCCESS;
    }
    return coversInitial()
        ? UpdateResult.NEWLY_UNDERCOLLATERALIZED
        : UpdateResult.STILL_UNDERCOLLATERALIZED;
  }

  /** {@link #judge} where it is known that the account after it may not open positions. */
  public UpdateResult judgeUndercollateralized(Risk after) {
    return judge(new Risk(after.net, after.net.add(BigInteger.ONE), after.maintenance));
  }
}
