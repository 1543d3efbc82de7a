package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import java.math.BigInteger;
import java.util.NavigableMap;

/** What a chain knows of its reporters, of how good its prices are, and of premiums. */
final class Oracles {

  /** Powers of reporters that are not 1. */
  static final World.Topic<Address, Long> POWERS =
      new World.Topic<>("reporters", Address.class, Long.class);

  /** By underlying; one without doubts has none. */
  static final World.Topic<Integer, Quality> QUALITIES =
      new World.Topic<>("price qualities", Integer.class, Quality.class);

  /** By perpetual, of markets that sample premiums. */
  static final World.Topic<Integer, Sampling> SAMPLINGS =
      new World.Topic<>("premium samples", Integer.class, Sampling.class);

  /** By underlying of a coin that is margined at its strict price. */
  static final World.Topic<Integer, Average> AVERAGES =
      new World.Topic<>("averages of indices", Integer.class, Average.class);

  private static final Quality NO_DOUBT = new Quality(0, 0);

  private Oracles() {}

  /** Half the width of an index's interval, and how many medians in a row were refused. */
  record Quality(long confidence, int refusals) {}

  /** The average of an index, and when it was made. */
  record Average(long price, long atMs) {}

  /** Premium samples by their times, and the votes of the present interval. */
  record Sampling(
      long sampledUntilMs,
      long tickedUntilMs,
      NavigableMap<Long, Integer> samples,
      NavigableMap<Address, Integer> votes) {}

  static BigInteger power(World world, Address reporter) {
    return Numbers.of(world.rows(POWERS).getOrDefault(reporter, 1L));
  }

  static Quality quality(World world, int underlying) {
    return world.rows(QUALITIES).getOrDefault(underlying, NO_DOUBT);
  }

  static void put(World world, int underlying, Quality quality) {
    if (quality.equals(NO_DOUBT)) {
      world.rows(QUALITIES).remove(underlying);
    } else {
      world.rows(QUALITIES).put(underlying, quality);
    }
  }
}
