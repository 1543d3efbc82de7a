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
import io.plimsoll.kernels.scalar.ShockedForwards;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The arithmetic of {@link Black76Body} and of entries on lanes, step by step over a tile.
 *
 * <p>The compiler keeps lanes in registers only in methods of a few dozen operations, so each pass
 * is one; and it must not compile one pass into another's caller, so all are called at {@link
 * #run}, where it sees too many classes to choose one. A multiplication whose operands are known to
 * have 32 bits, from a mask or a logical shift by 32 or more, is one cheap instruction; others cost
 * three. A constant arithmetic shift costs two, hence only logical ones of what is not negative.
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

  static final Pass HEAD_OF_FEW = new HeadOfFew();
  static final Pass HEAD_OF_MANY = new HeadOfMany();
  static final Pass STRIKE_CDF = new StrikeCdf();
  static final Pass FORWARD_CDF = new ForwardCdf();
  static final Pass CALLS = new Calls();
  static final Pass DISCOUNTED = new Discounted();
  static final Pass ENTRIES = new Entries();
  static final Pass DIVIDED_ENTRIES = new DividedEntries();
  static final Pass SHORT_DIVIDED_ENTRIES = new ShortDividedEntries();

  /** The one place where passes are called. */
  static void run(Pass pass, PriceTile tile) {
    pass.run(tile);
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
      OptionShocks option = t.option[t.row];
      LongVector s = load(option.sQ54(), 0);
      LongVector half = right(s, 1);
      LongVector shift = load(option.exponent(), 0).sub(LEAST_EXPONENT);
      LongVector reciprocal = load(option.reciprocalQ30(), 0);
      LongVector strikeLn = all(option.strikeLnQ44());
      VectorShuffle<Long>[] spreads = t.pattern[t.row].spread;
      LongVector most = all(Black76Body.LARGEST_RATIO_Q24);
      LongVector least = all(-Black76Body.LARGEST_RATIO_Q24);
      LongVector grid = all(Black76Body.GRID_MASK_Q54);
      long[] ln = t.forwards[t.row].lnQ44();
      int first = t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        VectorShuffle<Long> spread = spreads[(t.column + c) / WIDTH];
        LongVector ratio =
            load(ln, t.column + c).sub(strikeLn).lanewise(ASHR, shift.rearrange(spread));
        LongVector d2 =
            ratio
                .min(most)
                .max(least)
                .mul(reciprocal.rearrange(spread))
                .sub(half.rearrange(spread))
                .and(grid);
        d2.intoArray(t.d2Q54, first + c);
        d2.add(s.rearrange(spread)).intoArray(t.d1Q54, first + c);
      }
    }
  }

  /** The same of a set with any number of groups. */
  private static final class HeadOfMany implements Pass {
    @Override
    public void run(PriceTile t) {
      OptionShocks option = t.option[t.row];
      LongVector strikeLn = all(option.strikeLnQ44());
      LongVector leastExponent = all(LEAST_EXPONENT);
      LongVector most = all(Black76Body.LARGEST_RATIO_Q24);
      LongVector least = all(-Black76Body.LARGEST_RATIO_Q24);
      LongVector grid = all(Black76Body.GRID_MASK_Q54);
      long[] ln = t.forwards[t.row].lnQ44();
      int[] group = t.pattern[t.row].group;
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
        LongVector step = right(left(a, 14), 32);
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
        LongVector step = right(left(a, 14), 32);
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
        ShockedForwards forwards = t.forwards[row];
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
      long[] forwardOf = t.forwards[t.row].forward();
      int first = t.row * t.columns;
      for (int c = 0; c < t.columns; c += WIDTH) {
        LongVector v =
            load(t.call, first + c).add(strike.sub(load(forwardOf, t.column + c)).and(put));
        LongVector d = load(t.factorQ62, t.column + c);
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

  /** Entries of one instrument whose worth has the denominator 1. */
  private static final class Entries implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector mark = all(t.mark);
      LongVector num = all(t.num);
      LongVector largest = all(0);
      long[] valid = t.pattern[t.row].valid;
      long[] forwardOf = t.forwards[t.row].forward();
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector entry =
            load(t.from, t.fromFirst + c)
                .add(strike.sub(load(forwardOf, column)).and(put))
                .sub(mark)
                .and(load(valid, column))
                .mul(num);
        entry.intoArray(t.entries, t.entriesFirst + c);
        largest = largest.max(entry.abs());
      }
      t.maxAbs = largest.reduceLanes(MAX);
    }
  }

  /**
   * Entries of one instrument whose worth is num / den with den from 2: HalfEven division of u =
   * |change| * num, below 2^62. With h = floor(den / 2), the quotient of u + h by den is the one of
   * u rounded to the nearest, the larger of two; it is one too large just where den is even, the
   * rest 0 and the quotient odd. The quotient comes from the upper half of a product with
   * floor(2^64 / den), which is at most one too small.
   */
  private static final class DividedEntries implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector low = all(MASK_32);
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector mark = all(t.mark);
      LongVector num = all(t.num);
      LongVector den = all(t.den);
      LongVector half = all(t.den >>> 1);
      // 1 where a tie can be, which a quotient is lowered by if it is odd.
      LongVector even = all(~t.den & 1);
      LongVector inverse = all(t.inverse);
      LongVector inverseHigh = right(inverse, 32);
      LongVector inverseLow = inverse.and(low);
      LongVector largest = all(0);
      long[] valid = t.pattern[t.row].valid;
      long[] forwardOf = t.forwards[t.row].forward();
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector change =
            load(t.from, t.fromFirst + c)
                .add(strike.sub(load(forwardOf, column)).and(put))
                .sub(mark)
                .and(load(valid, column));
        LongVector u = change.abs().mul(num).add(half);
        LongVector high = right(u, 32);
        LongVector uLow = u.and(low);
        LongVector middle = uLow.mul(inverseHigh).add(right(uLow.mul(inverseLow), 32));
        LongVector other = high.mul(inverseLow).add(middle.and(low));
        LongVector q = high.mul(inverseHigh).add(right(middle, 32)).add(right(other, 32));
        LongVector rest = u.sub(q.mul(den));
        VectorMask<Long> tooSmall = rest.compare(GE, den);
        q = q.add(1, tooSmall);
        rest = rest.sub(den, tooSmall);
        q = q.sub(q.and(even), rest.compare(EQ, 0));
        largest = largest.max(q);
        q.blend(q.neg(), change.compare(LT, 0)).intoArray(t.entries, t.entriesFirst + c);
      }
      t.maxAbs = largest.reduceLanes(MAX);
    }
  }

  /**
   * The same with num = 1, a den of up to 32 bits and a quotient of up to 30: with u cut to its
   * upper 32 bits and a reciprocal of 32, what the cuts lose is less than 1/2 of the quotient each,
   * so it too is at most one too small.
   */
  private static final class ShortDividedEntries implements Pass {
    @Override
    public void run(PriceTile t) {
      LongVector low = all(MASK_32);
      LongVector put = all(t.putMask);
      LongVector strike = all(t.strike[t.row]);
      LongVector mark = all(t.mark);
      LongVector den = right(all(t.den << 32), 32);
      LongVector half = all(t.den >>> 1);
      LongVector even = all(~t.den & 1);
      LongVector inverse = right(all(t.inverse << 32), 32);
      LongVector cut = all(t.cut);
      LongVector back = all(t.back);
      LongVector largest = all(0);
      long[] valid = t.pattern[t.row].valid;
      long[] forwardOf = t.forwards[t.row].forward();
      for (int c = 0; c < t.columns; c += WIDTH) {
        int column = t.column + c;
        LongVector change =
            load(t.from, t.fromFirst + c)
                .add(strike.sub(load(forwardOf, column)).and(put))
                .sub(mark)
                .and(load(valid, column));
        LongVector u = change.abs().add(half);
        LongVector q = u.lanewise(LSHR, cut).and(low).mul(inverse).lanewise(LSHR, back).and(low);
        LongVector rest = u.sub(q.mul(den));
        VectorMask<Long> tooSmall = rest.compare(GE, den);
        q = q.add(1, tooSmall);
        rest = rest.sub(den, tooSmall);
        q = q.sub(q.and(even), rest.compare(EQ, 0));
        largest = largest.max(q);
        q.blend(q.neg(), change.compare(LT, 0)).intoArray(t.entries, t.entriesFirst + c);
      }
      t.maxAbs = largest.reduceLanes(MAX);
    }
  }
}
