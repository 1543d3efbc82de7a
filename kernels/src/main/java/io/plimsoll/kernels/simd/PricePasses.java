package io.plimsoll.kernels.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.L2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;

import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scalar.OptionShocks;
import io.plimsoll.kernels.scalar.Ratio;
import io.plimsoll.kernels.scalar.ShockedForwards;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The arithmetic of {@link Black76Body} and of entries on lanes, step by step over a tile.
 *
 * <p>The compiler keeps lanes in registers only in methods of a few dozen operations, so each pass
 * is one; and it must not compile one pass into another's caller, so all are called at {@link #run}
 * by index, where it sees too many classes to choose one. A pass given as a constant would be
 * compiled into its caller. A multiplication whose operands are known to have 32 bits, from a mask
 * or a logical shift by 32 or more, is one cheap instruction; others cost three. A constant
 * arithmetic shift costs two, hence only logical ones of what is not negative.
 */
final class PricePasses {

  private static final VectorSpecies<Long> LANES = PriceTile.LANES;
  private static final VectorSpecies<Integer> NODES = IntVector.SPECIES_256;
  private static final int WIDTH = PriceTile.WIDTH;
  private static final long MASK_32 = 0xFFFF_FFFFL;
  private static final long MASK_50 = (1L << 50) - 1;
  private static final long LEAST_EXPONENT = Black76Body.LEAST_EXPONENT_OF_RIGHT_SHIFT;
  private static final long ONE_Q62 = 1L << 62;
  private static final long[] CDF_Q62 = NormalCdf.cdfNodesQ62();
  private static final long[] DENSITY_Q64 = NormalCdf.densityNodesQ64();

  private PricePasses() {}

  /** A step over a tile. */
  interface Pass {
    void run(PriceTile tile);
  }

  static final int HEAD_OF_FEW = 0;
  static final int HEAD_OF_MANY = 1;
  static final int STRIKE_CDF = 2;
  static final int FORWARD_CDF = 3;
  static final int CALLS = 4;
  static final int DISCOUNTED = 5;
  static final int CARRIED = 6;
  static final int ENTRIES = 7;
  static final int SHORT_ENTRIES = 8;

  private static final Pass[] PASSES = {
    new HeadOfFew(),
    new HeadOfMany(),
    new StrikeCdf(),
    new ForwardCdf(),
    new Calls(),
    new Discounted(),
    new Carried(),
    new Entries(),
    new ShortEntries()
  };

  /** The one place where passes are called. */
  static void run(int pass, PriceTile tile) {
    PASSES[pass].run(tile);
  }

  private static LongVector all(long value) {
    return LongVector.broadcast(LANES, value);
  }

  private static LongVector load(long[] array, int at) {
    return LongVector.fromArray(LANES, array, at);
  }

  private static LongVector gather(long[] array, int[] indices, int at) {
    return LongVector.fromArray(LANES, array, 0, indices, at);
  }

  private static LongVector left(LongVector a, int bits) {
    return a.lanewise(LSHL, bits);
  }

  private static LongVector right(LongVector a, int bits) {
    return a.lanewise(LSHR, bits);
  }

  /** d2 on its grid and d1, of one row, whose set has at most eight groups. */
  private static final class HeadOfFew implements Pass {
    @Override
    public void run(PriceTile t) {
      OptionShocks option = t.shocks[t.set[t.row]];
      LongVector s = load(option.sQ54(), 0);
      LongVector shift = load(option.exponent(), 0).sub(LEAST_EXPONENT);
      LongVector reciprocal = load(option.reciprocalQ30(), 0);
      LongVector strikeLn = all(option.strikeLnQ44());
      long[] spreads = t.pattern(t.row).spread;
      LongVector most = all(Black76Body.LARGEST_RATIO_Q24);
      LongVector least = all(-Black76Body.LARGEST_RATIO_Q24);
      LongVector grid = all(Black76Body.GRID_MASK_Q54);
      long[] ln = t.forwards(t.row).lnQ44();
      int first = t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        LongVector spread = load(spreads, t.column + c);
        LongVector sOf = spread.selectFrom(s);
        LongVector ratio =
            load(ln, t.column + c).sub(strikeLn).lanewise(ASHR, spread.selectFrom(shift));
        LongVector d2 =
            ratio
                .min(most)
                .max(least)
                .mul(spread.selectFrom(reciprocal))
                .sub(right(sOf, 1))
                .and(grid);
        d2.intoArray(t.d2Q54, first + c);
        d2.add(sOf).intoArray(t.d1Q54, first + c);
      }
    }
  }

  /** The same of a set with any number of groups. */
  private static final class HeadOfMany implements Pass {
    @Override
    public void run(PriceTile t) {
      OptionShocks option = t.shocks[t.set[t.row]];
      LongVector strikeLn = all(option.strikeLnQ44());
      LongVector leastExponent = all(LEAST_EXPONENT);
      LongVector most = all(Black76Body.LARGEST_RATIO_Q24);
      LongVector least = all(-Black76Body.LARGEST_RATIO_Q24);
      LongVector grid = all(Black76Body.GRID_MASK_Q54);
      long[] ln = t.forwards(t.row).lnQ44();
      int[] group = t.pattern(t.row).group;
      int first = t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector ratio =
            load(ln, column)
                .sub(strikeLn)
                .lanewise(ASHR, gather(option.exponent(), group, column).sub(leastExponent));
        LongVector s = gather(option.sQ54(), group, column);
        LongVector d2 =
            ratio
                .min(most)
                .max(least)
                .mul(gather(option.reciprocalQ30(), group, column))
                .sub(right(s, 1))
                .and(grid);
        d2.intoArray(t.d2Q54, first + c);
        d2.add(s).intoArray(t.d1Q54, first + c);
      }
    }
  }

  /** N(d2) of all cells. */
  private static final class StrikeCdf implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector farthest = all(Black76Body.FARTHEST_Q54);
      LongVector node50 = all(~MASK_50);
      LongVector thirdQ32 = right(all(0x5555_5555L << 32), 32);
      LongVector low = all(MASK_32);
      LongVector one = all(ONE_Q62);
      int[] nodes = t.nodes;
      int cells = t.cells();
      for (int c = 0; c < cells; c += WIDTH) {
        LongVector d = load(t.d2Q54, c);
        LongVector a = left(d.abs().min(farthest), 5);
        LongVector i = right(a, 50);
        ((IntVector) i.convertShape(L2I, NODES, 0)).intoArray(nodes, 0);
        LongVector step = right(a, 18).and(low);
        LongVector third = right(step.mul(thirdQ32), 32);
        LongVector bend =
            right(a.and(node50).add(left(third, 18)).sub(third.mul(i.mul(i).and(low))), 32);
        LongVector density = gather(DENSITY_Q64, nodes, 0);
        LongVector slope = density.sub(right(right(density, 32).mul(right(step.mul(bend), 32)), 5));
        LongVector n =
            gather(CDF_Q62, nodes, 0).add(right(right(slope, 18).mul(right(step, 21)), 4));
        n.blend(one.sub(n), d.compare(LT, 0)).intoArray(t.strikeCdfQ62, c);
      }
    }
  }

  /** N(d1) of all cells. */
  private static final class ForwardCdf implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector farthest = all(Black76Body.FARTHEST_Q54);
      LongVector node50 = all(~MASK_50);
      LongVector thirdQ32 = right(all(0x5555_5555L << 32), 32);
      LongVector low = all(MASK_32);
      LongVector one = all(ONE_Q62);
      int[] nodes = t.nodes;
      int cells = t.cells();
      for (int c = 0; c < cells; c += WIDTH) {
        LongVector d = load(t.d1Q54, c);
        LongVector a = left(d.abs().min(farthest), 5);
        LongVector i = right(a, 50);
        ((IntVector) i.convertShape(L2I, NODES, 0)).intoArray(nodes, 0);
        LongVector step = right(a, 18).and(low);
        LongVector third = right(step.mul(thirdQ32), 32);
        LongVector bend =
            right(a.and(node50).add(left(third, 18)).sub(third.mul(i.mul(i).and(low))), 32);
        LongVector density = gather(DENSITY_Q64, nodes, 0);
        LongVector slope = density.sub(right(right(density, 32).mul(right(step.mul(bend), 32)), 5));
        LongVector n = gather(CDF_Q62, nodes, 0).add(right(right(slope, 32).mul(step), 11));
        n.blend(one.sub(n), d.compare(LT, 0)).intoArray(t.forwardCdfQ62, c);
      }
    }
  }

  /** Undiscounted calls of all rows: F N(d1) - K N(d2), within max(0, F - K) and F. */
  private static final class Calls implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector low = all(MASK_32);
      LongVector rounding = all(2048);
      LongVector zero = all(0);
      for (int row = 0; row < t.rows; row++) {
        ShockedForwards forwards = t.forwards(row);
        LongVector strike = all(t.strike[row]);
        LongVector scaled = left(strike, 14);
        LongVector strikeHigh = right(scaled, 32);
        LongVector strikeLow = scaled.and(low);
        long[] forwardOf = forwards.forward();
        int first = row * t.columns;
        for (int c = 0; c < t.columns; c += WIDTH) {
          LongVector forward = load(forwardOf, t.column + c);
          LongVector f = left(forward, 14);
          LongVector high = right(f, 32);
          LongVector n = load(t.forwardCdfQ62, first + c);
          LongVector nHigh = right(n, 32);
          LongVector sum =
              high.mul(nHigh)
                  .add(right(high.mul(n.and(low)), 32))
                  .add(right(f.and(low).mul(nHigh), 32));
          LongVector m = load(t.strikeCdfQ62, first + c);
          LongVector mHigh = right(m, 32);
          sum =
              sum.sub(strikeHigh.mul(mHigh))
                  .sub(right(strikeHigh.mul(m.and(low)), 32))
                  .sub(right(strikeLow.mul(mHigh), 32))
                  .add(rounding);
          right(sum.max(zero), 12)
              .min(forward)
              .max(forward.sub(strike))
              .intoArray(t.call, first + c);
        }
      }
    }
  }

  /** Values of one instrument in one row: parity, then the discount factor, HalfEven. */
  private static final class Discounted implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector low = all(MASK_32);
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector below = all(ONE_Q62 - 1);
      LongVector odd = all(1);
      LongVector half = all((ONE_Q62 >>> 1) - 1);
      long[] forwardOf = t.forwards(t.row).forward();
      long[] factorQ62 = t.discounts(t.row).factorQ62();
      int first = t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        LongVector v =
            load(t.call, first + c).add(strike.sub(load(forwardOf, t.column + c)).and(put));
        LongVector d = load(factorQ62, t.column + c);
        LongVector vHigh = right(v, 32);
        LongVector vLow = v.and(low);
        LongVector dHigh = right(d, 32);
        LongVector dLow = d.and(low);
        LongVector middle = vLow.mul(dHigh).add(right(vLow.mul(dLow), 32));
        LongVector other = vHigh.mul(dLow).add(middle.and(low));
        LongVector product = v.mul(d);
        LongVector upper = vHigh.mul(dHigh).add(right(middle, 32)).add(right(other, 32));
        LongVector floor = left(upper, 2).or(right(product, 62));
        LongVector rest = product.and(below).add(floor.and(odd)).add(half);
        floor.add(right(rest, 62)).intoArray(t.value, c);
      }
    }
  }

  /** What an inverse instrument's value gains beyond that of the coins it had. */
  private static final class Carried implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      long[] forwardOf = t.forwards(t.row).forward();
      long[] from = t.fromValues ? t.value : t.call;
      int first = t.fromValues ? 0 : t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        LongVector forward = load(forwardOf, t.column + c);
        load(from, first + c)
            .add(strike.sub(forward).and(put))
            .sub(nearest(forward, t))
            .intoArray(t.value, c);
      }
    }
  }

  /** Entries of one instrument: changes of its value times the tile's ratio, HalfEven. */
  private static final class Entries implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector mark = all(t.mark);
      LongVector largest = all(0);
      long[] valid = t.pattern(t.row).valid;
      long[] forwardOf = t.forwards(t.row).forward();
      long[] from = t.fromValues ? t.value : t.call;
      int first = t.fromValues ? 0 : t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector change =
            load(from, first + c)
                .add(strike.sub(load(forwardOf, column)).and(put))
                .sub(mark)
                .and(load(valid, column));
        LongVector q = nearest(change.abs(), t);
        largest = largest.max(q);
        LongVector entry = q.blend(q.neg(), change.compare(LT, 0));
        entry.intoArray(t.entries, t.entriesFirst + c);
        ((IntVector) entry.convertShape(L2I, NODES, 0)).intoArray(t.narrow, t.entriesFirst + c);
      }
      t.maxAbs = largest.reduceLanes(MAX);
    }
  }

  /** The lanes' twin of {@link Ratio}; the upper half of the product is up to 3 too small. */
  private static LongVector nearest(LongVector size, PriceTile t) {
    LongVector low = all(MASK_32);
    LongVector mantissaHigh = right(all(t.mantissa), 32);
    LongVector scaled = size.lanewise(LSHL, t.left);
    LongVector high = right(scaled, 32);
    LongVector q =
        high.mul(mantissaHigh)
            .add(right(high.mul(all(t.mantissa).and(low)), 32))
            .add(right(scaled.and(low).mul(mantissaHigh), 32))
            .add(t.bias)
            .lanewise(LSHR, t.right);
    LongVector den = all(t.den);
    LongVector rest = size.mul(t.num).add(t.den >>> 1).sub(q.mul(den));
    VectorMask<Long> tooSmall = rest.compare(GE, den);
    q = q.add(1, tooSmall);
    rest = rest.sub(den, tooSmall);
    return q.sub(q.and(~t.den & 1), rest.compare(EQ, 0));
  }

  /**
   * The same where quotients have up to 30 bits and den 31: with the size cut to its upper 32 bits
   * and the mantissa to 31, the cuts lose less than 1 of the quotient, and the rest, below 2 den,
   * shows in its lower 32 bits.
   */
  private static final class ShortEntries implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector low = all(MASK_32);
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector mark = all(t.mark);
      LongVector num = all(t.num).and(low);
      LongVector den = all(t.den).and(low);
      LongVector half = all(t.den >>> 1);
      // 1 where a tie can be, which a quotient is lowered by if it is odd.
      LongVector even = all(~t.den & 1);
      LongVector mantissa = right(all(t.mantissa), 32);
      LongVector cut = all(t.left);
      LongVector back = all(t.right);
      LongVector bias = all(t.bias);
      LongVector largest = all(0);
      long[] valid = t.pattern(t.row).valid;
      long[] forwardOf = t.forwards(t.row).forward();
      long[] from = t.fromValues ? t.value : t.call;
      int first = t.fromValues ? 0 : t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector change =
            load(from, first + c)
                .add(strike.sub(load(forwardOf, column)).and(put))
                .sub(mark)
                .and(load(valid, column));
        LongVector u = change.abs();
        LongVector q =
            u.lanewise(LSHR, cut).and(low).mul(mantissa).add(bias).lanewise(LSHR, back).and(low);
        LongVector rest = u.and(low).mul(num).add(half).sub(q.mul(den)).and(low);
        VectorMask<Long> tooSmall = rest.compare(GE, den);
        q = q.add(1, tooSmall);
        rest = rest.sub(den, tooSmall);
        q = q.sub(q.and(even), rest.compare(EQ, 0));
        largest = largest.max(q);
        LongVector entry = q.blend(q.neg(), change.compare(LT, 0));
        entry.intoArray(t.entries, t.entriesFirst + c);
        ((IntVector) entry.convertShape(L2I, NODES, 0)).intoArray(t.narrow, t.entriesFirst + c);
      }
      t.maxAbs = largest.reduceLanes(MAX);
    }
  }
}
