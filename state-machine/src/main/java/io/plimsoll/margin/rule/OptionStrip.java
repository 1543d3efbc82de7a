package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Options on forwards that move by one factor, and what all of them are worth over stretches of it,
 * as a {@link Band}. An option's value bends upwards in its forward: it is above its tangent and
 * below the chord of its ends. What is sold the other way around. What does not depend on the
 * factor is computed once, so that a stretch costs some dozens of nanoseconds an option.
 *
 * <p>Of options of amounts a, forwards f and strikes K the value at a factor x is x sum(a f N(d1))
 * - sum(a K N(d2)), of puts with N - 1 for N; and as a line in x, the N being those of one end, it
 * is the sum of their tangents there. So that both sums say all.
 *
 * <p>Values are those of {@link Black76} within (F + K) 2^-49, from functions of longs: ln is off
 * by 102 units of 2^-57 and w by one, so that d1 is off by D = 140 * 2^-57 / w + 2^-52, at most
 * 2^-25 for w of at least 2^-24. Since F phi(d1) = K phi(d2), the value moves by no more than (F +
 * K) D^2 / 8 with it; N is off by 2^-50.5 at most. N(d1) itself is off by 0.4 D + 2^-50.5. A w that
 * is smaller or above 32, and a strike whose length differs by more than 80 bits from the
 * forward's, take {@link Black76} itself.
 *
 * <p>Amounts times forwards, and times strikes, are cut so that the sum of their sizes has 62 bits:
 * that is off by a unit for each option, and by four more since of products with N the upper word
 * counts.
 */
public final class OptionStrip {

  /** Fractional bits of deviations and logarithms in a long. */
  public static final int DEVIATION_BITS = 57;

  /** Fractional bits of the factor. */
  private static final int FACTOR_BITS = 120;

  /** What lengths sum up to where f x = K: three mantissas have 62 bits. */
  private static final int NO_BITS = FACTOR_BITS + 62;

  /** More 18th decimals than whoever multiplies a forward is off by. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000);

  /** A deviation from which on all that is known of a value is its bound. */
  public static final long UNBOUNDED = Long.MAX_VALUE;

  private static final int Q62 = 62;
  private static final int ERROR_BITS = 49;
  private static final int MOST_APART = 80;
  private static final int GROUPS = 4;
  private static final long ONE_Q62 = 1L << Q62;
  private static final long LN2_Q57 = Ln.q57(2);
  private static final long LEAST_DEVIATION = 1L << (DEVIATION_BITS - 24);
  private static final int MOST_DEVIATION_BITS = 96 + 5;
  private static final int DROP = 96 - DEVIATION_BITS;
  private static final long FARTHEST_Q54 = 32L << 54;
  private static final BigInteger E18_Q62 = E18.ONE.shiftLeft(Q62);

  /** Calls held, calls sold, puts held, puts sold, each in the order in which they came. */
  private final List<Option> options = new ArrayList<>();

  /** Where a group ends among the options. */
  private final int[] ends = new int[GROUPS];

  /** Where the option that came at a place is. */
  private final int[] places;

  private final long[] amounts;
  private final int amountShift;
  private final long[] values;
  private final int valueShift;

  /** ln(f / K) of mantissas. */
  private final long[] lns;

  /** By how much f is longer than K, less what the factor's length is added to. */
  private final int[] lengths;

  private int shortest = Integer.MAX_VALUE;
  private int longest = Integer.MIN_VALUE;
  private BigInteger gross = BigInteger.ZERO;
  private BigInteger grossForward = BigInteger.ZERO;
  private BigInteger grossStrike = BigInteger.ZERO;
  private BigInteger leastForward = BigInteger.ZERO;
  private BigInteger mostForward = BigInteger.ZERO;
  private BigInteger mostStrike = BigInteger.ZERO;

  /**
   * Options of one strike and side.
   *
   * @param amount signed, at 18 decimals
   * @param forward positive, at 18 decimals; it is multiplied by the factor
   * @param strike positive, at 18 decimals
   * @param isCall else a put
   */
  public record Option(BigInteger amount, BigInteger forward, BigInteger strike, boolean isCall) {

    private int group() {
      return (isCall ? 0 : 2) + (amount.signum() < 0 ? 1 : 0);
    }
  }

  /**
   * Volatilities times the root of the time, one for each option, with what a division by them
   * takes.
   */
  public static final class Deviations {

    /** Q57; 0 where the option takes the exact way. */
    private final long[] sizes;

    /** 2^126 / (size 2^zeros), Floor. */
    private final long[] inverses;

    private final int[] zeros;
    private final BigInteger[] exact;

    /** Of the sum of all deltas times forwards, Q62 at 36 decimals. */
    private BigInteger deltaError = BigInteger.ZERO;

    private Deviations(int count) {
      sizes = new long[count];
      inverses = new long[count];
      zeros = new int[count];
      exact = new BigInteger[count];
    }

    private void set(int place, BigInteger deviation) {
      exact[place] = deviation;
      if (deviation.bitLength() <= MOST_DEVIATION_BITS) {
        setSize(place, deviation.shiftRight(DROP).longValueExact());
      }
    }

    private void setSize(int place, long size) {
      if (size >= LEAST_DEVIATION) {
        int shift = Long.numberOfLeadingZeros(size);
        sizes[place] = size;
        zeros[place] = shift;
        inverses[place] = Raw.unsignedDiv128(ONE_Q62, 0, size << shift);
      }
    }

    /** ln / w as Q54, within a size of 32: w is less, so that N is 0 or 1 beyond. */
    private long quotient(int place, long ln) {
      long size = Math.abs(ln);
      if (size >>> 5 >= sizes[place]) {
        return ln < 0 ? -FARTHEST_Q54 : FARTHEST_Q54;
      }
      // size 2^54 / w, with w = 2^126 / (inverse 2^zeros), of the product's upper word alone.
      long high = Raw.unsignedMulHigh(size, inverses[place]);
      int more = zeros[place] - (126 - 54 - 64);
      long quotient = more < 0 ? high >>> -more : high << more;
      return ln < 0 ? -quotient : quotient;
    }
  }

  /** What a group's options sum up to at a factor: sum(a f N(d1)) and sum(a K N(d2)); Q62. */
  private static final class Sums {

    private final BigInteger factor;
    private final BigInteger[] deltas = new BigInteger[GROUPS];
    private final BigInteger[] values = new BigInteger[GROUPS];

    private Sums(BigInteger factor) {
      this.factor = factor;
    }

    /** Of options held, or of those sold, on the line of the tangents, at a factor. */
    BigInteger at(BigInteger other, int sold) {
      return deltas[sold]
          .add(deltas[2 + sold])
          .multiply(other)
          .shiftRight(FACTOR_BITS)
          .subtract(values[sold])
          .subtract(values[2 + sold]);
    }

    BigInteger own(int sold) {
      return at(factor, sold);
    }
  }

  /** A strip of some options. */
  public OptionStrip(List<Option> all) {
    int count = all.size();
    places = new int[count];
    amounts = new long[count];
    values = new long[count];
    lns = new long[count];
    lengths = new int[count];
    for (int group = 0; group < GROUPS; group++) {
      for (int i = 0; i < count; i++) {
        if (all.get(i).group() == group) {
          places[i] = options.size();
          options.add(all.get(i));
        }
      }
      ends[group] = options.size();
    }
    for (Option option : options) {
      BigInteger size = option.amount.abs();
      gross = gross.add(size);
      grossForward = grossForward.add(size.multiply(option.forward));
      grossStrike = grossStrike.add(size.multiply(option.strike));
      boolean isFirst = leastForward.signum() == 0;
      leastForward = isFirst ? option.forward : leastForward.min(option.forward);
      mostForward = mostForward.max(option.forward);
      mostStrike = mostStrike.max(option.strike);
    }
    amountShift = Math.max(0, grossForward.bitLength() - Q62);
    valueShift = Math.max(0, grossStrike.bitLength() - Q62);
    for (int i = 0; i < count; i++) {
      Option option = options.get(i);
      amounts[i] = cut(option.amount.multiply(option.forward), amountShift);
      values[i] = cut(option.amount.multiply(option.strike), valueShift);
      lns[i] = mantissaLn(option.forward) - mantissaLn(option.strike);
      lengths[i] = option.forward.bitLength() - option.strike.bitLength() - NO_BITS;
      shortest = Math.min(shortest, lengths[i]);
      longest = Math.max(longest, lengths[i]);
    }
  }

  private static long cut(BigInteger number, int shift) {
    return number.shiftRight(shift).longValueExact();
  }

  /** A factor, numerator / denominator, Floor of its 120th binary digit. */
  public static BigInteger factor(BigInteger numerator, BigInteger denominator) {
    return numerator.shiftLeft(FACTOR_BITS).divide(denominator);
  }

  /** How many there are. */
  public int count() {
    return places.length;
  }

  /** ln of a number's first 62 bits, Q57. */
  private static long mantissaLn(BigInteger number) {
    return Ln.q57(number.shiftRight(number.bitLength() - Q62).longValueExact());
  }

  /**
   * What is known of the options at some deviations.
   *
   * @param deviations volatility times the root of the time, Q96, one for each option in the order
   *     in which they came
   */
  public Deviations deviations(List<BigInteger> deviations) {
    Deviations made = new Deviations(count());
    for (int i = 0; i < count(); i++) {
      made.set(places[i], deviations.get(i));
    }
    return withError(made);
  }

  private Deviations withError(Deviations of) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < count(); i++) {
      long size = of.sizes[i];
      BigInteger error =
          size == 0
              ? exactError(of.exact[i])
              : BigInteger.valueOf(Raw.floorDiv(ONE_Q62, size)).shiftLeft(6);
      Option option = options.get(i);
      BigInteger dollars = option.amount.abs().multiply(option.forward);
      sum = sum.add(dollars.multiply(error.add(BigInteger.ONE.shiftLeft(13))));
    }
    of.deltaError = sum.add(unit(amountShift).shiftLeft(Q62));
    return of;
  }

  /**
   * Of a delta, Q62: the logarithm is off by 0.52 * 2^-96, here and where the delta is asked for. A
   * deviation that is too small to be seen has none.
   */
  private static BigInteger exactError(BigInteger deviation) {
    return deviation.signum() == 0
        ? BigInteger.ZERO
        : BigInteger.ONE.shiftLeft(Q62).divide(deviation).min(BigInteger.valueOf(ONE_Q62));
  }

  /** A deviation as a long, Q57, Floor; {@link #UNBOUNDED} for one that is larger. */
  public static long cut(BigInteger deviationQ96) {
    return deviationQ96.shiftRight(DROP).min(BigInteger.valueOf(UNBOUNDED)).longValueExact();
  }

  /** A cut of each option, and of its product with N, whose upper word is in units of 4. */
  private BigInteger unit(int shift) {
    return BigInteger.valueOf(count()).shiftLeft(shift + 3);
  }

  private static BigInteger times(BigInteger number, BigInteger factor) {
    return number.multiply(factor).shiftRight(FACTOR_BITS);
  }

  /** By how much a value may be off, at 36 decimals. */
  private BigInteger error(BigInteger factor) {
    return times(grossForward, factor)
        .add(grossStrike)
        .shiftRight(ERROR_BITS)
        .add(gross.multiply(ROUNDINGS))
        .add(times(unit(amountShift), factor))
        .add(unit(valueShift))
        .add(BigInteger.TEN);
  }

  /** Whether a long does not hold some ln(F / K); a factor of 0 has none. */
  private boolean isApart(BigInteger factor) {
    int bits = factor.bitLength() + NO_BITS - FACTOR_BITS;
    return factor.signum() == 0
        || count() == 0
        || longest + bits > MOST_APART
        || shortest + bits < -MOST_APART;
  }

  private Sums sums(BigInteger factor, Deviations of) {
    Sums sums = new Sums(factor);
    boolean isApart = isApart(factor);
    long ln = isApart ? 0 : mantissaLn(factor);
    int bits = factor.bitLength();
    for (int group = 0; group < GROUPS; group++) {
      long less = group < 2 ? 0 : ONE_Q62;
      long delta = 0;
      long value = 0;
      BigInteger exactDelta = BigInteger.ZERO;
      BigInteger exactValue = BigInteger.ZERO;
      for (int i = group == 0 ? 0 : ends[group - 1]; i < ends[group]; i++) {
        if (isApart || of.sizes[i] == 0) {
          BigInteger own = exactDelta(i, factor, of);
          exactDelta = exactDelta.add(own);
          exactValue = exactValue.add(exactValue(i, factor, own, of));
          continue;
        }
        long d1 =
            of.quotient(i, ln + lns[i] + (bits + lengths[i]) * LN2_Q57)
                + (of.sizes[i] >> (DEVIATION_BITS - 54 + 1));
        long n1 = NormalCdf.q62(d1) - less;
        long n2 = NormalCdf.q62(d1 - (of.sizes[i] >> (DEVIATION_BITS - 54))) - less;
        delta += Raw.mulHigh(amounts[i], n1);
        value += Raw.mulHigh(values[i], n2);
      }
      sums.deltas[group] = BigInteger.valueOf(delta).shiftLeft(64 + amountShift).add(exactDelta);
      sums.values[group] = BigInteger.valueOf(value).shiftLeft(64 + valueShift).add(exactValue);
    }
    return sums;
  }

  /** An amount times its forward and its delta, Q62, where a long does not hold the deviation. */
  private BigInteger exactDelta(int place, BigInteger factor, Deviations of) {
    Option option = options.get(place);
    BigInteger forward = times(option.forward, factor);
    BigInteger part =
        forward.signum() == 0
            ? BigInteger.ZERO
            : Black76.callDelta(forward, option.strike, of.exact[place]);
    BigInteger call = part.shiftLeft(Q62).divide(E18.ONE);
    BigInteger one = option.isCall ? call : call.subtract(BigInteger.valueOf(ONE_Q62));
    return one.multiply(option.amount).multiply(option.forward);
  }

  /** What makes the value of that times the factor. */
  private BigInteger exactValue(int place, BigInteger factor, BigInteger delta, Deviations of) {
    Option option = options.get(place);
    BigInteger forward = times(option.forward, factor);
    BigInteger price =
        Black76.of(forward, option.strike, of.exact[place], E18.ONE).of(option.isCall);
    return times(delta, factor).subtract(price.multiply(option.amount).shiftLeft(Q62));
  }

  /**
   * What all are worth. It also holds of whoever rounds each option's value, and the amounts here,
   * at the 18th decimal of a dollar or of a coin.
   *
   * @param near factor at the near end, not negative, as {@link #factor} makes it
   * @param far factor at the far end, not negative
   */
  public Band value(Deviations of, BigInteger near, BigInteger far) {
    Sums here = sums(near, of);
    return band(here, of, here, near.equals(far) ? here : sums(far, of));
  }

  /**
   * What all are worth where the deviation of each is somewhere between two, too.
   *
   * @param least deviations, Q57, in the order in which the options came
   * @param most deviations, Q57; {@link #UNBOUNDED} for any
   */
  public Band between(long[] least, long[] most, BigInteger near, BigInteger far) {
    Deviations low = withError(ofLongs(least));
    Deviations high = ofLongs(most);
    Sums here = sums(near, high);
    return band(sums(near, low), low, here, near.equals(far) ? here : sums(far, high));
  }

  private Deviations ofLongs(long[] sizes) {
    Deviations made = new Deviations(count());
    for (int i = 0; i < count(); i++) {
      int place = places[i];
      made.exact[place] = BigInteger.valueOf(sizes[i]).shiftLeft(DROP);
      made.setSize(place, sizes[i] >= ONE_Q62 ? 0 : sizes[i]);
    }
    return made;
  }

  /**
   * Tangents at the near end below, and chords above.
   *
   * @param tangents at the near end
   * @param of what they are of
   * @param chordNear values at the near end
   * @param chordFar values at the far end
   */
  private Band band(Sums tangents, Deviations of, Sums chordNear, Sums chordFar) {
    BigInteger near = tangents.factor;
    BigInteger far = chordFar.factor;
    BigInteger larger = near.max(far);
    BigInteger error = error(larger).shiftLeft(Q62);
    BigInteger slack = times(of.deltaError, far.subtract(near).abs()).add(error);
    // Whoever rounds a value or an amount is off by some 18th decimals of forward and strike.
    BigInteger cut =
        times(mostForward, larger)
            .add(mostStrike)
            .shiftRight(56)
            .add(BigInteger.TWO)
            .multiply(BigInteger.valueOf(count()));
    return new Band(
            Exact.floor(tangents.own(0).add(chordNear.own(1)).subtract(error), E18_Q62),
            Exact.floor(tangents.at(far, 0).add(chordFar.own(1)).subtract(slack), E18_Q62),
            Exact.ceil(chordNear.own(0).add(tangents.own(1)).add(error), E18_Q62),
            Exact.ceil(chordFar.own(0).add(tangents.at(far, 1)).add(slack), E18_Q62))
        .within(cut.add(BigInteger.TWO));
  }

  /**
   * What a forward moves all by: amounts times forwards times N(d1), of puts N(d1) - 1, at 18
   * decimals.
   *
   * @param net the sum
   * @param gross the sum of their sizes
   */
  public record Deltas(Band net, Band gross) {}

  /**
   * What a forward moves all by, without the factor in it: each call's rises with the forward, and
   * each put's falls in size. So it also holds of whoever rounds forwards, however steep it is.
   */
  public Deltas deltas(Deviations of, BigInteger near, BigInteger far) {
    BigInteger room =
        count() == 0 ? BigInteger.ZERO : factor(ROUNDINGS, leastForward).add(BigInteger.ONE);
    BigInteger small = near.min(far).subtract(room).max(BigInteger.ZERO);
    BigInteger[] least = sums(small, of).deltas;
    BigInteger[] most = sums(near.max(far).add(room), of).deltas;
    Band net =
        delta(
            least[0].add(most[1]).add(least[2]).add(most[3]),
            most[0].add(least[1]).add(most[2]).add(least[3]),
            of.deltaError);
    Band gross =
        delta(
            least[0].subtract(least[1]).subtract(most[2]).add(most[3]),
            most[0].subtract(most[1]).subtract(least[2]).add(least[3]),
            of.deltaError);
    return new Deltas(net, gross);
  }

  private static Band delta(BigInteger least, BigInteger most, BigInteger error) {
    return Band.between(
            Exact.floor(least.subtract(error), E18_Q62), Exact.ceil(most.add(error), E18_Q62))
        .within(BigInteger.ONE);
  }

  /**
   * ln(K / F) of each option in the order in which they came, Q57, within 102 units.
   *
   * @throws Undecided where a long does not hold one
   */
  public long[] distances(BigInteger factor) {
    long[] distances = new long[count()];
    if (distances.length > 0 && isApart(factor)) {
      throw new Undecided("a strike is too far from its forward");
    }
    for (int i = 0; i < distances.length; i++) {
      int place = places[i];
      int bits = factor.bitLength() + lengths[place];
      distances[i] = -(mantissaLn(factor) + lns[place] + bits * LN2_Q57);
    }
    return distances;
  }
}
