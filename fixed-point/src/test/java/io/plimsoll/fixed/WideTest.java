package io.plimsoll.fixed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WideTest {

  private static final String AGREES = "";
  private static final int RUNS = 100_000;
  private static final int SEQUENCES = 20_000;
  private static final int STEPS = 12;

  /** One way to change a Wide, ours or a faulty one. */
  private interface Change {
    void apply(Wide wide, long a, long b);
  }

  /** The same change of a number without limits. */
  private interface Model {
    BigInteger apply(BigInteger value, long a, long b);
  }

  private record Operation(String name, Change change, Model model) {}

  private static List<Operation> operations() {
    Wide other = new Wide();
    return List.of(
        new Operation("set", (w, a, b) -> w.set(a), (v, a, b) -> Oracle.big(a)),
        new Operation(
            "setProduct", (w, a, b) -> w.setProduct(a, b), (v, a, b) -> Oracle.product(a, b)),
        new Operation("add", (w, a, b) -> w.add(a), (v, a, b) -> v.add(Oracle.big(a))),
        new Operation(
            "subtract", (w, a, b) -> w.subtract(a), (v, a, b) -> v.subtract(Oracle.big(a))),
        new Operation(
            "addProduct",
            (w, a, b) -> w.addProduct(a, b),
            (v, a, b) -> v.add(Oracle.product(a, b))),
        new Operation(
            "subtractProduct",
            (w, a, b) -> w.subtractProduct(a, b),
            (v, a, b) -> v.subtract(Oracle.product(a, b))),
        new Operation(
            "add of another",
            (w, a, b) -> {
              other.setProduct(a, b);
              w.add(other);
            },
            (v, a, b) -> v.add(Oracle.product(a, b))),
        new Operation(
            "subtract another",
            (w, a, b) -> {
              other.setProduct(a, b);
              w.subtract(other);
            },
            (v, a, b) -> v.subtract(Oracle.product(a, b))),
        new Operation(
            "set to another",
            (w, a, b) -> {
              other.setProduct(a, b);
              w.set(other);
            },
            (v, a, b) -> Oracle.product(a, b)),
        new Operation("add of itself", (w, a, b) -> w.add(w), (v, a, b) -> v.shiftLeft(1)),
        new Operation("negate", (w, a, b) -> w.negate(), (v, a, b) -> v.negate()));
  }

  private static boolean fits(BigInteger value) {
    return value.bitLength() < 128;
  }

  /** Random sequences; what the first wrong step did, or {@link #AGREES}. */
  private static String firstDifference(List<Operation> operations) {
    Samples samples = new Samples();
    Wide wide = new Wide();
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
      BigInteger value = Oracle.big(samples.next());
      wide.set(value.longValueExact());
      for (int step = 0; step < STEPS; step++) {
        Operation operation = operations.get(samples.nextInt(operations.size()));
        long a = samples.next();
        long b = samples.next();
        BigInteger exact = operation.model().apply(value, a, b);
        boolean threw = throwsOverflow(operation, wide, a, b);
        BigInteger after = fits(exact) ? exact : value;
        if (threw == fits(exact) || !wide.toString().equals(after.toString())) {
          String call = operation.name() + " of " + a + " and " + b + " on " + value;
          return call + ": " + (threw ? "threw, " : "") + wide + ", exact is " + exact;
        }
        value = after;
      }
    }
    return AGREES;
  }

  private static boolean throwsOverflow(Operation operation, Wide wide, long a, long b) {
    try {
      operation.change().apply(wide, a, b);
      return false;
    } catch (ArithmeticException e) {
      return true;
    }
  }

  /** A Wide of any value, by way of operations that the sequences prove. */
  private static Wide wide(BigInteger value) {
    long hi = value.shiftRight(64).longValueExact();
    long lo = value.longValue();
    Wide wide = new Wide();
    wide.setProduct(hi, 1L << 62);
    wide.add(wide);
    wide.add(wide);
    wide.addProduct(lo >>> 32, 1L << 32);
    wide.add(lo & 0xFFFF_FFFFL);
    return wide;
  }

  /** Values of every size; many are longs, many are close to a multiple of a long. */
  private static BigInteger sample(Samples samples) {
    BigInteger near = Oracle.product(samples.next(), samples.next());
    return switch (samples.nextInt(4)) {
      case 0 -> Oracle.big(samples.next());
      case 1 -> near;
      case 2 -> near.add(Oracle.big(samples.nextInt(7) - 3));
      default -> Oracle.big(samples.next()).shiftLeft(64).add(Oracle.unsigned(samples.next()));
    };
  }

  @Test
  void sequencesOfChangesAgreeWithExactArithmetic() {
    assertEquals(AGREES, firstDifference(operations()), Samples::seed);
  }

  @Test
  void sumsAndDifferencesOfEdgesOf128BitsAreExactOrThrow() {
    BigInteger max = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    BigInteger min = max.not();
    BigInteger lowWord = BigInteger.ONE.shiftLeft(64);
    for (BigInteger start : List.of(max, min, lowWord, lowWord.negate(), BigInteger.ZERO)) {
      for (BigInteger near : List.of(start, start.add(BigInteger.ONE), start.subtract(max))) {
        if (fits(near)) {
          assertChangesOf(near);
        }
      }
    }
  }

  private static void assertChangesOf(BigInteger start) {
    for (Operation operation : operations()) {
      for (long a : Samples.edges()) {
        for (long b : new long[] {1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
          Wide wide = wide(start);
          BigInteger exact = operation.model().apply(start, a, b);
          String call = operation.name() + " of " + a + " and " + b + " on " + start;
          assertEquals(!fits(exact), throwsOverflow(operation, wide, a, b), call);
          assertEquals((fits(exact) ? exact : start).toString(), wide.toString(), call);
        }
      }
    }
  }

  @Test
  void whatItSaysOfItselfIsTrue() {
    Samples samples = new Samples();
    int longs = 0;
    for (int run = 0; run < RUNS; run++) {
      BigInteger value = sample(samples);
      Wide wide = wide(value);
      String message = value + Samples.seed();
      assertEquals(value.toString(), wide.toString(), message);
      assertEquals(value.shiftRight(64).longValueExact(), wide.hi(), message);
      assertEquals(value.longValue(), wide.lo(), message);
      assertEquals(value.signum(), wide.signum(), message);
      OptionalLong exact = Oracle.ifLong(value);
      assertEquals(exact.isPresent(), wide.fitsLong(), message);
      assertEquals(exact, Oracle.attempt(wide::toLongExact), message);
      assertEquals(Oracle.saturated(value), wide.toLongSaturated(), message);
      longs += exact.isPresent() ? 1 : 0;
    }
    assertTrue(longs > RUNS / 10 && longs < RUNS - RUNS / 10, "longs: " + longs + Samples.seed());
  }

  @Test
  void comparesByValue() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger left = sample(samples);
      boolean near = samples.nextInt(2) == 0;
      BigInteger shifted = left.add(Oracle.big(samples.nextInt(3) - 1));
      BigInteger right = near && fits(shifted) ? shifted : sample(samples);
      assertEquals(
          left.compareTo(right),
          wide(left).compareTo(wide(right)),
          () -> left + " with " + right + Samples.seed());
    }
  }

  @Test
  void divisionsRoundAsNamedAndLeaveTheValue() {
    Samples samples = new Samples();
    int quotients = 0;
    for (int run = 0; run < RUNS; run++) {
      BigInteger value = sample(samples);
      long d = samples.nextDivisor();
      assertDivisions(value, d);
      quotients += value.divide(Oracle.big(d)).bitLength() < 64 ? 1 : 0;
    }
    assertTrue(
        quotients > RUNS / 10 && quotients < RUNS - RUNS / 10,
        "quotients that fit: " + quotients + Samples.seed());
  }

  @Test
  void divisionsAreExactAtTheEndsOf128Bits() {
    BigInteger min = BigInteger.ONE.shiftLeft(127).negate();
    for (long d : Samples.edges()) {
      if (d != 0) {
        assertDivisions(min, d);
        assertDivisions(min.not(), d);
        // The largest and smallest quotients, and a half unit on either side of them.
        for (long quotient : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
          BigInteger half = Oracle.big(d).divide(BigInteger.TWO);
          assertDivisions(Oracle.product(quotient, d).add(half), d);
          assertDivisions(Oracle.product(quotient, d).subtract(half), d);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void divideTakesTheNamedRounding(Rounding rounding) {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS / 10; run++) {
      BigInteger value = sample(samples);
      long d = samples.nextDivisor();
      Wide wide = wide(value);
      assertQuotient(value, d, rounding, Oracle.attempt(() -> wide.divide(d, rounding)));
    }
  }

  private static void assertDivisions(BigInteger value, long d) {
    Wide wide = wide(value);
    assertQuotient(value, d, Rounding.FLOOR, Oracle.attempt(() -> wide.divideFloor(d)));
    assertQuotient(value, d, Rounding.CEIL, Oracle.attempt(() -> wide.divideCeil(d)));
    assertQuotient(value, d, Rounding.TOWARD_ZERO, Oracle.attempt(() -> wide.divideTowardZero(d)));
    assertQuotient(value, d, Rounding.HALF_EVEN, Oracle.attempt(() -> wide.divideHalfEven(d)));
    assertQuotient(
        value, d, Rounding.AWAY_FROM_ZERO, Oracle.attempt(() -> wide.divideAwayFromZero(d)));
    BigInteger floor = Oracle.divide(value, Oracle.big(d), Rounding.FLOOR);
    assertEquals(
        Oracle.saturated(floor),
        wide.divideFloorSaturated(d),
        () -> value + " / " + d + " saturated" + Samples.seed());
    assertEquals(value.toString(), wide.toString());
  }

  private static void assertQuotient(
      BigInteger value, long d, Rounding rounding, OptionalLong actual) {
    BigInteger exact = Oracle.divide(value, Oracle.big(d), rounding);
    assertEquals(
        Oracle.ifLong(exact), actual, () -> value + " / " + d + " " + rounding + Samples.seed());
  }

  @Test
  void rootsAreTheFloorOnBothSidesOfEverySquare() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long root = samples.next() & Long.MAX_VALUE;
      BigInteger square = Oracle.product(root, root);
      assertEquals(root, wide(square).sqrtFloor(), Samples::seed);
      if (root > 0) {
        BigInteger below = square.subtract(BigInteger.ONE);
        assertEquals(root - 1, wide(below).sqrtFloor(), () -> below + Samples.seed());
      }
    }
    for (int bits = 0; bits < 126; bits++) {
      BigInteger power = BigInteger.ONE.shiftLeft(bits);
      assertEquals(power.sqrt().longValueExact(), wide(power).sqrtFloor(), "2^" + bits);
    }
  }

  @Test
  void rootsThatAreNoLongAreRefused() {
    BigInteger limit = BigInteger.ONE.shiftLeft(126);
    assertEquals(Long.MAX_VALUE, wide(limit.subtract(BigInteger.ONE)).sqrtFloor());
    assertFailure(
        "Wide.sqrtFloor() of " + limit + " does not fit a long", () -> wide(limit).sqrtFloor());
    assertFailure("Wide.sqrtFloor() of the negative -1", () -> wide(Oracle.big(-1)).sqrtFloor());
  }

  @Test
  void failuresNameTheOperationItsOperandsAndTheValue() {
    BigInteger max = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    String top = " on 170141183460469231731687303715884105727 leaves 128 bits";
    String bottom = " on -170141183460469231731687303715884105728 leaves 128 bits";
    assertFailure("Wide.add(1)" + top, () -> wide(max).add(1));
    assertFailure("Wide.add(7)" + top, () -> wide(max).add(wide(Oracle.big(7))));
    assertFailure("Wide.addProduct(3, 5)" + top, () -> wide(max).addProduct(3, 5));
    assertFailure("Wide.subtract(7)" + bottom, () -> wide(max.not()).subtract(wide(Oracle.big(7))));
    assertFailure("Wide.subtract(1)" + bottom, () -> wide(max.not()).subtract(1));
    assertFailure(
        "Wide.subtractProduct(3, 5)" + bottom, () -> wide(max.not()).subtractProduct(3, 5));
    assertFailure("Wide.negate()" + bottom, () -> wide(max.not()).negate());
    Wide beyond = wide(BigInteger.ONE.shiftLeft(64));
    String number = "18446744073709551616";
    assertFailure("Wide.toLongExact() of " + number + " does not fit a long", beyond::toLongExact);
    assertFailure(
        "Wide.divideCeil(-1) of " + number + " does not fit a long", () -> beyond.divideCeil(-1));
    for (String rounding :
        List.of("Floor", "Ceil", "TowardZero", "AwayFromZero", "HalfEven", "FloorSaturated")) {
      Runnable division =
          switch (rounding) {
            case "Floor" -> () -> beyond.divideFloor(0);
            case "Ceil" -> () -> beyond.divideCeil(0);
            case "TowardZero" -> () -> beyond.divideTowardZero(0);
            case "AwayFromZero" -> () -> beyond.divide(0, Rounding.AWAY_FROM_ZERO);
            case "HalfEven" -> () -> beyond.divideHalfEven(0);
            default -> () -> beyond.divideFloorSaturated(0);
          };
      assertFailure("Wide.divide" + rounding + "(0) of " + number, division);
    }
  }

  private static void assertFailure(String message, Runnable operation) {
    ArithmeticException failure = assertThrows(ArithmeticException.class, operation::run);
    assertEquals(message, failure.getMessage());
  }

  /** The alarm works: each faulty change is off by one, or silent, only now and then. */
  @Test
  void mistakesAreCaught() {
    assertCaught("add", (w, a, b) -> w.addProduct(a, a == Long.MIN_VALUE ? -1 : 1));
    assertCaught("addProduct", (w, a, b) -> w.add(a * b));
    assertCaught(
        "subtract",
        (w, a, b) -> {
          boolean borrows = Long.compareUnsigned(w.lo(), a) < 0;
          w.subtract(a);
          if (borrows && w.lo() == -1) {
            w.subtract(1);
          }
        });
    assertCaught(
        "negate",
        (w, a, b) -> {
          // What turning every bit and adding one does if the carry into the upper half is lost.
          boolean carries = w.lo() == 0;
          w.negate();
          if (carries) {
            w.addProduct(-(1L << 32), 1L << 32);
          }
        });
    assertCaught(
        "add of itself",
        (w, a, b) -> {
          if (w.hi() >= Long.MIN_VALUE / 2 && w.hi() < Long.MAX_VALUE / 2) {
            w.add(w);
          }
        });
  }

  private static void assertCaught(String name, Change faulty) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : operations()) {
      boolean replaced = operation.name().equals(name);
      operations.add(
          replaced ? new Operation(operation.name(), faulty, operation.model()) : operation);
    }
    String difference = firstDifference(operations);
    assertNotEquals(AGREES, difference, name);
    assertTrue(difference.startsWith(name), difference);
  }
}
