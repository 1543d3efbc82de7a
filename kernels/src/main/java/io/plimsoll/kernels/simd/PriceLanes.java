package io.plimsoll.kernels.simd;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.scalar.LotValue;
import io.plimsoll.kernels.scalar.OptionShocks;
import io.plimsoll.kernels.scalar.PriceLaw;
import io.plimsoll.kernels.scalar.PricingMemory;
import io.plimsoll.kernels.scalar.Ratio;
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

  /** Values of coins from here on are priced one by one; {@link PriceLaw} bounds them. */
  private static final long LARGEST_COINS = 1L << 61;

  /** The bits of the quotients that {@link PricePasses#SHORT_ENTRIES} can tell. */
  private static final int SHORT_BITS = 30;

  /** That many instruments wait at most. */
  private static final int MOST = 2 * PriceTile.ROWS;

  /** Whether lanes are as wide here as the passes want them; narrower ones are slower than none. */
  private static final boolean HELP = LongVector.SPECIES_PREFERRED.length() == PriceTile.WIDTH;

  /** For a call before any shock that is one of the tile's cells. */
  private static final long FROM_TILE = -1;

  private final PricingMemory memory;
  private final SharedPricing scalar;
  private final Ratio carried = new Ratio();
  private final PriceTile tile = new PriceTile();

  // What waits in the tile: instruments of the batch, and the row of the tile that each has.
  private final int[] instrument = new int[MOST];
  private final int[] rowOf = new int[MOST];
  private final long[] stillCall = new long[MOST];
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
    tile.narrow = out.narrow();
    tile.shocks = scalar.shocks();
    SetPattern[] patterns = tile.patterns;
    if (patterns.length != memory.sets()) {
      patterns = Arrays.copyOf(patterns, memory.sets());
      tile.patterns = patterns;
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
      await(i, rowOf[twin], stillCall[twin]);
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
    int set = in.scenarioSet()[i];
    int head = tile.patterns[set].head;
    int row = tile.rows++;
    tile.row = row;
    tile.set[row] = set;
    tile.forwardSlot[row] = option.forwardSlot();
    tile.discountSlot[row] = option.discountSlot();
    tile.strike[row] = option.strike();
    boolean wide = out.stride() > PriceTile.CELLS;
    long still = wide || option.groups().still() < 0 ? option.stillCall() : FROM_TILE;
    await(i, row, still);
    if (wide) {
      wide(head);
    } else {
      PricePasses.run(head, tile);
    }
  }

  private void await(int i, int row, long still) {
    instrument[waiting] = i;
    rowOf[waiting] = row;
    stillCall[waiting] = still;
    waiting++;
  }

  /** Prices the one option that waits, whose row is longer than a tile, piece by piece. */
  private void wide(int head) {
    while (tile.column < out.stride()) {
      tile.columns = Math.min(PriceTile.CELLS, out.stride() - tile.column);
      PricePasses.run(head, tile);
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
    ShockedForwards forwards = tile.forwards(row);
    ShockedDiscounts discounts = tile.discounts(row);
    long still = stillCall[w];
    if (still == FROM_TILE) {
      still = tile.call[row * tile.columns + tile.pattern(row).still];
    }
    long mark = PriceLaw.mark(in, i, still);
    LotValue worth = memory.worth(in, i);
    int first = i * out.stride() + tile.column;
    boolean inverse = PriceLaw.isInverse(kind);
    // A discount factor is below 2.
    long most = Math.max(forwards.largest(), tile.strike[row]) << (discounts.isOne() ? 0 : 1);
    if (inverse) {
      carried.set(mark, in.price()[i]);
      long coins = carried.halfEven(forwards.largest());
      boolean fits = forwards.largest() <= carried.most() && coins < LARGEST_COINS;
      most = fits ? most + coins : -1;
    }
    if (!worth.hasRoom() || most < 0 || most > worth.ratio().most()) {
      // Not the padding, where the still column's call may be.
      int calls = Math.min(tile.columns, out.scenarios() - tile.column);
      System.arraycopy(tile.call, row * tile.columns, tile.entries, first, calls);
      if (tile.column + tile.columns == out.stride()) {
        int start = i * out.stride();
        scalar.finish(in, i, forwards, discounts, mark, tile.entries, start, out);
      }
      return;
    }
    tile.row = row;
    tile.putMask = PriceLaw.isPut(kind) ? -1 : 0;
    tile.mark = mark;
    tile.fromValues = false;
    tile.entriesFirst = first;
    if (!discounts.isOne()) {
      PricePasses.run(PricePasses.DISCOUNTED, tile);
      fromValues();
    }
    if (inverse) {
      take(carried);
      PricePasses.run(PricePasses.CARRIED, tile);
      fromValues();
      tile.mark = 0;
    }
    PricePasses.run(takeWorth(worth.ratio(), most), tile);
    out.mark()[i] = mark;
    long before = tile.column == 0 ? 0 : out.maxAbs()[i];
    out.maxAbs()[i] = Math.max(before, tile.maxAbs);
  }

  private void fromValues() {
    tile.fromValues = true;
    tile.putMask = 0;
  }

  private void take(Ratio ratio) {
    tile.num = ratio.num();
    tile.den = ratio.den();
    tile.mantissa = ratio.mantissa();
    tile.left = ratio.left();
    tile.right = ratio.right();
    tile.bias = 1L << (ratio.right() - 1);
  }

  /** Takes an instrument's worth, and gives the pass for changes of up to {@code most}. */
  private int takeWorth(Ratio worth, long most) {
    take(worth);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(most);
    int cut = Math.max(0, bits - 32);
    int back = worth.shift() - 32 - cut;
    if (bits + 63 - worth.shift() > SHORT_BITS || worth.den() >= 1L << 31 || back >= Long.SIZE) {
      return PricePasses.ENTRIES;
    }
    tile.left = cut;
    tile.right = back;
    tile.bias = 1L << (back - 1);
    return PricePasses.SHORT_ENTRIES;
  }
}
