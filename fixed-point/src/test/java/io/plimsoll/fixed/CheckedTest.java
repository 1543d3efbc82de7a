package io.plimsoll.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class CheckedTest {

  private static final int RUNS = 200_000;

  @Test
  void agreesWithExactArithmeticOnSamplesAndOnEveryPairOfEdges() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      assertAgrees(samples.next(), samples.next());
    }
    for (long a : Samples.edges()) {
      for (long b : Samples.edges()) {
        assertAgrees(a, b);
      }
    }
  }

  private static void assertAgrees(long a, long b) {
    String operands = a + " and " + b + Samples.seed();
    BigInteger sum = Oracle.big(a).add(Oracle.big(b));
    BigInteger difference = Oracle.big(a).subtract(Oracle.big(b));
    BigInteger product = Oracle.product(a, b);
    assertEquals(Oracle.ifLong(sum), Oracle.attempt(() -> Checked.add(a, b)), operands);
    assertEquals(Oracle.ifLong(difference), Oracle.attempt(() -> Checked.subtract(a, b)), operands);
    assertEquals(Oracle.ifLong(product), Oracle.attempt(() -> Checked.multiply(a, b)), operands);
    assertEquals(Oracle.saturated(sum), Checked.addSaturated(a, b), operands);
    assertEquals(Oracle.saturated(difference), Checked.subtractSaturated(a, b), operands);
    assertEquals(Oracle.saturated(product), Checked.multiplySaturated(a, b), operands);
    BigInteger negative = Oracle.big(a).negate();
    BigInteger size = Oracle.big(a).abs();
    assertEquals(Oracle.ifLong(negative), Oracle.attempt(() -> Checked.negate(a)), operands);
    assertEquals(Oracle.ifLong(size), Oracle.attempt(() -> Checked.abs(a)), operands);
  }

  @Test
  void failuresNameTheOperationAndItsOperands() {
    long min = Long.MIN_VALUE;
    long max = Long.MAX_VALUE;
    assertFailure(
        "Checked.add(9223372036854775807, 1) does not fit a long", () -> Checked.add(max, 1));
    assertFailure(
        "Checked.subtract(-9223372036854775808, 1) does not fit a long",
        () -> Checked.subtract(min, 1));
    assertFailure(
        "Checked.multiply(9223372036854775807, -2) does not fit a long",
        () -> Checked.multiply(max, -2));
    assertFailure(
        "Checked.negate(-9223372036854775808) does not fit a long", () -> Checked.negate(min));
    assertFailure("Checked.abs(-9223372036854775808) does not fit a long", () -> Checked.abs(min));
  }

  private static void assertFailure(String message, Runnable operation) {
    ArithmeticException failure = assertThrows(ArithmeticException.class, operation::run);
    assertEquals(message, failure.getMessage());
  }
}
