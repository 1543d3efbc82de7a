package io.plimsoll.kernels.simd;

import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scalar.LotValue;
import io.plimsoll.kernels.scalar.OptionShocks;
import io.plimsoll.kernels.scalar.PriceLaw;
import io.plimsoll.kernels.scalar.PricingMemory;
import io.plimsoll.kernels.scalar.SharedPricing;
import io.plimsoll.kernels.scalar.ShockedDiscounts;
import io.plimsoll.kernels.scalar.ShockedForwards;
import java.util.Arrays;
import jdk.incubator.vector.LongVector;

/**
 * Prices instruments, options among them a scenario to a lane, with the bits of {@link PriceLaw}.
 * One for each thread, for its scratch.
 *
 * <p>Cells of several options gather in a {@link PriceTile}, and the arithmetic goes over it in
 * {@link PricePasses}. Neighbours that differ in no more than call and put share their cells. What
 * lanes are not made for is priced by {@link SharedPricing}: what is linear, and options that some
 * scenario leaves with hardly any time or volatility.
 */
final class PriceLanes {

  /** Below this s the logarithm is shifted left, which the lanes do not do. */
  private static final long LEAST_S_Q54 = 1L << (54 + Black76Body.LEAST_EXPONENT_OF_RIGHT_SHIFT);

  /** Products of entries on lanes stay below this many bits. */
  private static final int MOST_BITS = 62;

  /** That many instruments wait at most. */
  private static final int MOST = 2 * PriceTile.ROWS;

  /** Whether lanes are as wide here as the passes want them; narrower ones are slower than none. */
  private static final boolean HELP = LongVector.SPECIES_PREFERRED.length() == PriceTile.WIDTH;

  /** For a call before any shock that is one of the tile's cells. */
  private static final long FROM_TILE = -1;

  private final PricingMemory memory;
  private final SharedPricing scalar;
  private final PriceTile tile = new PriceTile();
  private SetPattern[] patterns = {};

  // What waits in the tile: instruments of the batch, and the row of the tile that each has.
  private final int[] instrument = new int[MOST];
  private final int[] rowOf = new int[MOST];
  private final long[] stillCall = new long[MOST];
  private final ShockedDiscounts[] discounts = new ShockedDiscounts[MOST];
  private int waiting;

  private PricingBatch in = new PricingBatch();
  private RiskArrays out = new RiskArrays();

  /** Over what an engine remembers. */
  PriceLanes(PricingMemory memory) {
    this.memory = memory;
    scalar = new SharedPricing(memory);
  }

  /** Makes ready to price instruments of the batch that the memory was prepared for. */
  void begin(PricingBatch batch, RiskArrays arrays) {
    in = batch;
    out = arrays;
    scalar.begin();
    waiting = 0;
    tile.rows = 0;
    tile.column = 0;
    tile.columns = Math.min(PriceTile.CELLS, out.stride());
    tile.entries = out.entries();
    if (patterns.length != memory.sets()) {
      patterns = Arrays.copyOf(patterns, memory.sets());
    }
    for (int i = 0; i < patterns.length; i++) {
      if (patterns[i] == null || !patterns[i].isOf(memory.groups(i))) {
        patterns[i] = new SetPattern(memory.groups(i), out.scenarios());
      }
    }
  }

  /** Prices instrument {@code i}, at the latest at {@link #end}. */
  void price(int i) {
    if (!HELP || !PriceLaw.isOption(in.kind()[i]) || out.stride() == 0) {
      scalar.price(in, i, out);
      return;
    }
    if (waiting > 0 && waiting < MOST && SharedPricing.isTwin(in, i, instrument[waiting - 1])) {
      int twin = waiting - 1;
      await(i, rowOf[twin], stillCall[twin], discounts[twin]);
      return;
    }
    if ((tile.rows + 1) * tile.columns > PriceTile.CELLS
        || waiting == MOST
        || !scalar.holds(in, i)) {
      end();
    }
    OptionShocks option = scalar.prepare(in, i);
    if (option.leastSQ54() < LEAST_S_Q54) {
      scalar.price(in, i, option, out);
      return;
    }
    SetPattern pattern = patterns[in.scenarioSet()[i]];
    int row = tile.rows++;
    tile.row = row;
    tile.option[row] = option;
    tile.pattern[row] = pattern;
    tile.strike[row] = option.strike();
    tile.forwards[row] = option.forwards();
    boolean wide = out.stride() > PriceTile.CELLS;
    long still = wide || option.groups().still() < 0 ? option.stillCall() : FROM_TILE;
    await(i, row, still, option.discounts());
    if (wide) {
      wide(pattern);
    } else {
      PricePasses.run(pattern.head, tile);
    }
  }

  private void await(int i, int row, long still, ShockedDiscounts factors) {
    instrument[waiting] = i;
    rowOf[waiting] = row;
    stillCall[waiting] = still;
    discounts[waiting] = factors;
    waiting++;
  }

  /** Prices the one option that waits, whose row is longer than a tile, piece by piece. */
  private void wide(SetPattern pattern) {
    while (tile.column < out.stride()) {
      tile.columns = Math.min(PriceTile.CELLS, out.stride() - tile.column);
      PricePasses.run(pattern.head, tile);
      finishTile();
      tile.column += tile.columns;
    }
    clear();
  }

  /** Prices all that waits. */
  void end() {
    if (waiting > 0) {
      finishTile();
    }
    clear();
  }

  private void clear() {
    waiting = 0;
    tile.rows = 0;
    tile.column = 0;
    tile.columns = Math.min(PriceTile.CELLS, out.stride());
  }

  private void finishTile() {
    PricePasses.run(PricePasses.STRIKE_CDF, tile);
    PricePasses.run(PricePasses.FORWARD_CDF, tile);
    PricePasses.run(PricePasses.CALLS, tile);
    for (int w = 0; w < waiting; w++) {
      finish(w);
    }
  }

  /** From calls to the entries, the mark and the largest size of one instrument. */
  private void finish(int w) {
    int i = instrument[w];
    int row = rowOf[w];
    byte kind = in.kind()[i];
    ShockedForwards forwards = tile.forwards[row];
    long still = stillCall[w];
    if (still == FROM_TILE) {
      still = tile.call[row * tile.columns + tile.pattern[row].still];
    }
    long mark = PriceLaw.mark(in, i, still);
    LotValue worth = memory.worth(in, i);
    int first = i * out.stride() + tile.column;
    if (PriceLaw.isInverse(kind) || !fitsLanes(worth, forwards.largest(), tile.strike[row])) {
      System.arraycopy(tile.call, row * tile.columns, tile.entries, first, tile.columns);
      if (tile.column + tile.columns == out.stride()) {
        int start = i * out.stride();
        scalar.finish(in, i, forwards, discounts[w], mark, tile.entries, start, out);
      }
      return;
    }
    tile.row = row;
    tile.putMask = PriceLaw.isPut(kind) ? -1 : 0;
    tile.mark = mark;
    tile.entriesFirst = first;
    if (discounts[w].isOne()) {
      tile.from = tile.call;
      tile.fromFirst = row * tile.columns;
    } else {
      tile.factorQ62 = discounts[w].factorQ62();
      PricePasses.run(PricePasses.DISCOUNTED, tile);
      tile.from = tile.value;
      tile.fromFirst = 0;
      tile.putMask = 0;
    }
    PricePasses.run(entriesOf(worth, forwards.largest(), tile.strike[row]), tile);
    out.mark()[i] = mark;
    long before = tile.column == 0 ? 0 : out.maxAbs()[i];
    out.maxAbs()[i] = Math.max(before, tile.maxAbs);
    out.narrow(first, tile.columns);
  }

  /** The pass for an instrument's worth; sets what it takes of it. */
  private PricePasses.Pass entriesOf(LotValue worth, long largest, long strike) {
    tile.num = worth.num();
    tile.den = worth.den();
    if (tile.den == 1) {
      return PricePasses.ENTRIES;
    }
    int denBits = Long.SIZE - Long.numberOfLeadingZeros(tile.den);
    long most = 2 * Math.max(largest, strike) + tile.den;
    int mostBits = Long.SIZE - Long.numberOfLeadingZeros(most);
    if (tile.num == 1 && denBits <= 32 && mostBits <= denBits + 30) {
      tile.cut = Math.max(0, mostBits - 32);
      tile.back = 31 + denBits - tile.cut;
      tile.inverse = worth.inverse() >>> (Long.SIZE - 31 - denBits);
      return PricePasses.SHORT_DIVIDED_ENTRIES;
    }
    tile.inverse = worth.inverse();
    return PricePasses.DIVIDED_ENTRIES;
  }

  /**
   * Whether |change| * num + den / 2 stays within the lanes' bits for every change there can be.
   */
  private static boolean fitsLanes(LotValue worth, long largest, long strike) {
    // Values are at most twice the larger of forward and strike, by a discount factor below 2.
    long change = 2 * Math.max(largest, strike);
    return worth.den() > 0
        && worth.den() < 1L << (MOST_BITS - 1)
        && Raw.mulHigh(change, worth.num()) == 0
        && (change * worth.num()) >>> (MOST_BITS - 1) == 0;
  }
}
