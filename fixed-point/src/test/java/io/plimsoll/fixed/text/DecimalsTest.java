package io.plimsoll.fixed.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  private static final String AGREES = "";
  private static final int SCALES = 19;
  private static final int RUNS = 100_000;

  /** A way to read text, ours or a faulty one. */
  private interface Parser {
    long parse(String text, int scale);
  }

  @Test
  void textOfAnyLongReadsBackAsTheSameLong() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      assertRoundTrip(samples.next(), samples.nextInt(SCALES));
    }
    for (long edge : Samples.edges()) {
      for (int scale = 0; scale < SCALES; scale++) {
        assertRoundTrip(edge, scale);
      }
    }
  }

  private static void assertRoundTrip(long unscaled, int scale) {
    BigDecimal exact = BigDecimal.valueOf(unscaled, scale);
    String shortest = Decimals.format(unscaled, scale);
    String fixed = Decimals.formatFixed(unscaled, scale);
    String message = unscaled + " at scale " + scale + Samples.seed();
    assertEquals(exact.stripTrailingZeros().toPlainString(), shortest, message);
    assertEquals(exact.toPlainString(), fixed, message);
    assertEquals(unscaled, Decimals.parse(shortest, scale), message);
    assertEquals(unscaled, Decimals.parse(fixed, scale), message);
  }

  @ParameterizedTest
  @CsvSource({
    // unscaled, scale, shortest, fixed
    "0, 0, 0, 0",
    "0, 8, 0, 0.00000000",
    "-150, 2, -1.5, -1.50",
    "-5, 2, -0.05, -0.05",
    "100, 2, 1, 1.00",
    "100, 0, 100, 100",
    "7, 18, 0.000000000000000007, 0.000000000000000007",
    "9223372036854775807, 18, 9.223372036854775807, 9.223372036854775807",
    "-9223372036854775808, 0, -9223372036854775808, -9223372036854775808",
    "-9223372036854775808, 8, -92233720368.54775808, -92233720368.54775808",
  })
  void writesWhatAPersonWouldWrite(long unscaled, int scale, String shortest, String fixed) {
    assertEquals(shortest, Decimals.format(unscaled, scale));
    assertEquals(fixed, Decimals.formatFixed(unscaled, scale));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "-0, 0, 0",
    "-0.0, 1, 0",
    "007, 1, 70",
    "1, 18, 1000000000000000000",
    "1.5, 1, 15",
    "1.5, 4, 15000",
    "-1.05, 2, -105",
    "0.000000000000000001, 18, 1",
    "9223372036854775807, 0, 9223372036854775807",
    "-9223372036854775808, 0, -9223372036854775808",
    "92233720368547758.07, 2, 9223372036854775807",
    "-92233720368547758.08, 2, -9223372036854775808",
    "0000000000000000000000000000001, 0, 1",
  })
  void readsExactly(String text, int scale, long unscaled) {
    assertEquals(unscaled, Decimals.parse(text, scale));
    assertEquals(unscaled, Decimals.parse(CharBuffer.wrap(text), scale));
  }

  @ParameterizedTest
  @CsvSource({
    "'', a digit is missing at position 0",
    "-, a digit is missing at position 1",
    "., a digit is missing at position 0",
    ".5, a digit is missing at position 0",
    "-.5, a digit is missing at position 1",
    "1., a digit is missing at position 2",
    "-1., a digit is missing at position 3",
    "1..2, a digit is missing at position 2",
    "--1, a digit is missing at position 1",
    "+1, a digit is missing at position 0",
    "' 1', a digit is missing at position 0",
    "NaN, a digit is missing at position 0",
    "\u0663, a digit is missing at position 0",
    "\uFF11, a digit is missing at position 0",
    "1.\u0663, a digit is missing at position 2",
    "1/, only a leading",
    "1:, only a leading",
    "'1 ', only a leading",
    "1-, only a leading",
    "1-2, only a leading",
    "1.2.3, only a leading",
    "1.2-, only a leading",
    "1e3, only a leading",
    "1E3, only a leading",
    "0x1F, only a leading",
    "1_000, only a leading",
    "'1,5', only a leading",
    "1L, only a leading",
    "1.234, more than 2 digits after the point",
    "1.000, more than 2 digits after the point",
    "92233720368547758.08, its integer does not fit a long",
    "-92233720368547758.09, its integer does not fit a long",
    "92233720368547759, its integer does not fit a long",
    "922337203685477580700, its integer does not fit a long",
    "-99999999999999999999999999999999999999, its integer does not fit a long",
  })
  void refusesWithTheTextAndTheRule(String text, String rule) {
    NumberFormatException refusal =
        assertThrows(NumberFormatException.class, () -> Decimals.parse(text, 2));
    String start = "decimal \"" + text + "\": " + rule;
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(start), message);
  }

  @Test
  void aRefusalOfMuchTextIsShort() {
    NumberFormatException refusal =
        assertThrows(NumberFormatException.class, () -> Decimals.parse("9".repeat(1_000_000), 2));
    assertEquals(
        "decimal \"" + "9".repeat(60) + "...\": its integer does not fit a long",
        refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 19, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void scalesThatNoLongHasAreRefused(int scale) {
    String message = "scale " + scale + " is not within 0 to 18";
    for (Runnable use :
        new Runnable[] {
          () -> Decimals.parse("1", scale),
          () -> Decimals.format(1, scale),
          () -> Decimals.formatFixed(1, scale)
        }) {
      IllegalArgumentException refusal =
          assertThrowsExactly(IllegalArgumentException.class, use::run);
      assertEquals(message, refusal.getMessage());
    }
  }

  /** The first of many texts, good and bad, that is read wrongly, or {@link #AGREES}. */
  private static String firstDifference(Parser parser) {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      String text = text(samples);
      int scale = samples.nextInt(SCALES);
      OptionalLong expected = exact(text, scale);
      OptionalLong actual = attempt(parser, text, scale);
      if (!actual.equals(expected)) {
        return "\"" + text + "\" at scale " + scale + ": " + actual + ", exact is " + expected;
      }
    }
    return AGREES;
  }

  private static OptionalLong attempt(Parser parser, String text, int scale) {
    try {
      return OptionalLong.of(parser.parse(text, scale));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The rules a second time, by a pattern and the JDK's decimals. */
  private static OptionalLong exact(String text, int scale) {
    if (!text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      return OptionalLong.empty();
    }
    BigDecimal value = new BigDecimal(text);
    if (value.scale() > scale) {
      return OptionalLong.empty();
    }
    BigInteger unscaled = value.setScale(scale).unscaledValue();
    return unscaled.bitLength() < 64
        ? OptionalLong.of(unscaled.longValueExact())
        : OptionalLong.empty();
  }

  /** Half of it text of a number, near the ends of the range too; half of it a jumble. */
  private static String text(Samples samples) {
    if (samples.nextInt(2) == 0) {
      // One unit around either end of the range is where a last digit decides.
      BigInteger number = BigInteger.valueOf(samples.next());
      int step = samples.nextInt(5) - 2;
      number = number.add(BigInteger.valueOf(step));
      return new BigDecimal(number, samples.nextInt(SCALES)).toPlainString();
    }
    StringBuilder text = new StringBuilder();
    String alphabet = "0123456789012345678900.-+e ";
    int length = samples.nextInt(8);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(samples.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  @Test
  void readsAndRefusesAsTheRulesSay() {
    assertEquals(AGREES, firstDifference(Decimals::parse), Samples::seed);
  }

  /**
   * The alarm works: a wrapped number, a dropped sign, a forgiven digit, a lost end of the range.
   */
  @Test
  void mistakesAreCaught() {
    Parser wraps =
        (text, scale) -> {
          boolean integer = text.matches("-?[0-9]+");
          return integer
              ? new BigInteger(text).multiply(BigInteger.TEN.pow(scale)).longValue()
              : Decimals.parse(text, scale);
        };
    Parser dropsTheSignOfFractions =
        (text, scale) -> {
          long value = Decimals.parse(text, scale);
          return text.startsWith("-0.") ? Math.abs(value) : value;
        };
    Parser forgivesZeros =
        (text, scale) -> Decimals.parse(text.endsWith(".0") ? text.replace(".0", "") : text, scale);
    Parser refusesTheLeastLong =
        (text, scale) -> {
          long value = Decimals.parse(text, scale);
          if (value == Long.MIN_VALUE) {
            throw new NumberFormatException(text);
          }
          return value;
        };
    assertNotEquals(AGREES, firstDifference(wraps));
    assertNotEquals(AGREES, firstDifference(dropsTheSignOfFractions));
    assertNotEquals(AGREES, firstDifference(forgivesZeros));
    assertNotEquals(AGREES, firstDifference(refusesTheLeastLong));
  }

  /** What a long holds, the wide forms read and write alike. */
  @Test
  void wideTextIsThatOfLongs() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS / 10; run++) {
      long unscaled = samples.next();
      int scale = samples.nextInt(SCALES);
      String text = Decimals.format(unscaled, scale);
      BigInteger wide = BigInteger.valueOf(unscaled);
      assertEquals(text, Decimals.formatWide(wide, scale), Samples.seed());
      assertEquals(wide, Decimals.parseWide(text, scale), Samples.seed());
      String fixed = Decimals.formatFixed(unscaled, scale);
      assertEquals(wide, Decimals.parseWide(fixed, scale), Samples.seed());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "123456789012345678901234567890.5, 1, 1234567890123456789012345678905",
    "-0.000000000000000000000001, 24, -1",
    "-0.0, 1, 0",
    "12, 30, 12000000000000000000000000000000",
  })
  void wideTextHasNoLimitOfSize(String text, int scale, BigInteger unscaled) {
    assertEquals(unscaled, Decimals.parseWide(text, scale));
    String shortest = new BigDecimal(unscaled, scale).stripTrailingZeros().toPlainString();
    assertEquals(shortest, Decimals.formatWide(unscaled, scale));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".5", "1.", "1e5", "+1", " 1", "1 ", "--1", "1.2.3", "0x1", "1.23"})
  void wideTextOfAnotherFormIsRefused(String text) {
    assertThrowsExactly(NumberFormatException.class, () -> Decimals.parseWide(text, 1));
  }

  @Test
  void wideTextHasALimitOfLength() {
    String longest = "1".repeat(1_000);
    assertEquals(new BigInteger(longest), Decimals.parseWide(longest, 0));
    assertThrowsExactly(NumberFormatException.class, () -> Decimals.parseWide(longest + "1", 0));
  }
}
