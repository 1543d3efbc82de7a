package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.scalar.OptionShocks;
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

  // Of each row; what prepared it is good only until the next option of its set is prepared.
  final OptionShocks[] option = new OptionShocks[ROWS];
  final SetPattern[] pattern = new SetPattern[ROWS];
  final long[] strike = new long[ROWS];
  final ShockedForwards[] forwards = new ShockedForwards[ROWS];
  int rows;

  /** The columns that the tile's rows have: the first, and how many, a multiple of eight. */
  int column;

  int columns;

  /** The row that the next pass works on, where it works on one. */
  int row;

  // What the passes that end in entries take, beside the row: an instrument.
  long putMask;
  long mark;
  long num;
  long den;

  /** The scaled reciprocal of den. */
  long inverse;

  /** Bits that a short division drops before its multiplication, and those after. */
  long cut;

  long back;

  long[] factorQ62 = {};
  long[] from = {};
  int fromFirst;
  long[] entries = {};
  int entriesFirst;

  /** What they found: the largest size of an entry. */
  long maxAbs;

  /** No rows. */
  PriceTile() {}

  int cells() {
    return rows * columns;
  }
}
