package io.plimsoll.margin.book;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Rows of positions keep what they were given, through growth and moves. */
class PositionsTest {

  private static Positions of(int count) {
    Positions positions = new Positions(0);
    for (int i = 0; i < count; i++) {
      positions.add(i, 10L * i - 7, Long.MIN_VALUE + i, Long.MAX_VALUE - i);
    }
    return positions;
  }

  private static void assertRow(int of, Positions in, int at) {
    assertEquals(of, in.instrument(at));
    assertEquals(10L * of - 7, in.lots(at));
    assertEquals(Long.MIN_VALUE + of, in.quote(at));
    assertEquals(Long.MAX_VALUE - of, in.fundingIndex(at));
  }

  @Test
  void rowsStayThroughGrowth() {
    Positions positions = of(1_000);
    assertEquals(1_000, positions.size());
    for (int i = 0; i < 1_000; i++) {
      assertRow(i, positions, i);
    }
  }

  @Test
  void rowsThatOverlapMove() {
    Positions positions = of(10);
    positions.copy(positions, 2, 3, 5);
    int[] expected = {0, 1, 2, 2, 3, 4, 5, 6, 8, 9};
    for (int i = 0; i < expected.length; i++) {
      assertRow(expected[i], positions, i);
    }
  }

  @Test
  void rowsComeBackFromLongs() {
    Positions positions = of(6);
    long[] kept = new long[3 * Positions.ROW_BYTES / Long.BYTES + 2];
    positions.copyTo(kept, 1, 2, 3);
    assertArrayEquals(new long[] {0, 2, 13, Long.MIN_VALUE + 2}, Arrays.copyOf(kept, 4));
    positions.set(3, 99, 99, 99, 99);
    positions.copyFrom(kept, 1, 2, 3);
    for (int i = 0; i < 6; i++) {
      assertRow(i, positions, i);
    }
  }

  @Test
  void roomThatNoArrayHasIsRefused() {
    Positions positions = of(1);
    assertThrows(ArithmeticException.class, () -> positions.extend(Integer.MAX_VALUE));
  }
}
