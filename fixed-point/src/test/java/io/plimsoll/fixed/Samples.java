package io.plimsoll.fixed;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Longs that arithmetic is likely to get wrong, from a seed: the ends of the range, powers of two
 * and ten and their neighbours, words made of awkward halves, and every length of random bits.
 *
 * <p>{@code -Dplimsoll.seed=N} gives other ones; each failure message says the seed.
 */
public final class Samples {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);

  private static final List<Long> EDGES = findEdges();

  private static final long[] HALVES = {0, 1, 2, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL};

  private final SplittableRandom random;

  /** The samples of the seed. */
  public Samples() {
    this(0);
  }

  /**
   * Other samples of the same seed, for a part of a campaign.
   *
   * @param part the part's number; 0 is {@link #Samples()}
   */
  public Samples(int part) {
    random = new SplittableRandom(SEED + part * 0x9E37_79B9_7F4A_7C15L);
  }

  /** What a failure message says so that the run can be repeated. */
  public static String seed() {
    return " (-Dplimsoll.seed=" + SEED + ")";
  }

  /** A few dozen edges, few enough for every triple of them. */
  public static List<Long> edges() {
    return EDGES;
  }

  /** The next long. */
  public long next() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> EDGES.get(random.nextInt(EDGES.size()));
      case 2 -> EDGES.get(random.nextInt(EDGES.size())) + random.nextInt(-3, 4);
      case 3 -> (half() << 32) | half();
      case 4 -> random.nextInt(-100, 101);
      case 5 -> random.nextLong();
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  /** The next long that is not zero. */
  public long nextDivisor() {
    long divisor = next();
    return divisor == 0 ? 1 : divisor;
  }

  /** An int within 0 .. bound - 1. */
  public int nextInt(int bound) {
    return random.nextInt(bound);
  }

  private long half() {
    int kind = random.nextInt(HALVES.length + 2);
    return kind < HALVES.length ? HALVES[kind] : random.nextLong() >>> 32;
  }

  private static List<Long> findEdges() {
    List<Long> edges = new ArrayList<>();
    for (long small = 0; small <= 3; small++) {
      addBothSigns(edges, small);
    }
    for (int bit : new int[] {31, 32, 33, 53, 62}) {
      for (int step = -1; step <= 1; step++) {
        addBothSigns(edges, (1L << bit) + step);
      }
    }
    addBothSigns(edges, 10);
    addBothSigns(edges, 1_000_000);
    addBothSigns(edges, 1_000_000_000_000_000_000L);
    addBothSigns(edges, 3_037_000_499L);
    addBothSigns(edges, 3_037_000_500L);
    addBothSigns(edges, Long.MAX_VALUE);
    addBothSigns(edges, Long.MAX_VALUE - 1);
    edges.add(Long.MIN_VALUE);
    return edges.stream().distinct().toList();
  }

  private static void addBothSigns(List<Long> edges, long value) {
    edges.add(value);
    edges.add(-value);
  }
}
