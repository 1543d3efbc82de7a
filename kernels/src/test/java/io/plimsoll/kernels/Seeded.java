package io.plimsoll.kernels;

import java.util.Random;

/** Random numbers that a failure can be replayed with: -Dplimsoll.seed=N overrides the seed. */
public final class Seeded {

  private final Random random;

  private Seeded(long seed) {
    random = new Random(seed);
  }

  /** A source for one test, whose seed is printed. */
  public static Seeded of(String test, long usual) {
    long seed = Long.getLong("plimsoll.seed", usual);
    System.out.println(test + ": -Dplimsoll.seed=" + seed);
    return new Seeded(seed);
  }

  /** A source for a part of a campaign, whose seed another source drew. */
  public static Seeded part(long seed) {
    return new Seeded(seed);
  }

  /** From 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}, evenly. */
  public long between(long least, long most) {
    return random.nextLong(least, most) + (random.nextBoolean() ? 1 : 0);
  }

  public boolean chance(int inHundred) {
    return random.nextInt(100) < inHundred;
  }

  /** Of any size: the number of bits is even, and edges are common. */
  public long signed(int mostBits) {
    long size = random.nextLong() >>> (64 - 1 - random.nextInt(mostBits));
    long edge = 1L << random.nextInt(mostBits);
    long value =
        switch (random.nextInt(4)) {
          case 0 -> edge;
          case 1 -> edge - 1;
          default -> size;
        };
    return random.nextBoolean() ? value : -value;
  }

  public long positive(int mostBits) {
    return Math.max(1, Math.abs(signed(mostBits)));
  }
}
