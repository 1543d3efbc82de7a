package io.plimsoll.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthTest {

  /** Of 1,000.000007 USD at 0.3333%, stated for 100 books and a prior of 50%. */
  @ParameterizedTest
  @CsvSource({
    // books, realised volatility, spread, size
    "100, 500000, 3333, 1000000007", // as stated
    "100, 1, 3333, 1000000007", // never narrower or deeper than stated
    "100, 1000000, 6666, 500000003", // twice the volatility: twice the spread, half the size
    "100, 750000, 5000, 666666671", // 3333 * 1.5 = 4999.5, to even; Floor of two thirds
    "33, 500000, 3333, 330000002", // a third of the books, Floor
    "250, 1500000, 9999, 833333339", // two and a half times the books, three times as wild
    "100, 500000000, 990000, 1000000", // at most 99%
  })
  void sizesFallAndSpreadsGrowWithVolatility(int books, long realised, int spread, long size) {
    List<Depth.Level> levels = List.of(new Depth.Level(3_333, 1_000_000_007));
    assertEquals(
        List.of(new Depth.Level(spread, size)), Depth.at(levels, books, 100, realised, 500_000));
  }
}
