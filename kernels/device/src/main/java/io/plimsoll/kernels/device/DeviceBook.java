package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.Column;
import io.plimsoll.kernels.device.link.Counts;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.device.link.Steps;
import io.plimsoll.kernels.scalar.RowLaw;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.simd.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows, positions and prices that the device holds, as the shared memory mirrors them. Each
 * call brings the mirror up to date with the caller's columns and tells the device only what has
 * changed.
 *
 * <p>The device trusts its indices. So what would lead it outside of its buffers does not enter the
 * mirror: such a row counts as empty and such a position as one in instrument 0. What the caller
 * gets for such a row is decided on the CPU, which reads the caller's columns.
 */
final class DeviceBook {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Positions that are compared at a time; where one differs, all of them are looked at. */
  private static final int CHUNK = 256;

  /** Rows or positions from which on each thread of the crew takes a part. */
  private static final int WORTH_SHARING = 1 << 14;

  private final Workers workers;
  private final Changes[] parts;
  private final Capacities capacities;
  private final MemorySegment counts;
  private final MemorySegment rowStart;
  private final MemorySegment rowEnd;
  private final MemorySegment rowKind;
  private final MemorySegment instrument;
  private final MemorySegment lots;
  private final MemorySegment entries;
  private final MemorySegment weights;
  private final MemorySegment divisors;
  private final MemorySegment positionAt;
  private final MemorySegment positionInstrument;
  private final MemorySegment positionLots;
  private final MemorySegment rowAt;
  private final MemorySegment rowAtStart;
  private final MemorySegment rowAtEnd;
  private final MemorySegment rowAtKind;

  private final List<ScenarioSet> sets = new ArrayList<>();
  private int stride;
  private int entryCount;
  private int instruments;
  private int rowDeltas;
  private int positionDeltas;
  private boolean bookIsNew;
  private boolean pricesAreNew;

  /** Whether the device has all that the mirror has; else the next call sends everything. */
  private boolean isTaken;

  /** The indices of what a thread has found changed; too many are none. */
  private static final class Changes {
    int[] at = new int[64];
    int count;
    boolean tooMany;

    void clear() {
      count = 0;
      tooMany = false;
    }

    void note(int index, int most) {
      if (count == most) {
        tooMany = true;
        return;
      }
      if (count == at.length) {
        at = Arrays.copyOf(at, Math.min(most, 2 * count));
      }
      at[count] = index;
      count++;
    }
  }

  /** A book that a crew shares. */
  DeviceBook(SharedMemory memory, Workers workers) {
    this.workers = workers;
    parts = new Changes[workers.threads()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new Changes();
    }
    capacities = memory.capacities();
    counts = memory.column(Column.COUNTS);
    rowStart = memory.column(Column.ROW_START);
    rowEnd = memory.column(Column.ROW_END);
    rowKind = memory.column(Column.ROW_KIND);
    instrument = memory.column(Column.INSTRUMENT);
    lots = memory.column(Column.LOTS);
    entries = memory.column(Column.ENTRIES);
    weights = memory.column(Column.WEIGHTS);
    divisors = memory.column(Column.DIVISORS);
    positionAt = memory.column(Column.POSITION_AT);
    positionInstrument = memory.column(Column.POSITION_INSTRUMENT);
    positionLots = memory.column(Column.POSITION_LOTS);
    rowAt = memory.column(Column.ROW_AT);
    rowAtStart = memory.column(Column.ROW_AT_START);
    rowAtEnd = memory.column(Column.ROW_AT_END);
    rowAtKind = memory.column(Column.ROW_AT_KIND);
  }

  /** The index after the last position that a row names and that is there. */
  static int positions(Revaluation in) {
    int[] end = in.end();
    int most = 0;
    for (int row = 0; row < in.rows(); row++) {
      most = Math.max(most, end[row]);
    }
    return Math.min(most, Math.min(in.instrument().length, in.lots().length));
  }

  /** The capacities that a revaluation needs, at least those given. */
  static Capacities needed(Revaluation in, RiskArrays arrays, Capacities least) {
    return least.covering(
        in.rows(),
        positions(in),
        Math.multiplyExact(arrays.count(), arrays.stride()),
        arrays.stride(),
        in.scenarioSetCount());
  }

  /**
   * Brings the mirror up to date.
   *
   * @return the steps that bring the device up to date; {@link #done} must follow when it has taken
   *     them
   */
  int update(Revaluation in, RiskArrays arrays) {
    // Which instruments exist at all follows from the stride, so each position is looked at then.
    bookIsNew = !isTaken || arrays.stride() != stride;
    pricesAreNew = bookIsNew;
    isTaken = false;
    stride = arrays.stride();
    instruments = capacities.entries() / stride;
    rowDeltas = 0;
    positionDeltas = 0;
    updatePrices(in, arrays);
    updateRows(in);
    updatePositions(in);
    counts.setAtIndex(INT, Counts.ROWS, in.rows());
    counts.setAtIndex(INT, Counts.SCENARIOS, in.scenarios());
    counts.setAtIndex(INT, Counts.STRIDE, stride);
    counts.setAtIndex(INT, Counts.POSITION_DELTAS, positionDeltas);
    counts.setAtIndex(INT, Counts.ROW_DELTAS, rowDeltas);
    int steps = pricesAreNew ? Steps.LOAD_PRICES : 0;
    if (bookIsNew) {
      steps |= Steps.LOAD_BOOK;
    } else if (rowDeltas + positionDeltas > 0) {
      steps |= Steps.PATCH_BOOK;
    }
    return steps;
  }

  /** The device has what the last {@link #update} found. */
  void done() {
    isTaken = true;
  }

  private void updatePrices(Revaluation in, RiskArrays arrays) {
    boolean changed = pricesAreNew || sets.size() != in.scenarioSetCount();
    for (int i = 0; !changed && i < sets.size(); i++) {
      changed = sets.get(i) != in.scenarioSetAt(i);
    }
    if (changed) {
      sets.clear();
      for (int i = 0; i < in.scenarioSetCount(); i++) {
        sets.add(in.scenarioSetAt(i));
        mirrorSet(i, in.scenarioSetAt(i));
      }
    }
    int count = arrays.count() * stride;
    MemorySegment theirs = MemorySegment.ofArray(arrays.entries());
    long bytes = (long) count * Long.BYTES;
    if (count != entryCount || MemorySegment.mismatch(entries, 0, bytes, theirs, 0, bytes) >= 0) {
      MemorySegment.copy(theirs, 0, entries, 0, bytes);
      entryCount = count;
      changed = true;
    }
    pricesAreNew = changed;
  }

  private void mirrorSet(int index, ScenarioSet set) {
    SetWeights whole = SetWeights.of(set);
    for (int s = 0; s < stride; s++) {
      long weight = s < set.size() ? whole.weight(set, s) : 0;
      weights.setAtIndex(LONG, (long) index * stride + s, weight);
    }
    for (int k = 0; k < Capacities.DIVISORS_OF_A_SET; k++) {
      // No row has a k beyond the largest; the slack divides by 1 rather than by nothing.
      long divisor = k <= PricingBatch.LARGEST_UNIT_SCALE ? whole.one() * RowLaw.powerOfTen(k) : 1;
      divisors.setAtIndex(LONG, (long) index * Capacities.DIVISORS_OF_A_SET + k, divisor);
    }
  }

  /** Does a job in parts where there is enough to do, and clears their changes before. */
  private void share(int size, Workers.Job job) {
    for (Changes part : parts) {
      part.clear();
    }
    if (size < WORTH_SHARING) {
      job.run(0, 1);
    } else {
      workers.run(job);
    }
  }

  /** Adds up what the parts have found; -1 where that is more than there is room for. */
  private int changes(int most) {
    long count = 0;
    for (Changes part : parts) {
      count += part.tooMany ? most + 1L : part.count;
    }
    return count > most ? -1 : (int) count;
  }

  private void updateRows(Revaluation in) {
    share(in.rows(), (part, of) -> updateRows(parts[part], in, part, of));
    int changed = changes(capacities.rowDeltas());
    if (changed < 0) {
      bookIsNew = true;
    }
    if (bookIsNew) {
      return;
    }
    for (Changes part : parts) {
      for (int i = 0; i < part.count; i++) {
        int row = part.at[i];
        rowAt.setAtIndex(INT, rowDeltas, row);
        rowAtStart.setAtIndex(INT, rowDeltas, rowStart.getAtIndex(INT, row));
        rowAtEnd.setAtIndex(INT, rowDeltas, rowEnd.getAtIndex(INT, row));
        rowAtKind.setAtIndex(INT, rowDeltas, rowKind.getAtIndex(INT, row));
        rowDeltas++;
      }
    }
  }

  private void updateRows(Changes changes, Revaluation in, int part, int of) {
    int most = capacities.rowDeltas();
    int to = Workers.bound(in.rows(), part + 1, of);
    for (int row = Workers.bound(in.rows(), part, of); row < to; row++) {
      int start = in.start()[row];
      int end = in.end()[row];
      int set = in.scenarioSet()[row];
      int k = in.unitScale()[row];
      boolean usable = start >= 0 && start <= end && end <= capacities.positions();
      usable &= set >= 0 && set < sets.size() && k >= 0 && k <= PricingBatch.LARGEST_UNIT_SCALE;
      int mirroredStart = usable ? start : 0;
      int mirroredEnd = usable ? end : 0;
      int kind = usable ? set * Capacities.DIVISORS_OF_A_SET + k : 0;
      if (bookIsNew
          || rowStart.getAtIndex(INT, row) != mirroredStart
          || rowEnd.getAtIndex(INT, row) != mirroredEnd
          || rowKind.getAtIndex(INT, row) != kind) {
        rowStart.setAtIndex(INT, row, mirroredStart);
        rowEnd.setAtIndex(INT, row, mirroredEnd);
        rowKind.setAtIndex(INT, row, kind);
        if (!bookIsNew) {
          changes.note(row, most);
        }
      }
    }
  }

  private void updatePositions(Revaluation in) {
    int positions = positions(in);
    share(positions, (part, of) -> updatePositions(parts[part], in, positions, part, of));
    int changed = changes(capacities.positionDeltas());
    if (changed < 0) {
      bookIsNew = true;
    }
    if (bookIsNew) {
      return;
    }
    for (Changes part : parts) {
      for (int i = 0; i < part.count; i++) {
        int position = part.at[i];
        positionAt.setAtIndex(INT, positionDeltas, position);
        positionInstrument.setAtIndex(INT, positionDeltas, instrument.getAtIndex(INT, position));
        positionLots.setAtIndex(LONG, positionDeltas, lots.getAtIndex(LONG, position));
        positionDeltas++;
      }
    }
  }

  private void updatePositions(Changes changes, Revaluation in, int positions, int part, int of) {
    MemorySegment theirInstrument = MemorySegment.ofArray(in.instrument());
    MemorySegment theirLots = MemorySegment.ofArray(in.lots());
    int last = Workers.bound(positions, part + 1, of);
    for (int from = Workers.bound(positions, part, of); from < last; from += CHUNK) {
      int to = Math.min(last, from + CHUNK);
      if (bookIsNew
          || differ(instrument, theirInstrument, Integer.BYTES, from, to)
          || differ(lots, theirLots, Long.BYTES, from, to)) {
        updateChunk(changes, in, from, to);
      }
    }
  }

  private static boolean differ(
      MemorySegment mine, MemorySegment theirs, int size, int from, int to) {
    long first = (long) from * size;
    long last = (long) to * size;
    return MemorySegment.mismatch(mine, first, last, theirs, first, last) >= 0;
  }

  private void updateChunk(Changes changes, Revaluation in, int from, int to) {
    int most = capacities.positionDeltas();
    int[] theirInstrument = in.instrument();
    long[] theirLots = in.lots();
    for (int p = from; p < to; p++) {
      int named = theirInstrument[p];
      int mirrored = named >= 0 && named < instruments ? named : 0;
      long size = theirLots[p];
      if (bookIsNew
          || instrument.getAtIndex(INT, p) != mirrored
          || lots.getAtIndex(LONG, p) != size) {
        instrument.setAtIndex(INT, p, mirrored);
        lots.setAtIndex(LONG, p, size);
        if (!bookIsNew) {
          changes.note(p, most);
        }
      }
    }
  }
}
