package io.plimsoll.chain.fuzz;

import java.util.Arrays;

/** Bytes that are read as choices, the first first; after the last one each further one is 0. */
final class Choices {

  /** Where ranges end: of amounts, sizes, pools, prices, longs. */
  private static final long[] EDGES = {
    0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, (1L << 53) + 1, 1L << 60, (1L << 49) - 1, 1
  };

  private final byte[] bytes;
  private int at;

  Choices(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isEmpty() {
    return at >= bytes.length;
  }

  /** 0 to 255. */
  int u8() {
    return isEmpty() ? 0 : bytes[at++] & 0xff;
  }

  /** 0 to 65,535. */
  int u16() {
    return (u8() << 8) | u8();
  }

  /** Any long. */
  long i64() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | u8();
    }
    return value;
  }

  /** 0 to below a number of at most 256. */
  int below(int end) {
    return u8() % end;
  }

  /** True once in a number of times of at most 256; false where nothing is left. */
  boolean once(int of) {
    return !isEmpty() && u8() % of == of - 1;
  }

  /** Mostly two digits of a magnitude, else an end of a range or any long. */
  long number() {
    int how = u8();
    if (how < 2 * EDGES.length) {
      return EDGES[how % EDGES.length] + (how < EDGES.length ? 0 : u8());
    }
    if (how < 24) {
      return i64();
    }
    long value = 1L + u8();
    for (int digits = how % 12; digits > 0; digits--) {
      value *= 10;
    }
    return value;
  }

  /** A number's neighbourhood: within a percent, within a half or twice, or anything. */
  long near(long value) {
    int how = below(8);
    long part = u8() - 128L;
    if (how < 4) {
      return value + value / 12_800 * part;
    }
    return how < 7 ? value + value / 256 * part : number();
  }

  /** Some of the bytes that are left, at most a number. */
  byte[] take(int most) {
    int from = Math.min(at, bytes.length);
    at = Math.min(bytes.length, from + most);
    return Arrays.copyOfRange(bytes, from, at);
  }
}
