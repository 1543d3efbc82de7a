package io.plimsoll.kernels.option;

import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;

/** Options within the domain that errors are stated for, with much mass at its edges. */
final class Cases {

  static final long FIVE_YEARS_MS = 157_680_000_000L;
  static final long LEAST_VOL_PPM = 10_000;
  static final long LARGEST_VOL_PPM = 5_000_000;

  private Cases() {}

  static EuropeanOption option(Seeded random) {
    long forward =
        random.chance(20)
            ? 100_000_000_000L
            : random.between(80_000_000_000L, 100_000_000_000L - 1);
    OptionKind kind = random.chance(50) ? OptionKind.CALL : OptionKind.PUT;
    return new EuropeanOption(kind, forward, strike(random, forward), timeMs(random));
  }

  /**
   * An option whose d2 is anywhere within 8.2 of 0, evenly, where the strike that this takes is
   * within 1/100 and 100 times the forward; otherwise a strike at the end that is nearer.
   */
  static EuropeanOption aimed(Seeded random, long volPpm) {
    EuropeanOption any = option(random);
    double s = volPpm / 1e6 * Math.sqrt(any.timeMs() / 31_536_000_000.0);
    double d2 = random.between(-8_200_000, 8_200_000) / 1e6;
    double ratio = Math.clamp(Math.exp(-s * (d2 + s / 2)), 0.01, 100);
    long strike =
        Math.clamp((long) (any.forward() * ratio), any.forward() / 100, any.forward() * 100);
    return new EuropeanOption(any.kind(), any.forward(), strike, any.timeMs());
  }

  static long strike(Seeded random, long forward) {
    BigDecimal f = BigDecimal.valueOf(forward);
    long ratioPpm =
        switch (random.below(6)) {
          case 0 -> 10_000;
          case 1 -> 100_000_000;
          case 2 -> random.between(10_000, 1_000_000);
          case 3 -> random.between(1_000_000, 100_000_000);
          default -> random.between(600_000, 1_600_000);
        };
    return random.chance(20)
        ? forward + random.signed(20)
        : f.multiply(BigDecimal.valueOf(ratioPpm, 6)).longValue();
  }

  static long timeMs(Seeded random) {
    return switch (random.below(5)) {
      case 0 -> 60_000;
      case 1 -> FIVE_YEARS_MS;
      case 2 -> random.between(60_000, 86_400_000);
      default -> random.between(60_000, FIVE_YEARS_MS);
    };
  }

  static long volPpm(Seeded random) {
    return switch (random.below(5)) {
      case 0 -> LEAST_VOL_PPM;
      case 1 -> LARGEST_VOL_PPM;
      default -> random.between(LEAST_VOL_PPM, LARGEST_VOL_PPM);
    };
  }
}
