package io.plimsoll.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MulDivTest {

  private static final String AGREES = "";
  private static final int RUNS = 100_000;

  /** One operation under test, ours or a faulty one. */
  private interface Operation {
    long apply(long a, long b, long d);
  }

  private static Operation ours(Rounding rounding) {
    return switch (rounding) {
      case FLOOR -> MulDiv::floor;
      case CEIL -> MulDiv::ceil;
      case TOWARD_ZERO -> MulDiv::towardZero;
      case AWAY_FROM_ZERO -> MulDiv::awayFromZero;
      case HALF_EVEN -> MulDiv::halfEven;
    };
  }

  /** The first sampled operands for which the operation is wrong, or {@link #AGREES}. */
  private static String firstDifference(Operation operation, Rounding rounding) {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long a = samples.next();
      long b = samples.next();
      long d = samples.nextDivisor();
      String difference = difference(operation, rounding, a, b, d);
      if (!difference.equals(AGREES)) {
        return difference;
      }
    }
    return AGREES;
  }

  private static String difference(Operation operation, Rounding rounding, long a, long b, long d) {
    BigInteger exact = Oracle.divide(Oracle.product(a, b), Oracle.big(d), rounding);
    OptionalLong expected = Oracle.ifLong(exact);
    OptionalLong actual = Oracle.attempt(() -> operation.apply(a, b, d));
    if (actual.equals(expected)) {
      return AGREES;
    }
    return a + " * " + b + " / " + d + " " + rounding + ": " + actual + ", exact is " + exact;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithExactArithmeticOnSamples(Rounding rounding) {
    assertEquals(AGREES, firstDifference(ours(rounding), rounding), Samples::seed);
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithExactArithmeticOnEveryTripleOfEdges(Rounding rounding) {
    Operation operation = ours(rounding);
    for (long a : Samples.edges()) {
      for (long b : Samples.edges()) {
        for (long d : Samples.edges()) {
          if (d != 0) {
            assertEquals(AGREES, difference(operation, rounding, a, b, d));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void divideTakesTheNamedRounding(Rounding rounding) {
    Operation named = (a, b, d) -> MulDiv.divide(a, b, d, rounding);
    assertEquals(AGREES, firstDifference(named, rounding), Samples::seed);
  }

  /** Each rounding on both sides of zero and of a half, for products of one and of two words. */
  @ParameterizedTest
  @CsvSource({
    // tenths, floor, ceil, towardZero, awayFromZero, halfEven
    "  4,  0,  1,  0,  1,  0",
    "  5,  0,  1,  0,  1,  0",
    "  6,  0,  1,  0,  1,  1",
    " 10,  1,  1,  1,  1,  1",
    " 15,  1,  2,  1,  2,  2",
    " 25,  2,  3,  2,  3,  2",
    " -4, -1,  0,  0, -1,  0",
    " -5, -1,  0,  0, -1,  0",
    " -6, -1,  0,  0, -1, -1",
    "-10, -1, -1, -1, -1, -1",
    "-15, -2, -1, -1, -2, -2",
    "-25, -3, -2, -2, -3, -2",
  })
  void roundsAsTheTableSays(
      long tenths, long floor, long ceil, long towardZero, long awayFromZero, long halfEven) {
    for (long scale : new long[] {1, -1, 900_000_000_000_000_000L, -900_000_000_000_000_000L}) {
      long divisor = 10 * scale;
      assertEquals(floor, MulDiv.floor(tenths, scale, divisor));
      assertEquals(ceil, MulDiv.ceil(tenths, scale, divisor));
      assertEquals(towardZero, MulDiv.towardZero(tenths, scale, divisor));
      assertEquals(awayFromZero, MulDiv.awayFromZero(tenths, scale, divisor));
      assertEquals(halfEven, MulDiv.halfEven(tenths, scale, divisor));
    }
  }

  @Test
  void theLeastLongIsAQuotientAndItsNegativeIsNone() {
    long min = Long.MIN_VALUE;
    assertEquals(min, MulDiv.floor(min, 1, 1));
    assertEquals(min, MulDiv.halfEven(min, -1, -1));
    assertEquals(min, MulDiv.towardZero(min, min, min));
    assertThrows(ArithmeticException.class, () -> MulDiv.floor(min, 1, -1));
    assertThrows(ArithmeticException.class, () -> MulDiv.ceil(min, -1, 1));
    assertEquals(Long.MAX_VALUE, MulDiv.floorSaturated(min, 1, -1));
    assertEquals(Long.MAX_VALUE, MulDiv.ceilSaturated(min, -1, 1));
  }

  /** Half a unit beyond either end of the range: one rounding leaves it and another does not. */
  @Test
  void roundingDecidesWhetherAQuotientFits() {
    // 2^64 - 1 = a * b, so half of it is 2^63 - 1/2.
    long a = 4_294_967_295L;
    long b = 4_294_967_297L;
    assertEquals(Long.MAX_VALUE, MulDiv.floor(a, b, 2));
    assertThrows(ArithmeticException.class, () -> MulDiv.ceil(a, b, 2));
    assertThrows(ArithmeticException.class, () -> MulDiv.halfEven(a, b, 2));
    // 2^64 + 1 = c * d, so minus half of it is -2^63 - 1/2.
    long c = 274_177L;
    long d = 67_280_421_310_721L;
    assertEquals(Long.MIN_VALUE, MulDiv.ceil(c, d, -2));
    assertEquals(Long.MIN_VALUE, MulDiv.halfEven(c, d, -2));
    assertThrows(ArithmeticException.class, () -> MulDiv.floor(c, d, -2));
    assertThrows(ArithmeticException.class, () -> MulDiv.awayFromZero(c, d, -2));
  }

  @Test
  void saturatedTwinsGiveTheNearestLong() {
    Samples samples = new Samples();
    int beyond = 0;
    for (int run = 0; run < RUNS; run++) {
      long a = samples.next();
      long b = samples.next();
      long d = samples.nextDivisor();
      BigInteger floor = Oracle.divide(Oracle.product(a, b), Oracle.big(d), Rounding.FLOOR);
      BigInteger ceil = Oracle.divide(Oracle.product(a, b), Oracle.big(d), Rounding.CEIL);
      BigInteger even = Oracle.divide(Oracle.product(a, b), Oracle.big(d), Rounding.HALF_EVEN);
      String operands = a + " * " + b + " / " + d + Samples.seed();
      assertEquals(Oracle.saturated(even), MulDiv.halfEvenSaturated(a, b, d), operands);
      assertEquals(Oracle.saturated(floor), MulDiv.floorSaturated(a, b, d), operands);
      assertEquals(Oracle.saturated(ceil), MulDiv.ceilSaturated(a, b, d), operands);
      beyond += floor.bitLength() < 64 ? 0 : 1;
    }
    assertTrue(beyond > RUNS / 100, "only " + beyond + " samples saturate" + Samples.seed());
  }

  @Test
  void comparesProductsThatNoLongHolds() {
    Samples samples = new Samples();
    int equal = 0;
    for (int run = 0; run < RUNS; run++) {
      long a = samples.next();
      long b = samples.next();
      // A third are the same product in another order or the neighbour of it.
      boolean near = samples.nextInt(3) == 0;
      long c = near ? b : samples.next();
      long d = near ? a - samples.nextInt(2) : samples.next();
      int expected = Oracle.product(a, b).compareTo(Oracle.product(c, d));
      String operands = a + " * " + b + " with " + c + " * " + d + Samples.seed();
      assertEquals(expected, MulDiv.compareProducts(a, b, c, d), operands);
      equal += expected == 0 ? 1 : 0;
    }
    assertTrue(equal > RUNS / 100, "only " + equal + " samples are equal" + Samples.seed());
  }

  @Test
  void failuresNameTheOperationItsOperandsAndTheReason() {
    assertFailure(
        "MulDiv.floor(9223372036854775807, 3, 2) does not fit a long",
        () -> MulDiv.floor(Long.MAX_VALUE, 3, 2));
    assertFailure("MulDiv.ceil(7, -8, 0) divides by zero", () -> MulDiv.ceil(7, -8, 0));
    assertFailure("MulDiv.towardZero(1, 2, 0) divides by zero", () -> MulDiv.towardZero(1, 2, 0));
    assertFailure(
        "MulDiv.awayFromZero(-9223372036854775808, 1, -1) does not fit a long",
        () -> MulDiv.divide(Long.MIN_VALUE, 1, -1, Rounding.AWAY_FROM_ZERO));
    assertFailure(
        "MulDiv.halfEven(5000000000, 5000000000, 0) divides by zero",
        () -> MulDiv.halfEven(5_000_000_000L, 5_000_000_000L, 0));
    assertFailure(
        "MulDiv.floorSaturated(0, 0, 0) divides by zero", () -> MulDiv.floorSaturated(0, 0, 0));
    assertFailure(
        "MulDiv.ceilSaturated(1, 1, 0) divides by zero", () -> MulDiv.ceilSaturated(1, 1, 0));
    assertFailure(
        "MulDiv.halfEvenSaturated(2, 1, 0) divides by zero",
        () -> MulDiv.halfEvenSaturated(2, 1, 0));
  }

  private static void assertFailure(String message, Runnable operation) {
    ArithmeticException failure = assertThrows(ArithmeticException.class, operation::run);
    assertEquals(message, failure.getMessage());
  }

  /** The alarm works: mistakes that people make, each of them off by one and only now and then. */
  @Test
  void mistakesAreCaught() {
    Operation truncates = MulDiv::towardZero;
    Operation halfAwayFromZero = MulDivTest::halfAwayFromZero;
    Operation wrapsTheProduct = (a, b, d) -> Raw.floorDiv(a * b, d);
    Operation oneOffAtTheEnd =
        (a, b, d) -> {
          long floor = MulDiv.floor(a, b, d);
          return floor == Long.MIN_VALUE ? floor + 1 : floor;
        };
    Operation neverThrows = MulDiv::ceilSaturated;
    assertNotEquals(AGREES, firstDifference(truncates, Rounding.FLOOR));
    assertNotEquals(AGREES, firstDifference(halfAwayFromZero, Rounding.HALF_EVEN));
    assertNotEquals(AGREES, firstDifference(wrapsTheProduct, Rounding.FLOOR));
    assertNotEquals(AGREES, firstDifference(oneOffAtTheEnd, Rounding.FLOOR));
    assertNotEquals(AGREES, firstDifference(neverThrows, Rounding.CEIL));
  }

  private static long halfAwayFromZero(long a, long b, long d) {
    BigInteger twice = Oracle.product(a, b).shiftLeft(1);
    BigInteger size = Oracle.big(d).abs();
    BigInteger floor = twice.abs().add(size).divide(size.shiftLeft(1));
    BigInteger result = twice.signum() * Long.signum(d) < 0 ? floor.negate() : floor;
    return Oracle.ifLong(result).orElseThrow(() -> new ArithmeticException("no long"));
  }
}
