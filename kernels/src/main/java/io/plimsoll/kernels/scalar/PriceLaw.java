package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.body.LinearBody;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigInteger;

/** How one instrument's row of a risk array comes about, step by step. */
public final class PriceLaw {

  private static final long ONE_PPM = 1_000_000;
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private PriceLaw() {}

  /** Fills the mark and the entries of instrument {@code i}. */
  public static void price(PricingBatch in, int i, RiskArrays out) {
    if (in.kind()[i] == PricingBatch.LINEAR) {
      linear(in, i, out);
    } else {
      option(in, i, out);
    }
  }

  /** Fills the mark and the entries of a linear instrument. */
  public static void linear(PricingBatch in, int i, RiskArrays out) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[i]);
    LotValue worth = LotValue.of(in, i, ONE_PPM);
    long price = in.price()[i];
    long[] entries = out.entries();
    for (int s = 0; s < set.size(); s++) {
      entries[i * out.stride() + s] = worth.entry(price, set.priceMovePpm(s));
    }
    out.mark()[i] = price;
  }

  private static void option(PricingBatch in, int i, RiskArrays out) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[i]);
    LotValue worth = LotValue.of(in, i, 1);
    long rootYearsQ60 = rootYearsQ60(in.timeMs()[i]);
    long mark = value(in, i, in.price()[i], in.volPpm()[i], rootYearsQ60);
    long[] entries = out.entries();
    for (int s = 0; s < set.size(); s++) {
      long forward = shockedForward(in.price()[i], set.priceMovePpm(s));
      long volPpm = shockedVolPpm(in.volPpm()[i], set, s);
      long value = value(in, i, forward, volPpm, rootYearsQ60);
      entries[i * out.stride() + s] = worth.entry(value - mark, 1);
    }
    out.mark()[i] = mark;
  }

  /** Of a time that is 0 or less, 0, which makes s 0 and the price intrinsic. */
  public static long rootYearsQ60(long timeMs) {
    return timeMs <= 0 ? 0 : Black76Body.rootYearsQ60(timeMs);
  }

  /** A forward after a relative move, HalfEven; at most the largest price. */
  public static long shockedForward(long forward, int movePpm) {
    return Math.min(
        MulDiv.halfEven(forward, ONE_PPM + movePpm, ONE_PPM), PricingBatch.LARGEST_PRICE);
  }

  /** An option's volatility in scenario {@code s}, in ppm. */
  public static long shockedVolPpm(long volPpm, ScenarioSet set, int s) {
    return set.volShock(s).volPpm(volPpm, 0, 0);
  }

  private static long value(PricingBatch in, int i, long forward, long volPpm, long rootYearsQ60) {
    long strike = in.strike()[i];
    long logQ44 = forward == 0 ? 0 : Black76Body.lnQ44(forward) - Black76Body.lnQ44(strike);
    long call = Black76Body.call(forward, strike, logQ44, Black76Body.sQ54(volPpm, rootYearsQ60));
    return finish(in, i, call, forward);
  }

  /** From the undiscounted call to the value of the instrument: parity, then discount, HalfEven. */
  public static long finish(PricingBatch in, int i, long call, long forward) {
    long undiscounted =
        in.kind()[i] == PricingBatch.PUT ? Black76Body.put(call, forward, in.strike()[i]) : call;
    long discountQ62 = in.discountQ62()[i];
    return discountQ62 == PricingBatch.NO_DISCOUNT_Q62
        ? undiscounted
        : MulDiv.halfEven(undiscounted, discountQ62, PricingBatch.NO_DISCOUNT_Q62);
  }

  /**
   * What one price mantissa unit of one lot is worth in units of 10^-k quanta: an exact rational in
   * lowest terms.
   *
   * @param num its numerator, or 0 where it has no room in a long
   * @param den its denominator, or 0 where it has no room in a long
   * @param exactNum its numerator
   * @param exactDen its denominator
   */
  public record LotValue(long num, long den, BigInteger exactNum, BigInteger exactDen) {

    /**
     * Of instrument {@code i}.
     *
     * @param per what else divides: 1e6 where the price is multiplied by a move in ppm, or 1
     */
    public static LotValue of(PricingBatch in, int i, long per) {
      BigInteger num =
          BigInteger.valueOf(in.multiplierNum()[i]).multiply(BigInteger.TEN.pow(in.unitScale()[i]));
      BigInteger den = BigInteger.valueOf(in.multiplierDen()[i]).multiply(BigInteger.valueOf(per));
      BigInteger common = num.gcd(den);
      num = num.divide(common);
      den = den.divide(common);
      boolean fits = num.bitLength() < Long.SIZE && den.bitLength() < Long.SIZE;
      return new LotValue(fits ? num.longValue() : 0, fits ? den.longValue() : 0, num, den);
    }

    /** halfEven(value * factor * num / den), or the nearest long. */
    public long entry(long value, long factor) {
      if (den != 0 && LinearBody.fits(value, factor, num)) {
        return LinearBody.entry(value, factor, num, den);
      }
      BigInteger product =
          BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor)).multiply(exactNum);
      BigInteger[] parts = product.abs().divideAndRemainder(exactDen);
      int half = parts[1].shiftLeft(1).compareTo(exactDen);
      boolean away = half > 0 || (half == 0 && parts[0].testBit(0));
      BigInteger size = away ? parts[0].add(BigInteger.ONE) : parts[0];
      BigInteger entry = product.signum() < 0 ? size.negate() : size;
      return entry.max(LEAST).min(LARGEST).longValue();
    }
  }
}
