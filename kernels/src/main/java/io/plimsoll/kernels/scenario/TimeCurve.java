package io.plimsoll.kernels.scenario;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.fn.Exp;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.Sqrt;
import java.util.List;

/**
 * A number in parts per million that depends on the time to expiry: how large a volatility shock is
 * for a near and for a far expiry. Immutable data; {@link #ppmAt} is exact integer arithmetic, so
 * every node reads the same number. Curves of equal data are equal.
 */
public sealed interface TimeCurve {

  /** 1 for every time. */
  TimeCurve ONE = new Constant(Ranges.ONE_PPM);

  /**
   * The curve's value.
   *
   * @param timeMs time to expiry in milliseconds, any number; one of 0 or less counts as 1
   * @return a value in ppm, -1e9 to 1e9
   */
  long ppmAt(long timeMs);

  /**
   * The same number for every time.
   *
   * @param ppm the number in ppm, -1e9 to 1e9
   */
  record Constant(int ppm) implements TimeCurve {

    /** Checks the range. */
    public Constant {
      Ranges.require("the value of a constant curve", ppm, -Ranges.LARGEST_PPM, Ranges.LARGEST_PPM);
    }

    @Override
    public long ppmAt(long timeMs) {
      return ppm;
    }
  }

  /**
   * (reference / T)^power, with one power for times below the reference and one from it on: near
   * expiries move more than far ones. The rule of Deribit (30 days, 0.3 and 0.13), Derive and
   * Paradex.
   *
   * <p>Evaluated as exp(power * (ln reference - ln T)) from the integer functions, rounded HalfEven
   * to ppm; at most 1e9.
   *
   * @param referenceMs the time at which the value is 1, in milliseconds, 1 to 60 years
   * @param shortPowerPpm the power below it, in ppm, -10e6 to 10e6
   * @param longPowerPpm the power from it on, in ppm, -10e6 to 10e6
   * @param leastMs a shorter time counts as this one, in milliseconds, 1 to 60 years
   */
  record PowerLaw(long referenceMs, int shortPowerPpm, int longPowerPpm, long leastMs)
      implements TimeCurve {

    private static final int LARGEST_POWER_PPM = 10_000_000;

    /** Checks the ranges. */
    public PowerLaw {
      Ranges.require("referenceMs of a power law", referenceMs, 1, Ranges.LONGEST_MS);
      Ranges.require(
          "shortPowerPpm of a power law", shortPowerPpm, -LARGEST_POWER_PPM, LARGEST_POWER_PPM);
      Ranges.require(
          "longPowerPpm of a power law", longPowerPpm, -LARGEST_POWER_PPM, LARGEST_POWER_PPM);
      Ranges.require("leastMs of a power law", leastMs, 1, Ranges.LONGEST_MS);
    }

    @Override
    public long ppmAt(long timeMs) {
      long time = Math.max(timeMs, leastMs);
      int powerPpm = time < referenceMs ? shortPowerPpm : longPowerPpm;
      long logQ44 = Ln.q44(referenceMs) - Ln.q44(time);
      long exponentQ44 = MulDiv.halfEven(powerPpm, logQ44, Ranges.ONE_PPM);
      // From 7 on the value is above e^7 > 1000; below -44 it is 0.
      long exponentQ57 = Math.max(-44L << 44, Math.min(7L << 44, exponentQ44)) << 13;
      long ppm = MulDiv.halfEven(Exp.q32(exponentQ57), Ranges.ONE_PPM, 1L << 32);
      return Math.min(ppm, Ranges.LARGEST_PPM);
    }
  }

  /**
   * constant + root * sqrt(T) + linear * T with T in years of 365 days, kept within bounds: the
   * caps and widths of Derive's skew scenarios. Each term is rounded HalfEven to ppm, sqrt(T) being
   * Floor of 2^60 sqrt(T).
   *
   * @param constantPpm value at T = 0, in ppm, -1e9 to 1e9
   * @param rootPpm rise with the root of a year, in ppm, -1e9 to 1e9
   * @param linearPpm rise with a year, in ppm, -1e9 to 1e9
   * @param leastPpm least value, in ppm, -1e9 to 1e9
   * @param mostPpm largest value, in ppm, leastPpm to 1e9
   */
  record RootCurve(int constantPpm, int rootPpm, int linearPpm, int leastPpm, int mostPpm)
      implements TimeCurve {

    private static final long YEAR_MS = 31_536_000_000L;

    /** Checks the ranges. */
    public RootCurve {
      int most = Ranges.LARGEST_PPM;
      Ranges.require("constantPpm of a root curve", constantPpm, -most, most);
      Ranges.require("rootPpm of a root curve", rootPpm, -most, most);
      Ranges.require("linearPpm of a root curve", linearPpm, -most, most);
      Ranges.require("leastPpm of a root curve", leastPpm, -most, most);
      Ranges.require("mostPpm of a root curve", mostPpm, leastPpm, most);
    }

    @Override
    public long ppmAt(long timeMs) {
      long time = Math.max(1, Math.min(timeMs, Ranges.LONGEST_MS));
      // An eighth of the root, because the function takes ratios below 4.
      long eighthQ60 = Sqrt.ofRatioQ60(time, 64 * YEAR_MS);
      long ppm =
          constantPpm
              + MulDiv.halfEven(rootPpm, eighthQ60, 1L << 57)
              + MulDiv.halfEven(linearPpm, time, YEAR_MS);
      return Math.max(leastPpm, Math.min(mostPpm, ppm));
    }
  }

  /**
   * A table of points: the value of the last point that is not after T, or, where the table is
   * smooth, the straight line between the points around T, rounded HalfEven. Before the first point
   * the value is the first one's, after the last the last one's.
   *
   * @param points the points, at least one, in rising order of time
   * @param smooth whether values between points lie on a straight line
   */
  record Table(List<Point> points, boolean smooth) implements TimeCurve {

    /** Checks the order. */
    public Table {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException("a table without points; it must have at least one");
      }
      for (int i = 1; i < points.size(); i++) {
        Ranges.require(
            "timeMs of point " + i + " of a table",
            points.get(i).timeMs(),
            points.get(i - 1).timeMs() + 1,
            Ranges.LONGEST_MS);
      }
    }

    @Override
    public long ppmAt(long timeMs) {
      long time = Math.max(1, timeMs);
      int after = 0;
      while (after < points.size() && points.get(after).timeMs() <= time) {
        after++;
      }
      Point left = points.get(Math.max(0, after - 1));
      if (!smooth || after == 0 || after == points.size()) {
        return left.ppm();
      }
      Point right = points.get(after);
      return left.ppm()
          + MulDiv.halfEven(
              (long) right.ppm() - left.ppm(),
              time - left.timeMs(),
              right.timeMs() - left.timeMs());
    }
  }

  /**
   * A point of a table.
   *
   * @param timeMs time to expiry in milliseconds, 0 to 60 years
   * @param ppm the value from there, in ppm, -1e9 to 1e9
   */
  record Point(long timeMs, int ppm) {

    /** Checks the ranges. */
    public Point {
      Ranges.require("timeMs of a point of a table", timeMs, 0, Ranges.LONGEST_MS);
      Ranges.require("ppm of a point of a table", ppm, -Ranges.LARGEST_PPM, Ranges.LARGEST_PPM);
    }
  }
}
