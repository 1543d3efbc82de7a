package io.plimsoll.fixed;

import io.plimsoll.fixed.text.Decimals;
import java.math.BigInteger;

/**
 * Numbers with 18 decimals, as integers without limits: the arithmetic of contracts on the EVM, and
 * of models that follow them. 1.5 is 1,500,000,000,000,000,000.
 */
public final class E18 {

  /** Decimals. */
  public static final int SCALE = 18;

  /** 1. */
  public static final BigInteger ONE = BigInteger.TEN.pow(SCALE);

  private E18() {}

  /** A whole number. */
  public static BigInteger of(long whole) {
    return ONE.multiply(BigInteger.valueOf(whole));
  }

  /**
   * A number in decimal text, exactly.
   *
   * @throws NumberFormatException where it is none or has more than 18 decimals
   */
  public static BigInteger parse(CharSequence text) {
    return Decimals.parseWide(text, SCALE);
  }

  /** The shortest text of a number. */
  public static String text(BigInteger value) {
    return Decimals.formatWide(value, SCALE);
  }

  /** {@code a * b}, TowardZero. */
  public static BigInteger timesTowardZero(BigInteger a, BigInteger b) {
    return a.multiply(b).divide(ONE);
  }

  /**
   * {@code a / b}, TowardZero.
   *
   * @param b not zero
   */
  public static BigInteger overTowardZero(BigInteger a, BigInteger b) {
    return a.multiply(ONE).divide(b);
  }

  /**
   * A number with binary digits as one with 18 decimals, to the nearest; halves rise.
   *
   * @param value with {@code bits} fractional bits
   */
  public static BigInteger ofBinary(BigInteger value, int bits) {
    return value.multiply(ONE).add(BigInteger.ONE.shiftLeft(bits - 1)).shiftRight(bits);
  }

  /** The number with {@code bits} fractional bits, Floor. */
  public static BigInteger toBinaryFloor(BigInteger value, int bits) {
    BigInteger[] parts = value.shiftLeft(bits).divideAndRemainder(ONE);
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }
}
