package io.plimsoll.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static Run timed(double limitNs, double ns, double errorNs) {
    return Figures.run(
        Figures.limit("multiplyAdd64", 1, limitNs), Figures.revalued("simd:1", 10, ns, errorNs));
  }

  @Test
  void whatGotSlowerIsNamedWithBothFigures() {
    assertEquals(
        List.of(
            "revalue revalue simd:1 10 rows: 20% slower, 1000 ns before and 1200 ns now; noise is"
                + " 10%"),
        Comparison.slower(timed(1, 1_000, 10), timed(1, 1_200, 10)));
  }

  @Test
  void noiseAndGainsAreNotReported() {
    assertEquals(List.of(), Comparison.slower(timed(1, 1_000, 0), timed(1, 1_099, 0)));
    assertEquals(List.of(), Comparison.slower(timed(1, 1_000, 0), timed(1, 500, 0)));
    // Errors of 15% each hide 20%.
    assertEquals(List.of(), Comparison.slower(timed(1, 1_000, 150), timed(1, 1_200, 180)));
  }

  @Test
  void aMachineThatIsSlowerAltogetherIsNoFault() {
    assertEquals(List.of(), Comparison.slower(timed(1, 1_000, 0), timed(1.3, 1_300, 0)));
    assertEquals(1.3, Comparison.change(timed(1, 1, 0), timed(1.3, 1, 0)), 1e-9);
    // Nor does a faster one hide what got slower.
    assertEquals(1, Comparison.slower(timed(1, 1_000, 0), timed(0.8, 1_000, 0)).size());
  }

  @Test
  void onlyTheSameFiguresAreCompared() {
    Run before = Figures.run(Figures.revalued("simd:1", 10, 1, 0));
    Run now = Figures.run(Figures.revalued("simd:2", 10, 9, 0));
    assertEquals(List.of(), Comparison.slower(before, now));
    assertEquals(1, Comparison.change(before, now));
  }
}
