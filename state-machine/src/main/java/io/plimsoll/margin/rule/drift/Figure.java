package io.plimsoll.margin.rule.drift;

import java.math.BigInteger;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole number of one of Drift's widths, or the error that Drift gives in its place.
 *
 * <p>Drift computes in checked integers of 32, 64 and 128 bits. Here each step is exact, its result
 * must fit the width of its left operand, and an error goes through all later steps. So a rule
 * reads as its formula, and is equal to Drift where that fails, too. A quotient names its rounding.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/safe_math.rs, casting.rs, ceil_div.rs,
 * floor_div.rs.
 */
public final class Figure {

  /** The integers that Drift computes in. */
  public enum Width {
    /** 0 to 2^32 - 1: weights, ratios, fees. */
    U32(false, 32),
    /** 0 to 2^64 - 1: sizes, slots. */
    U64(false, 64),
    /** 0 to 2^128 - 1: values, balances. */
    U128(false, 128),
    /** -2^63 to 2^63 - 1: prices, positions. */
    I64(true, 63),
    /** -2^127 to 2^127 - 1: signed values. */
    I128(true, 127);

    private final boolean signed;
    private final int bits;

    Width(boolean signed, int bits) {
      this.signed = signed;
      this.bits = bits;
    }

    /** The largest number of this width. */
    public BigInteger largest() {
      return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    boolean holds(BigInteger value) {
      return (signed || value.signum() >= 0) && value.bitLength() <= bits;
    }
  }

  private final Width width;
  private final BigInteger number;
  private final @Nullable DriftError error;

  private Figure(Width width, BigInteger number, @Nullable DriftError error) {
    this.width = width;
    this.number = number;
    this.error = error;
  }

  /** A number; {@link DriftError#CAST} where the width does not hold it. */
  public static Figure of(Width width, BigInteger number) {
    return checked(width, number, DriftError.CAST);
  }

  /** A number; {@link DriftError#CAST} where the width does not hold it. */
  public static Figure of(Width width, long number) {
    return of(width, BigInteger.valueOf(number));
  }

  /** An error. */
  public static Figure failed(DriftError error) {
    return new Figure(Width.I128, BigInteger.ZERO, error);
  }

  private static Figure checked(Width width, BigInteger number, DriftError otherwise) {
    return width.holds(number) ? new Figure(width, number, null) : failed(otherwise);
  }

  /** Whether this is an error. */
  public boolean isError() {
    return error != null;
  }

  /** The error, or null where this is a number. */
  public @Nullable DriftError error() {
    return error;
  }

  /**
   * The number.
   *
   * @throws IllegalStateException where this is an error; ask {@link #isError} first
   */
  public BigInteger value() {
    if (error != null) {
      throw new IllegalStateException("there is no number but the error " + error);
    }
    return number;
  }

  /** -1, 0 or 1, as {@link #value}. */
  int signum() {
    return value().signum();
  }

  Figure plus(Figure other) {
    return with(other, BigInteger::add);
  }

  Figure plus(long other) {
    return plus(of(width, other));
  }

  Figure minus(Figure other) {
    return with(other, BigInteger::subtract);
  }

  /** The difference, or 0 where it would be below zero. */
  Figure minusAtLeastZero(Figure other) {
    return with(other, (a, b) -> a.subtract(b).max(BigInteger.ZERO));
  }

  Figure times(Figure other) {
    return with(other, BigInteger::multiply);
  }

  Figure times(long other) {
    return times(of(width, other));
  }

  Figure divideTowardZero(Figure divisor) {
    return by(divisor, BigInteger::divide);
  }

  Figure divideTowardZero(long divisor) {
    return divideTowardZero(of(width, divisor));
  }

  Figure divideFloor(Figure divisor) {
    return by(divisor, (a, b) -> rounded(a, b, -1));
  }

  Figure divideCeil(Figure divisor) {
    return by(divisor, (a, b) -> rounded(a, b, 1));
  }

  Figure min(Figure other) {
    return with(other, BigInteger::min);
  }

  Figure max(Figure other) {
    return with(other, BigInteger::max);
  }

  Figure negate() {
    return error != null ? this : checked(width, number.negate(), DriftError.ARITHMETIC);
  }

  /** The magnitude, in the same width. */
  Figure abs() {
    return error != null ? this : checked(width, number.abs(), DriftError.ARITHMETIC);
  }

  /** The magnitude, as {@link Width#U128}. */
  Figure magnitude() {
    return error != null ? this : of(Width.U128, number.abs());
  }

  /** Floor of the square root. */
  Figure sqrtFloor() {
    if (error != null) {
      return this;
    }
    return number.signum() < 0 ? failed(DriftError.ARITHMETIC) : of(width, number.sqrt());
  }

  /** The same number in another width. */
  Figure to(Width other) {
    return error != null ? this : of(other, number);
  }

  /** The same number in another width, or that one's largest where it does not fit. */
  Figure toSaturated(Width other) {
    return error != null ? this : of(other, number.min(other.largest()));
  }

  private Figure with(Figure other, BinaryOperator<BigInteger> operation) {
    if (error != null) {
      return this;
    }
    if (other.error != null) {
      return other;
    }
    return checked(width, operation.apply(number, other.number), DriftError.ARITHMETIC);
  }

  private Figure by(Figure divisor, BinaryOperator<BigInteger> quotient) {
    if (error == null && divisor.error == null && divisor.number.signum() == 0) {
      return failed(DriftError.ARITHMETIC);
    }
    return with(divisor, quotient);
  }

  /** The quotient; where it has a fraction, the whole number below (-1) or above (1) it. */
  private static BigInteger rounded(BigInteger a, BigInteger b, int direction) {
    BigInteger[] parts = a.divideAndRemainder(b);
    boolean away = parts[1].signum() != 0 && a.signum() * b.signum() == direction;
    return away ? parts[0].add(BigInteger.valueOf(direction)) : parts[0];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Figure figure && number.equals(figure.number) && error == figure.error;
  }

  @Override
  public int hashCode() {
    return number.hashCode();
  }

  @Override
  public String toString() {
    return error == null ? number.toString() : error.toString();
  }
}
