package io.plimsoll.bench.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactDecimalTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0.00004, 12, 40000000",
    "-12.5, 1, -125",
    "9223372.036854775807, 12, 9223372036854775807",
    "-9223372.036854775808, 12, -9223372036854775808",
    "007, 0, 7",
    "1.50, 2, 150"
  })
  void readsExactly(String text, int scale, long unscaled) {
    assertEquals(unscaled, ExactDecimal.parse(text, scale));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|2|must be a decimal",
        "-|2|must be a decimal",
        "+1|2|must be a decimal",
        "1e3|2|must be a decimal",
        "1,000|2|must be a decimal",
        "1_000|2|must be a decimal",
        ".5|2|must be a decimal",
        "5.|2|must be a decimal",
        "1.2.3|2|must be a decimal",
        "0x10|2|must be a decimal",
        "NaN|2|must be a decimal",
        "' 1'|2|must be a decimal",
        "٣|2|must be a decimal",
        "1.234|2|has more than 2 digits after the point",
        "1.0|0|must be a whole number",
        "9223372036854775808|0|is too large",
        "9223372.036854775808|12|is too large"
      })
  void refuses(String text, int scale, String rule) {
    var error = assertThrows(NumberFormatException.class, () -> ExactDecimal.parse(text, scale));
    assertEquals(rule, String.valueOf(error.getMessage()).substring(0, rule.length()));
  }

  @Test
  void writesWithoutTrailingZeros() {
    assertEquals("0", ExactDecimal.format(0, 6));
    assertEquals("1000", ExactDecimal.format(1_000_000_000, 6));
    assertEquals("-0.000001", ExactDecimal.format(-1, 6));
    assertEquals("0.3%", ExactDecimal.percent(3_000));
  }

  @ParameterizedTest
  @CsvSource({"5, 2, 2", "7, 2, 4", "-5, 2, -2", "-7, 2, -4", "5, -2, -2", "8, 3, 3", "-8, 3, -3"})
  void tiesGoToEven(long numerator, long denominator, long quotient) {
    assertEquals(
        quotient,
        ExactDecimal.halfEven(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator)));
    assertEquals(quotient, ExactDecimal.mulDivHalfEven(numerator, 1, denominator));
  }
}
