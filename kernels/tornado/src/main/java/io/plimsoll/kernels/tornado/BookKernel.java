package io.plimsoll.kernels.tornado;

import io.plimsoll.kernels.device.link.Counts;
import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.LongArray;

/** Brings the book that the device holds up to date. */
final class BookKernel {

  private BookKernel() {}

  /** Puts the changed positions where they belong; each index occurs once. */
  static void positions(
      IntArray counts,
      IntArray at,
      IntArray newInstrument,
      LongArray newLots,
      IntArray instrument,
      LongArray lots) {
    for (@Parallel int i = 0; i < at.getSize(); i++) {
      if (i < counts.get(Counts.POSITION_DELTAS)) {
        int position = at.get(i);
        instrument.set(position, newInstrument.get(i));
        lots.set(position, newLots.get(i));
      }
    }
  }

  /** Puts the changed rows where they belong; each index occurs once. */
  static void rows(
      IntArray counts,
      IntArray at,
      IntArray newStart,
      IntArray newEnd,
      IntArray newKind,
      IntArray rowStart,
      IntArray rowEnd,
      IntArray rowKind) {
    for (@Parallel int i = 0; i < at.getSize(); i++) {
      if (i < counts.get(Counts.ROW_DELTAS)) {
        int row = at.get(i);
        rowStart.set(row, newStart.get(i));
        rowEnd.set(row, newEnd.get(i));
        rowKind.set(row, newKind.get(i));
      }
    }
  }

  /** Does next to nothing: a graph that only moves data needs a task. */
  static void arrived(IntArray counts, IntArray echo) {
    for (@Parallel int i = 0; i < echo.getSize(); i++) {
      echo.set(i, counts.get(i));
    }
  }
}
