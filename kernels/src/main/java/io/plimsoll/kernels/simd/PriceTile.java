package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.scalar.OptionShocks;
import io.plimsoll.kernels.scalar.ShockedDiscounts;
import io.plimsoll.kernels.scalar.ShockedForwards;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The scratch of one thread's pricing: cells of several options, an array for each step of the
 * arithmetic, small enough to stay in the nearest cache; the rows that the cells belong to; and
 * what the next pass works on, in fields, because passes are called through an interface.
 */
final class PriceTile {

  static final VectorSpecies<Long> LANES = LongVector.SPECIES_512;
  static final int WIDTH = LANES.length();

  /** Cells of a tile; longer rows are cut. */
  static final int CELLS = 320;

  /** Rows of a tile: each has eight cells at least. */
  static final int ROWS = CELLS / WIDTH;

  final long[] d2Q54 = new long[CELLS];
  final long[] d1Q54 = new long[CELLS];
  final long[] strikeCdfQ62 = new long[CELLS];
  final long[] forwardCdfQ62 = new long[CELLS];
  final long[] call = new long[CELLS];
  final long[] value = new long[CELLS];

  /** Node indices of one vector, on their way from lanes to a gather. */
  final int[] nodes = new int[WIDTH];

  // Of each scenario set: what its options need, which is good for the forwards and discount
  // factors of all rows, for the rest only until the next option of the set is prepared.
  OptionShocks[] shocks = {};
  SetPattern[] patterns = {};

  // Of each row, without objects: the collector's barriers at such writes would cost too much.
  final int[] set = new int[ROWS];
  final int[] forwardSlot = new int[ROWS];
  final int[] discountSlot = new int[ROWS];
  final long[] strike = new long[ROWS];
  int rows;

  /** The columns that the tile's rows have: the first, and how many, a multiple of eight. */
  int column;

  int columns;

  /** The row that the next pass works on, where it works on one. */
  int row;

  // What the passes that end in entries take, beside the row: whether they go on from values
  // instead of calls, and an instrument.
  boolean fromValues;
  long putMask;
  long mark;

  // The ratio that they multiply by, and how; see Ratio.
  long num;
  long den;
  long mantissa;
  long left;
  long right;
  long bias;

  long[] entries = {};
  int[] narrow = {};
  int entriesFirst;

  /** What they found: the largest size of an entry. */
  long maxAbs;

  /** No rows. */
  PriceTile() {}

  ShockedForwards forwards(int row) {
    return shocks[set[row]].forwards(forwardSlot[row]);
  }

  ShockedDiscounts discounts(int row) {
    return shocks[set[row]].discounts(discountSlot[row]);
  }

  SetPattern pattern(int row) {
    return patterns[set[row]];
  }

  int cells() {
    return rows * columns;
  }
}
