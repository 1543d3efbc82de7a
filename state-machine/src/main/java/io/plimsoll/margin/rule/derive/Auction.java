package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * The Dutch auction of a portfolio: what it costs, and how much of it is for sale. Values are in
 * quanta, parts in ppm, time in blocks. Each rule is there for blocks, over {@code long}, and
 * without limits.
 *
 * <p>Source: Derive v2-core 7736900d3957, liquidation/DutchAuction.sol, whose numbers have 18
 * decimals where these have 6, and whose time is in seconds.
 */
public final class Auction {

  private static final long ONE_PPM = 1_000_000;

  private Auction() {}

  /**
   * Lengths and marks of an auction.
   *
   * @param startPpm of the value, where the price starts
   * @param turnPpm where the fast phase ends; what is above the start counts as the start
   * @param fastBlocks positive
   * @param slowBlocks positive
   * @param insolventBlocks positive
   */
  public record Terms(
      long startPpm, long turnPpm, long fastBlocks, long slowBlocks, long insolventBlocks) {

    /** Blocks after which a solvent auction's price is 0. */
    public long blocks() {
      return fastBlocks + slowBlocks;
    }
  }

  /**
   * The price of a solvent auction as a part of the value: from the start to the turn over the fast
   * phase, from there to 0 over the slow one, 0 after it. What it has fallen is TowardZero.
   *
   * @param elapsed blocks since it began, not negative
   */
  public static long pricePpm(Terms terms, long elapsed) {
    long turn = Math.min(terms.turnPpm, terms.startPpm);
    if (elapsed < terms.fastBlocks) {
      return terms.startPpm - MulDiv.towardZero(terms.startPpm - turn, elapsed, terms.fastBlocks);
    }
    if (elapsed >= terms.blocks()) {
      return 0;
    }
    return turn - MulDiv.towardZero(turn, elapsed - terms.fastBlocks, terms.slowBlocks);
  }

  /** Equity above maintenance margin and a buffer of it, negative below; the buffer is Floor. */
  public static long bufferMargin(long equity, long maintenance, long bufferPpm) {
    long buffer = MulDiv.floorSaturated(maintenance, bufferPpm, ONE_PPM);
    return Checked.subtractSaturated(Checked.subtractSaturated(equity, maintenance), buffer);
  }

  /** The same without limits. */
  public static BigInteger bufferMargin(
      BigInteger equity, BigInteger maintenance, BigInteger bufferPpm) {
    return equity.subtract(maintenance).subtract(Exact.floorOfPpm(maintenance, bufferPpm));
  }

  /**
   * The part of a portfolio that must be sold, at most all, so that what is left and what it brings
   * are above the buffer: bufferMargin / (bufferMargin - equity * price - reserved * (1 - price)),
   * both products TowardZero, the quotient Ceil, so that it is reached. All where the portfolio is
   * worth less than the cutoff, nothing where it is above the buffer.
   *
   * @param bufferMargin as {@link #bufferMargin(long, long, long)}
   * @param equity what the portfolio is worth, the reserved cash included
   * @param pricePpm as {@link #pricePpm}
   * @param reserved cash that is not for sale, from 0 to the equity
   */
  public static long portionPpm(
      long bufferMargin, long equity, long pricePpm, long reserved, long cutoff) {
    if (equity < cutoff) {
      return ONE_PPM;
    }
    if (bufferMargin >= 0) {
      return 0;
    }
    long brings = MulDiv.towardZero(equity, pricePpm, ONE_PPM);
    long kept = MulDiv.towardZero(reserved, ONE_PPM - pricePpm, ONE_PPM);
    long needed = Checked.negate(bufferMargin);
    long of = Checked.addSaturated(Checked.addSaturated(needed, brings), kept);
    return of <= needed ? ONE_PPM : MulDiv.ceil(needed, ONE_PPM, of);
  }

  /** The same without limits. */
  public static BigInteger portionPpm(
      BigInteger bufferMargin,
      BigInteger equity,
      BigInteger pricePpm,
      BigInteger reserved,
      BigInteger cutoff) {
    if (equity.compareTo(cutoff) < 0) {
      return Exact.MILLION;
    }
    if (bufferMargin.signum() >= 0) {
      return BigInteger.ZERO;
    }
    BigInteger brings = equity.multiply(pricePpm).divide(Exact.MILLION);
    BigInteger kept = reserved.multiply(Exact.MILLION.subtract(pricePpm)).divide(Exact.MILLION);
    BigInteger needed = bufferMargin.negate();
    BigInteger of = needed.add(brings).add(kept);
    return of.compareTo(needed) <= 0
        ? Exact.MILLION
        : Exact.ceil(needed.multiply(Exact.MILLION), of);
  }

  /** What all that is for sale costs in a solvent auction, TowardZero; at most its value. */
  public static long solventPrice(long equity, long reserved, long pricePpm) {
    return MulDiv.towardZero(Checked.subtractSaturated(equity, reserved), pricePpm, ONE_PPM);
  }

  /** The same without limits. */
  public static BigInteger solventPrice(
      BigInteger equity, BigInteger reserved, BigInteger pricePpm) {
    return equity.subtract(reserved).multiply(pricePpm).divide(Exact.MILLION);
  }

  /**
   * What all costs in an insolvent auction, never positive: from the equity, at most 0, to equity -
   * maintenance margin over its blocks, and that after them. What it has fallen is TowardZero. 0
   * where the equity covers the maintenance margin.
   *
   * @param elapsed blocks since it began, not negative
   */
  public static long insolventPrice(long equity, long maintenance, Terms terms, long elapsed) {
    long margin = Checked.subtractSaturated(equity, maintenance);
    if (margin >= 0) {
      return 0;
    }
    if (elapsed >= terms.insolventBlocks) {
      return margin;
    }
    long from = Math.min(equity, 0);
    long falls = Checked.subtractSaturated(margin, from);
    return from + MulDiv.towardZero(falls, elapsed, terms.insolventBlocks);
  }

  /** The same without limits. */
  public static BigInteger insolventPrice(
      BigInteger equity, BigInteger maintenance, Terms terms, BigInteger elapsed) {
    BigInteger margin = equity.subtract(maintenance);
    BigInteger length = BigInteger.valueOf(terms.insolventBlocks);
    if (margin.signum() >= 0) {
      return BigInteger.ZERO;
    }
    if (elapsed.compareTo(length) >= 0) {
      return margin;
    }
    BigInteger from = equity.min(BigInteger.ZERO);
    return from.add(margin.subtract(from).multiply(elapsed).divide(length));
  }
}
