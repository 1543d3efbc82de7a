package io.plimsoll.margin.rule.paradex;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;

/**
 * The deltas of one coin, in coins, of which portfolio margin requires a minimum.
 *
 * <p>Source: Paradex's documentation of portfolio margin, paradex-docs 9b82a75a0353,
 * fern/pages/risk-system/portfolio-margin.mdx.
 *
 * @param net of all positions, with its sign
 * @param gross of all positions without their signs; never below that of the net
 */
public record DeltaRisk(BigInteger net, BigInteger gross) {

  /** Two numbers multiplied with an index. */
  private static final BigInteger E36 = E18.ONE.multiply(E18.ONE);

  /** The net and the gross of the positions' deltas, in coins. */
  public static DeltaRisk of(Iterable<BigInteger> deltas) {
    BigInteger net = BigInteger.ZERO;
    BigInteger gross = BigInteger.ZERO;
    for (BigInteger delta : deltas) {
      net = net.add(delta);
      gross = gross.add(delta.abs());
    }
    return new DeltaRisk(net, gross);
  }

  /** The smaller of the long and of the short deltas: (gross - |net|) / 2. */
  public BigInteger hedged() {
    return gross.subtract(net.abs()).shiftRight(1);
  }

  /**
   * unhedged * |net| + hedged * (gross - |net|) / 2, at the index; Ceil.
   *
   * @param unhedged part of what no other delta hedges
   * @param hedged part of what is hedged
   * @param index in USD
   */
  public BigInteger minimum(BigInteger unhedged, BigInteger hedged, BigInteger index) {
    BigInteger twice =
        unhedged.multiply(net.abs()).shiftLeft(1).add(hedged.multiply(gross.subtract(net.abs())));
    return Exact.ceil(twice.multiply(index), E36.shiftLeft(1));
  }
}
