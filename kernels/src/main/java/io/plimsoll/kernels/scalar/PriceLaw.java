package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Exp;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;

/**
 * How an instrument's row of a risk array comes about, cell by cell: the definition. Engines share
 * what cells have in common and must give the same bits.
 *
 * <ol>
 *   <li>The price, of an option its forward, becomes price + exposed * movePpm / 1e6, rounded
 *       HalfEven, plus the absolute move. Of an option it is kept within 0 .. {@link
 *       PricingBatch#LARGEST_PRICE}; of what is linear it is neither rounded nor kept.
 *   <li>The volatility is what the shock makes of it ({@link
 *       io.plimsoll.kernels.scenario.VolShock}), at the time to expiry and moneyness before any
 *       shock.
 *   <li>The time to expiry is shorter by the time shift; 0 or less is intrinsic value.
 *   <li>The discount factor is e^(ln(D) * T' / T - rateShift * T') where T' is the shorter time:
 *       the rate that D implies, and the shift, over the time that is left. A rate moves no
 *       forward.
 *   <li>V is the Black-76 call, a put by parity, times the discount factor, rounded HalfEven.
 *   <li>The entry is the change of value times the exact rational of {@link LotValue}, rounded
 *       HalfEven: (V_s - V_0) * num * 10^k / den for an option, (exposed * movePpm + 1e6 * move) *
 *       num * 10^k / (1e6 * den) for what is linear.
 * </ol>
 *
 * <p>What settles in the coin gains or loses coins, and these are valued at the shocked spot, which
 * moves in proportion to the instrument's own price: spot * F_s / F_0. Of an option the coins are
 * V_s / F_s - V_0 / F_0, so the change of value is (V_s - V_0 * F_s / F_0) * spot / F_0, where V_0
 * * F_s / F_0 is rounded HalfEven and at most 2^62. Of a future with a lot of fixed value they are
 * 1 / P_0 - 1 / P_s, so the change is (P_s - P_0) * spot / P_0^2, which is exact. The coins that
 * the account already has, unrealised ones among them, are a linear instrument with the spot as
 * price.
 */
public final class PriceLaw {

  private static final long ONE_PPM = 1_000_000;
  private static final long YEAR_MS = 31_536_000_000L;
  private static final long LONGEST_MS = 60 * YEAR_MS;
  private static final long ONE_Q44 = 1L << 44;
  private static final long LN_2_Q44 = Ln.q44(2);
  private static final long LEAST_EXPONENT_Q44 = -44 * ONE_Q44;

  /** The largest value of coins that an inverse option's change is counted from. */
  static final long LARGEST_CARRIED = 1L << 62;

  private static final long BELOW_ONE_Q62 = PricingBatch.NO_DISCOUNT_Q62 - 1;
  private static final long HALF_Q62 = PricingBatch.NO_DISCOUNT_Q62 >>> 1;

  private PriceLaw() {}

  /** Fills the mark and the entries of instrument {@code i}. */
  public static void price(PricingBatch in, int i, RiskArrays out) {
    if (isOption(in.kind()[i])) {
      option(in, i, out);
    } else {
      linear(in, i, new LotValue(), out);
    }
  }

  /** Whether a kind is priced by Black-76. */
  public static boolean isOption(byte kind) {
    return kind != PricingBatch.LINEAR && kind != PricingBatch.INVERSE;
  }

  /** Whether a kind is a put. */
  public static boolean isPut(byte kind) {
    return kind == PricingBatch.PUT || kind == PricingBatch.INVERSE_PUT;
  }

  /** Whether a kind settles in the coin. */
  public static boolean isInverse(byte kind) {
    return kind >= PricingBatch.INVERSE;
  }

  /** Fills the mark and the entries of a linear or inverse instrument. */
  static void linear(PricingBatch in, int i, LotValue worth, RiskArrays out) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[i]);
    worth.set(in, i);
    long exposed = in.exposed()[i];
    long[] entries = out.entries();
    int first = i * out.stride();
    for (int s = 0; s < set.size(); s++) {
      entries[first + s] = worth.entry(exposed, set.priceMovePpm(s), set.priceMove(s));
    }
    out.mark()[i] = in.price()[i];
  }

  private static void option(PricingBatch in, int i, RiskArrays out) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[i]);
    LotValue worth = new LotValue();
    worth.set(in, i);
    long mark = value(in, i, Scenario.named("still"));
    long[] entries = out.entries();
    for (int s = 0; s < set.size(); s++) {
      Scenario scenario = set.get(s);
      long before = mark;
      if (isInverse(in.kind()[i])) {
        before = carried(mark, shockedForward(in, i, scenario), in.price()[i]);
      }
      entries[i * out.stride() + s] = worth.entry(value(in, i, scenario) - before);
    }
    out.mark()[i] = mark;
  }

  /** The discounted price of an option in a scenario. */
  private static long value(PricingBatch in, int i, Scenario scenario) {
    long forward = shockedForward(in, i, scenario);
    long strike = in.strike()[i];
    long timeMs = in.timeMs()[i];
    long leftMs = leftMs(timeMs, scenario.timeShiftMs());
    long moneynessQ44 = Black76Body.lnQ44(strike) - Black76Body.lnQ44(in.price()[i]);
    long volPpm = scenario.volShock().volPpm(in.volPpm()[i], timeMs, moneynessQ44);
    long logQ44 = forward == 0 ? 0 : Black76Body.lnQ44(forward) - Black76Body.lnQ44(strike);
    long sQ54 = Black76Body.sQ54(volPpm, rootYearsQ60(leftMs));
    long call = Black76Body.call(forward, strike, logQ44, sQ54);
    long undiscounted = isPut(in.kind()[i]) ? Black76Body.put(call, forward, strike) : call;
    return discounted(
        undiscounted,
        discountQ62(in.discountQ62()[i], timeMs, scenario.timeShiftMs(), scenario.rateShiftPpm()));
  }

  /** The value of option {@code i} before any shock, from its undiscounted call. */
  public static long mark(PricingBatch in, int i, long call) {
    long price = in.price()[i];
    long value = isPut(in.kind()[i]) ? Black76Body.put(call, price, in.strike()[i]) : call;
    return discounted(value, in.discountQ62()[i]);
  }

  private static long shockedForward(PricingBatch in, int i, Scenario scenario) {
    return shockedForward(
        in.price()[i], in.exposed()[i], scenario.priceMovePpm(), scenario.priceMove());
  }

  /**
   * A forward after its moves: (forward + exposed * movePpm / 1e6), HalfEven, plus the absolute
   * move, within 0 and the largest price.
   */
  public static long shockedForward(long forward, long exposed, int movePpm, long move) {
    long floor = MulDiv.floor(exposed, movePpm, ONE_PPM);
    long rest = exposed * movePpm - floor * ONE_PPM;
    long moved = forward + floor;
    boolean rises = 2 * rest > ONE_PPM || (2 * rest == ONE_PPM && (moved & 1) != 0);
    long shocked = (rises ? moved + 1 : moved) + move;
    return Math.max(0, Math.min(PricingBatch.LARGEST_PRICE, shocked));
  }

  /** The time that is left after a shift, for any time: at least 0. */
  public static long leftMs(long timeMs, long shiftMs) {
    return timeMs <= shiftMs ? 0 : timeMs - shiftMs;
  }

  /** Of a time that is 0 or less, 0, which makes s 0 and the price intrinsic. */
  public static long rootYearsQ60(long timeMs) {
    return timeMs <= 0 ? 0 : Black76Body.rootYearsQ60(timeMs);
  }

  /** The discount factor after shifts of time and rate, Q62, at most 2^63 - 1 (nearly 2). */
  public static long discountQ62(long discountQ62, long timeMs, long shiftMs, int rateShiftPpm) {
    if (timeMs <= 0 || discountQ62 == 0 || (shiftMs == 0 && rateShiftPpm == 0)) {
      return discountQ62;
    }
    long time = Math.min(timeMs, LONGEST_MS);
    long left = leftMs(time, shiftMs);
    long lnQ44 = Ln.q44(discountQ62) - Ln.q44(PricingBatch.NO_DISCOUNT_Q62);
    long yearsQ44 = MulDiv.halfEven(left, ONE_Q44, YEAR_MS);
    long exponentQ44 =
        MulDiv.halfEven(lnQ44, left, time) - MulDiv.halfEven(rateShiftPpm, yearsQ44, ONE_PPM);
    if (exponentQ44 <= 0) {
      return Exp.q62(Math.max(LEAST_EXPONENT_Q44, exponentQ44) << 13);
    }
    long half = Exp.q62(Math.min(0, exponentQ44 - LN_2_Q44) << 13);
    return half >= 1L << 62 ? Long.MAX_VALUE : half << 1;
  }

  /**
   * A value of less than 2^62 in size times its discount factor, HalfEven: of the product's 128
   * bits the upper 66, plus 1 where the lower 62 are more than a half, or a half beside an odd
   * number.
   */
  public static long discounted(long value, long discountQ62) {
    long product = value * discountQ62;
    long floor = (Raw.mulHigh(value, discountQ62) << 2) | (product >>> 62);
    long rest = (product & BELOW_ONE_Q62) + (floor & 1) + HALF_Q62 - 1;
    return floor + (rest >>> 62);
  }

  /** What the coins that a value bought are worth after the forward has moved; at most 2^62. */
  public static long carried(long value, long shockedForward, long forward) {
    return Math.min(LARGEST_CARRIED, MulDiv.halfEvenSaturated(value, shockedForward, forward));
  }
}
