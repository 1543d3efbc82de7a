package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.PricingBatch;
import java.math.BigInteger;

/**
 * What a change of an instrument's price is worth in an entry of its risk array: an exact rational
 * by which the change is multiplied, then rounded HalfEven once, to the nearest {@code long}.
 *
 * <p>In units of 10^-k quanta the rational is num * 10^k / den for an option; for what is linear
 * the change comes in millionths of the price's unit, so 1e6 divides as well; of what settles in
 * the coin, see {@link PriceLaw}. Where its two halves fit a {@code long}, which they do for
 * ordinary markets, nothing is allocated; otherwise integers of any length give the same entry.
 *
 * <p>Keep one for an instrument: {@link #set} to what it already is costs nothing.
 */
public final class LotValue {

  private static final long ONE_PPM = 1_000_000;
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private long multiplierNum;
  private long multiplierDen;
  private int unitScale;
  private long per;

  // num * 10^k / (den * per) in lowest terms; 0 / 0 where a half has no room.
  private long fixedNum;
  private long fixedDen;

  // What an inverse instrument multiplies and divides by besides: spot / price^power.
  private long spot = 1;
  private long price = 1;
  private int power;

  // The whole, and its den; 0 where a half has no room.
  private long den;
  private final Ratio ratio = new Ratio();

  /** Of no instrument yet; {@link #set} it before use. */
  public LotValue() {}

  /** Makes this the value of instrument {@code i}. */
  public void set(PricingBatch in, int i) {
    byte kind = in.kind()[i];
    boolean moves = kind == PricingBatch.LINEAR || kind == PricingBatch.INVERSE;
    setFixed(in.multiplierNum()[i], in.multiplierDen()[i], in.unitScale()[i], moves ? ONE_PPM : 1);
    if (kind < PricingBatch.INVERSE) {
      power = 0;
      setWhole(fixedNum, fixedDen);
      return;
    }
    spot = in.spot()[i];
    price = in.price()[i];
    power = kind == PricingBatch.INVERSE && !isProportional(in, i) ? 2 : 1;
    setWhole();
  }

  private void setWhole(long newNum, long newDen) {
    den = newDen;
    ratio.set(newNum, Math.max(1, newDen));
  }

  /** Whether the moves of an inverse future are all in proportion to its price. */
  private static boolean isProportional(PricingBatch in, int i) {
    return in.exposed()[i] == in.price()[i]
        && !in.scenarioSetAt(in.scenarioSet()[i]).movesAbsolutely();
  }

  private void setFixed(long newNum, long newDen, int newScale, long newPer) {
    if (newNum == multiplierNum
        && newDen == multiplierDen
        && newScale == unitScale
        && newPer == per) {
      return;
    }
    multiplierNum = newNum;
    multiplierDen = newDen;
    unitScale = newScale;
    per = newPer;
    long common = gcd(newNum, newDen);
    long top = Raw.towardZeroDiv(newNum, common);
    long bottom = Raw.towardZeroDiv(newDen, common);
    long ten = RowLaw.powerOfTen(newScale);
    long commonTen = gcd(ten, bottom);
    ten = Raw.towardZeroDiv(ten, commonTen);
    bottom = Raw.towardZeroDiv(bottom, commonTen);
    long commonPer = gcd(newPer, top);
    top = Raw.towardZeroDiv(top, commonPer);
    long divisor = Raw.towardZeroDiv(newPer, commonPer);
    commonPer = gcd(divisor, ten);
    ten = Raw.towardZeroDiv(ten, commonPer);
    divisor = Raw.towardZeroDiv(divisor, commonPer);
    boolean fits = !Raw.mulOverflows(top, ten) && !Raw.mulOverflows(bottom, divisor);
    fixedNum = fits ? top * ten : 0;
    fixedDen = fits ? bottom * divisor : 0;
  }

  private void setWhole() {
    if (fits(fixedNum, spot, fixedDen, price)) {
      return;
    }
    // Only a common factor can help: of spot and price most often, which may be the same.
    long common = gcd(spot, price);
    long top = Raw.towardZeroDiv(spot, common);
    long bottom = Raw.towardZeroDiv(price, common);
    long commonTop = gcd(top, Math.max(1, fixedDen));
    long commonBottom = gcd(Math.max(1, fixedNum), bottom);
    if (!fits(
        Raw.towardZeroDiv(fixedNum, commonBottom),
        Raw.towardZeroDiv(top, commonTop),
        Raw.towardZeroDiv(fixedDen, commonTop),
        Raw.towardZeroDiv(bottom, commonBottom))) {
      setWhole(0, 0);
    }
  }

  /** Sets the whole to a * b / (c * d), or c * d * price, where both halves fit. */
  private boolean fits(long a, long b, long c, long d) {
    boolean room = c != 0 && !Raw.mulOverflows(a, b) && !Raw.mulOverflows(c, d);
    if (room && power == 2) {
      room = !Raw.mulOverflows(c * d, price);
    }
    if (!room) {
      return false;
    }
    setWhole(a * b, power == 2 ? c * d * price : c * d);
    return true;
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = Raw.remainder(x, y);
      x = y;
      y = rest;
    }
    return x;
  }

  /** Whether the rational has room in two longs. */
  public boolean hasRoom() {
    return den != 0;
  }

  /** The rational, where it has room. */
  public Ratio ratio() {
    return ratio;
  }

  /** The entry of a change of an option's price. */
  public long entry(long change) {
    return den == 0 ? exact(BigInteger.valueOf(change)) : ratio.halfEven(change);
  }

  /**
   * The entry of a linear or inverse instrument for a move of its price.
   *
   * @param exposed the part of the price that moves in proportion
   * @param movePpm that proportion, in ppm
   * @param move what is added to the price
   */
  public long entry(long exposed, int movePpm, long move) {
    if (power == 1) {
      return entry(movePpm);
    }
    if (den != 0 && !Raw.mulOverflows(exposed, movePpm)) {
      long proportional = exposed * movePpm;
      // A move has at most 49 bits, so its millionths fit, but perhaps not the sum.
      long added = ONE_PPM * move;
      if (Math.abs(move) < 1L << 43 && !Raw.addOverflows(proportional, added)) {
        return entry(proportional + added);
      }
    }
    BigInteger proportional = BigInteger.valueOf(exposed).multiply(BigInteger.valueOf(movePpm));
    return exact(proportional.add(BigInteger.valueOf(move).multiply(BigInteger.valueOf(ONE_PPM))));
  }

  private long exact(BigInteger change) {
    BigInteger top =
        change
            .multiply(BigInteger.valueOf(multiplierNum))
            .multiply(BigInteger.valueOf(RowLaw.powerOfTen(unitScale)));
    BigInteger bottom = BigInteger.valueOf(multiplierDen).multiply(BigInteger.valueOf(per));
    if (power > 0) {
      top = top.multiply(BigInteger.valueOf(spot));
      bottom = bottom.multiply(BigInteger.valueOf(price).pow(power));
    }
    BigInteger[] parts = top.abs().divideAndRemainder(bottom);
    int half = parts[1].shiftLeft(1).compareTo(bottom);
    boolean away = half > 0 || (half == 0 && parts[0].testBit(0));
    BigInteger size = away ? parts[0].add(BigInteger.ONE) : parts[0];
    BigInteger entry = top.signum() < 0 ? size.negate() : size;
    return entry.max(LEAST).min(LARGEST).longValue();
  }
}
