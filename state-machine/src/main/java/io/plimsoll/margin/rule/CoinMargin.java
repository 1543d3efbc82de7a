package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.market.MarketData;

/**
 * What the coins of an account are worth and what they require, all underlyings together: market
 * value of each one's {@link NetCoins}, Floor, and {@link Haircut}s of them. Keeps scratch memory,
 * so an instance serves one caller at a time.
 */
public final class CoinMargin {

  private final NetCoins net = new NetCoins();
  private long value;
  private long initial;
  private long maintenance;

  /** Of no account yet. */
  public CoinMargin() {}

  /** Reads an account. */
  public void read(MarketData market, Book book) {
    value = 0;
    initial = 0;
    maintenance = 0;
    int p = book.from();
    while (market.hasCoins() && p < book.to()) {
      int underlying = market.underlying()[book.instrument(p)];
      p = net.read(market, book, p);
      if (net.coins() != 0) {
        value = Checked.addSaturated(value, market.coinValue(underlying, net.coins()));
        initial = Checked.addSaturated(initial, initial(market, underlying, net.coins()));
        maintenance =
            Checked.addSaturated(maintenance, maintenance(market, underlying, net.coins()));
      }
    }
  }

  /**
   * Initial margin of coins of an underlying, in quanta: what they are worth less at the strict
   * price than at the mark, and the haircut of what they are worth at it.
   */
  public static long initial(MarketData market, int underlying, long coins) {
    long num = market.strictNum(underlying, coins);
    return Checked.addSaturated(
        strict(market, underlying, coins),
        of(market, underlying, coins, num, market.haircutPpm(underlying)));
  }

  /** What coins are worth less at the strict price than at the mark, in quanta, at least 0. */
  public static long strict(MarketData market, int underlying, long coins) {
    if (market.averageNum(underlying) == 0) {
      return 0;
    }
    long num = market.strictNum(underlying, coins);
    long value = MulDiv.floorSaturated(coins, num, market.den()[market.spot(underlying)]);
    return Checked.subtractSaturated(market.coinValue(underlying, coins), value);
  }

  /** Maintenance margin of coins of an underlying, in quanta. */
  public static long maintenance(MarketData market, int underlying, long coins) {
    long mark = market.markNum()[market.spot(underlying)];
    return of(market, underlying, coins, mark, market.haircutMaintenancePpm(underlying));
  }

  /** Initial margin beside another charge for the same coins, see {@link Haircut#beside}. */
  public static long initialBeside(MarketData market, int underlying, long coins, long charge) {
    return Haircut.beside(
        initial(market, underlying, coins), market.coinValue(underlying, coins), charge);
  }

  /** Maintenance margin beside another charge for the same coins, likewise. */
  public static long maintenanceBeside(MarketData market, int underlying, long coins, long charge) {
    return Haircut.beside(
        maintenance(market, underlying, coins), market.coinValue(underlying, coins), charge);
  }

  private static long of(MarketData market, int underlying, long coins, long num, int ppm) {
    return Haircut.of(
        coins,
        num,
        market.den()[market.spot(underlying)],
        ppm,
        market.haircutCap(underlying),
        market.haircutAbovePpm(underlying));
  }

  /** What the initial margin of an underlying's coins is computed from, for people. */
  public static String inputs(MarketData market, int underlying, long coins) {
    String inputs =
        market.haircutPpm(underlying)
            + " ppm of "
            + coins
            + " coin quanta worth "
            + market.coinValue(underlying, coins);
    long strict = strict(market, underlying, coins);
    inputs += strict == 0 ? "" : ", which is " + strict + " more than at the strict price";
    return coins <= market.haircutCap(underlying)
        ? inputs
        : inputs
            + ", above "
            + market.haircutCap(underlying)
            + " of them "
            + market.haircutAbovePpm(underlying)
            + " ppm";
  }

  /** Market value, in quanta, signed. */
  public long value() {
    return value;
  }

  /** Initial margin, in quanta. */
  public long initial() {
    return initial;
  }

  /** Maintenance margin, in quanta. */
  public long maintenance() {
    return maintenance;
  }
}
