package io.plimsoll.kernels.scenario;

/** Refuses what is out of its range, in words that name it, its value and its rule. */
final class Ranges {

  /** 1, a whole, in parts per million. */
  static final int ONE_PPM = 1_000_000;

  /** The largest move, factor or power, in ppm: a thousandfold. */
  static final int LARGEST_PPM = 1_000_000_000;

  /** The longest time: 60 years of 365 days, as the kernels have it. */
  static final long LONGEST_MS = 60 * 31_536_000_000L;

  private Ranges() {}

  static void require(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be in " + least + ".." + most);
    }
  }
}
