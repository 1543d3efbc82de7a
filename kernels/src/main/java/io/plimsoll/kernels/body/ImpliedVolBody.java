package io.plimsoll.kernels.body;

/** The volatility that a price of Black-76 implies, by bisection over the kernel's own prices. */
public final class ImpliedVolBody {

  /** The largest volatility that is tried, in ppm: a million times 100%. */
  public static final long LARGEST_VOL_PPM = 1_000_000_000_000L;

  /** What {@link #volPpm} gives where no volatility's price reaches the given one. */
  public static final long OUT_OF_REACH = -3;

  private ImpliedVolBody() {}

  /**
   * A volatility v in ppm, 1 to {@link #LARGEST_VOL_PPM}, with price(v) at least {@code call} and
   * price(v - 1) below it, where price is {@link Black76Body#call}; or {@link #OUT_OF_REACH}.
   *
   * <p>Starts with 0 and the largest and halves what lies between until they are neighbours: 40
   * times, always. That names v also where the kernel's price falls by a unit now and then.
   *
   * @param call a price above max(0, F - K) in mantissa units
   * @param forward F, 1 to 2^49 - 1
   * @param strike K, 1 to 2^49 - 1
   * @param logQ44 ln(F/K)
   * @param rootYearsQ60 of {@link Black76Body#rootYearsQ60}
   */
  public static long volPpm(long call, long forward, long strike, long logQ44, long rootYearsQ60) {
    long below = 0;
    long reaches = LARGEST_VOL_PPM;
    long most = Black76Body.sQ54(reaches, rootYearsQ60);
    if (Black76Body.call(forward, strike, logQ44, most) < call) {
      return OUT_OF_REACH;
    }
    while (reaches - below > 1) {
      long middle = (below + reaches) >>> 1;
      long s = Black76Body.sQ54(middle, rootYearsQ60);
      if (Black76Body.call(forward, strike, logQ44, s) < call) {
        below = middle;
      } else {
        reaches = middle;
      }
    }
    return reaches;
  }
}
