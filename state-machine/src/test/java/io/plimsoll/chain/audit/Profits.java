package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;

/** How much of an unrealised profit does not count in a market whose margin grows with size. */
final class Profits {

  private static final BigInteger WEIGHTS = Numbers.of(10_000);
  private static final BigInteger ELEVEN_TENTHS = Numbers.of(11_000_000_000L);

  private final World world;
  private final int market;

  Profits(World world, int market) {
    this.world = world;
    this.market = market;
  }

  private BigInteger parameter(Parameter parameter) {
    return Numbers.of(Governed.value(world, world.height, parameter, market));
  }

  private boolean isSet() {
    return !parameter(Parameter.PROFIT_INITIAL_PPM).equals(Numbers.MILLION)
        || !parameter(Parameter.PROFIT_MAINTENANCE_PPM).equals(Numbers.MILLION)
        || parameter(Parameter.PROFIT_SIZE_FACTOR).signum() > 0
        || !parameter(Parameter.PROFIT_CAP).equals(Numbers.ONE.shiftLeft(60));
  }

  private static BigInteger weight(BigInteger ppm) {
    return Numbers.floor(ppm, Numbers.of(100));
  }

  /** A large profit has a weight that falls with its root, in 10^-5 of 10^-9 units. */
  BigInteger notToOpen(BigInteger profit) {
    if (profit.signum() <= 0 || !isSet()) {
      return Numbers.ZERO;
    }
    BigInteger weight = weight(parameter(Parameter.PROFIT_INITIAL_PPM));
    BigInteger factor = parameter(Parameter.PROFIT_SIZE_FACTOR);
    if (factor.signum() > 0) {
      BigInteger root = profit.multiply(Numbers.of(10_000)).add(Numbers.ONE).sqrt();
      BigInteger growth = Numbers.floor(root.multiply(factor), Numbers.of(100_000));
      weight = weight.min(Numbers.floor(ELEVEN_TENTHS, Numbers.MILLION.add(growth)));
    }
    BigInteger counts = Numbers.floor(profit.multiply(weight), WEIGHTS);
    return profit.subtract(counts.min(parameter(Parameter.PROFIT_CAP)));
  }

  BigInteger notToStay(BigInteger profit) {
    if (profit.signum() <= 0 || !isSet()) {
      return Numbers.ZERO;
    }
    BigInteger weight = weight(parameter(Parameter.PROFIT_MAINTENANCE_PPM));
    return profit.subtract(Numbers.floor(profit.multiply(weight), WEIGHTS));
  }
}
