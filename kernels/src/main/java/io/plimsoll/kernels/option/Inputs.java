package io.plimsoll.kernels.option;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.body.GreeksBody;
import io.plimsoll.kernels.body.ImpliedVolBody;

/**
 * What linear and inverse options share: s, N(d1), N(d2), the density at d1.
 *
 * @param rootYearsQ60 sqrt(T)
 * @param sQ54 volatility times that
 * @param timeMs the time, at least 1
 * @param cdf1Q62 N(d1)
 * @param cdf2Q62 N(d2)
 * @param densityQ62 phi(d1), 0 where s is 0
 */
record Inputs(
    long rootYearsQ60, long sQ54, long timeMs, long cdf1Q62, long cdf2Q62, long densityQ62) {

  static final long ONE_E9 = 1_000_000_000;

  private static final long HALF_DAY_MS = 43_200_000;
  private static final long LONGEST_MS = 60 * 31_536_000_000L;

  static Inputs of(EuropeanOption option, long volPpm) {
    long root = rootYearsQ60(option);
    long s = Black76Body.sQ54(volPpm, root);
    long time = Math.clamp(option.timeMs(), 1, LONGEST_MS);
    if (s < Black76Body.LEAST_S_Q54) {
      long step = GreeksBody.stepQ62(option.forward(), option.strike());
      return new Inputs(root, s, time, step, step, 0);
    }
    long d2 = GreeksBody.d2Q54(Ln.q57(option.forward()) - Ln.q57(option.strike()), s);
    long d1 = d2 + s;
    return new Inputs(
        root, s, time, NormalCdf.q62(d1), NormalCdf.q62(d2), GreeksBody.densityQ62(d1));
  }

  static long rootYearsQ60(EuropeanOption option) {
    return option.timeMs() <= 0 ? 0 : Black76Body.rootYearsQ60(option.timeMs());
  }

  static long logQ44(EuropeanOption option) {
    return Black76Body.lnQ44(option.forward()) - Black76Body.lnQ44(option.strike());
  }

  static void requireVol(long volPpm) {
    Require.within("volPpm", volPpm, 0, ImpliedVolBody.LARGEST_VOL_PPM);
  }

  /** phi(d1) / s, 10^-9, HalfEven. */
  long peakE9() {
    return densityQ62 == 0 ? 0 : MulDiv.halfEvenSaturated((densityQ62 + 128) >> 8, ONE_E9, sQ54);
  }

  /** amount phi(d1) sqrt(T), HalfEven. */
  long vega(long amount) {
    return MulDiv.halfEvenSaturated(amount, GreeksBody.vegaQ58(densityQ62, rootYearsQ60), 1L << 58);
  }

  /** -amount phi(d1) s / (2 T) with T in days, HalfEven. */
  long theta(long amount) {
    long decay = GreeksBody.decayQ55(densityQ62, sQ54);
    long perDay = MulDiv.halfEvenSaturated(decay, HALF_DAY_MS, timeMs);
    return -MulDiv.halfEvenSaturated(amount, perDay, 1L << 55);
  }
}
