package io.plimsoll.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class E18Test {

  @ParameterizedTest
  @CsvSource({
    // a, b, a * b, a / b
    "1.5, 2, 3, 0.75",
    "-1.5, 2, -3, -0.75",
    "0.000000000000000001, 0.5, 0, 0.000000000000000002",
    "-0.000000000000000001, 0.5, 0, -0.000000000000000002",
    "1, 3, 3, 0.333333333333333333",
    "-1, 3, -3, -0.333333333333333333",
    "2, -3, -6, -0.666666666666666666",
    "123456789012345678901234567890, 10, 1234567890123456789012345678900, "
        + "12345678901234567890123456789",
  })
  void productsAndQuotientsGoTowardZero(String a, String b, String product, String quotient) {
    BigInteger left = E18.parse(a);
    BigInteger right = E18.parse(b);
    assertEquals(product, E18.text(E18.timesTowardZero(left, right)));
    assertEquals(quotient, E18.text(E18.overTowardZero(left, right)));
  }

  @Test
  void wholeNumbersHaveEighteenZeros() {
    assertEquals(new BigInteger("-7000000000000000000"), E18.of(-7));
    assertEquals(E18.ONE, E18.of(1));
    assertThrows(NumberFormatException.class, () -> E18.parse("0.1234567890123456789"));
  }

  @ParameterizedTest
  @CsvSource({
    // value, bits, nearest with 18 decimals
    "3, 1, 1.5",
    "-3, 1, -1.5",
    "1, 60, 0.000000000000000001",
    "1, 62, 0",
    "-1, 60, -0.000000000000000001",
  })
  void binaryNumbersAreRoundedToTheNearest(long value, int bits, String nearest) {
    assertEquals(nearest, E18.text(E18.ofBinary(BigInteger.valueOf(value), bits)));
  }

  @Test
  void binaryNumbersAreFloors() {
    assertEquals(BigInteger.valueOf(3), E18.toBinaryFloor(E18.parse("1.5"), 1));
    assertEquals(BigInteger.valueOf(0), E18.toBinaryFloor(BigInteger.ONE, 4));
    assertEquals(BigInteger.valueOf(-1), E18.toBinaryFloor(BigInteger.ONE.negate(), 4));
    assertEquals(BigInteger.valueOf(-3), E18.toBinaryFloor(E18.parse("-1.5"), 1));
  }
}
