package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;
import java.util.Map;

/** Averages of coins' indices over five minutes, and the prices at which coins must suffice. */
final class StrictPrices {

  private static final BigInteger FIVE_MINUTES = Numbers.of(300_000);

  private StrictPrices() {}

  /** Brings the averages to the block's time. */
  static void average(World world) {
    Map<Integer, Oracles.Average> averages = world.rows(Oracles.AVERAGES);
    world
        .rows(Coins.ASSETS)
        .forEach((asset, row) -> {
          long index = World.Rows.require(world.underlyings, row.underlying()).index();
          if (Governed.value(world, world.height, Parameter.STRICT_PRICE, asset) == 0) {
            averages.remove(row.underlying());
          } else if (index > 0) {
            Oracles.Average last =
                averages.getOrDefault(row.underlying(), new Oracles.Average(index, world.timeMs));
            long price = next(last, index, Numbers.of(world.timeMs - last.atMs()));
            averages.put(row.underlying(), new Oracles.Average(price, world.timeMs));
          }
        });
  }

  /** The mean of the old average and the index by their times, and one unit to the heavier. */
  private static long next(Oracles.Average last, long index, BigInteger since) {
    BigInteger rest = FIVE_MINUTES.subtract(since).max(Numbers.ONE);
    BigInteger ofIndex = since.multiply(Numbers.of(index));
    BigInteger ofAverage = rest.multiply(Numbers.of(last.price()));
    BigInteger mean = Numbers.floor(ofIndex.add(ofAverage), since.add(rest));
    if (since.signum() > 0 && !rest.equals(Numbers.ONE)) {
      mean = mean.add(Numbers.of(ofAverage.compareTo(ofIndex)));
    }
    return mean.max(Numbers.ONE).longValueExact();
  }

  /** The worse of index and average for who has, or owes, coins of an asset. */
  static BigInteger worse(World world, int underlying, BigInteger coins) {
    BigInteger index = Numbers.of(World.Rows.require(world.underlyings, underlying).index());
    Oracles.Average average = world.rows(Oracles.AVERAGES).get(underlying);
    if (average == null) {
      return index;
    }
    BigInteger other = Numbers.of(average.price());
    return coins.signum() > 0 ? index.min(other) : index.max(other);
  }
}
