package io.plimsoll.kernels.option;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/**
 * Dense sweeps: a price that should not fall along an argument falls by one unit at most, and only
 * where the exact price moves by less than the stated error.
 */
class SweepTest {

  private static final int OPTIONS = 150;
  private static final int POINTS = 500;
  private static final BigDecimal STATED = new BigDecimal("0.77");
  private static final long[] STEPS = {1, 97, 100_003};

  private int dips;
  private long cells;

  /** A price along one argument, in the direction in which it should not fall. */
  private interface Path {
    long own(long step);

    BigDecimal exact(long step);
  }

  private void walk(Path path, String at) {
    long before = path.own(0);
    for (int i = 1; i <= POINTS; i++) {
      long now = path.own(i);
      cells++;
      if (now < before) {
        dips++;
        int step = i;
        BigDecimal rise = path.exact(i).subtract(path.exact(i - 1));
        long fall = before - now;
        assertTrue(fall == 1, () -> "falls by " + fall + " at step " + step + " of " + at);
        assertTrue(
            rise.compareTo(STATED) < 0, () -> "rises by " + rise + " at " + step + " of " + at);
      }
      before = now;
    }
  }

  private void report(String what) {
    System.out.println(what + ": " + dips + " dips of one unit in " + cells + " steps");
  }

  @Test
  void alongTheForward() {
    Seeded random = Seeded.of("alongTheForward", 71);
    for (int round = 0; round < OPTIONS; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      for (long step : STEPS) {
        walk(
            path(
                OptionKind.CALL,
                i -> option.forward() - step * (POINTS - i),
                i -> option.strike(),
                i -> volPpm,
                option.timeMs()),
            option + " " + volPpm + " by " + step);
      }
    }
    report("alongTheForward");
  }

  /** A put rises as the forward falls, and a call as the strike does. */
  @Test
  void alongTheStrike() {
    Seeded random = Seeded.of("alongTheStrike", 72);
    for (int round = 0; round < OPTIONS; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      for (long step : STEPS) {
        for (OptionKind kind : OptionKind.values()) {
          long sign = kind == OptionKind.CALL ? -1 : 1;
          walk(
              path(
                  kind,
                  i -> option.forward(),
                  i -> option.strike() + sign * step * i,
                  i -> volPpm,
                  option.timeMs()),
              option + " " + volPpm + " by " + step);
        }
      }
    }
    report("alongTheStrike");
  }

  @Test
  void alongTheVolatility() {
    Seeded random = Seeded.of("alongTheVolatility", 73);
    for (int round = 0; round < 3 * OPTIONS; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = random.between(10_000, 4_900_000);
      long step = round % 2 == 0 ? 1 : 151;
      walk(
          path(
              OptionKind.CALL,
              i -> option.forward(),
              i -> option.strike(),
              i -> volPpm + step * i,
              option.timeMs()),
          option + " " + volPpm + " by " + step);
    }
    report("alongTheVolatility");
  }

  private interface Argument {
    long at(long step);
  }

  private static Path path(
      OptionKind kind, Argument forward, Argument strike, Argument volPpm, long timeMs) {
    return new Path() {
      @Override
      public long own(long i) {
        EuropeanOption option = new EuropeanOption(kind, forward.at(i), strike.at(i), timeMs);
        return Black76.price(option, volPpm.at(i));
      }

      @Override
      public BigDecimal exact(long i) {
        BigDecimal call = Black76Reference.call(forward.at(i), strike.at(i), volPpm.at(i), timeMs);
        return kind == OptionKind.CALL
            ? call
            : call.add(BigDecimal.valueOf(strike.at(i) - forward.at(i)));
      }
    };
  }
}
