package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Several reporters, of whom some are honest, some absent, and some lie: about prices, marks,
 * forwards, volatilities, confidences, premiums. Governors change their powers and the rules.
 */
final class OracleWork implements Work {

  private static final int FIRST = 905;
  private static final int REPORTERS = 5;

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 6;
  }

  @Override
  public void open(Draft draft) {
    draft.set(Parameter.MARK_SOURCE, 3, 1, 0);
    draft.set(Parameter.REPORTERS, 0, 5, 0);
  }

  private static Address reporter(Draft draft) {
    return Address.ofNumber(FIRST + draft.random.nextInt(REPORTERS));
  }

  @Override
  public void add(Draft draft) {
    govern(draft);
    for (int i = 0; i < REPORTERS; i++) {
      Address reporter = Address.ofNumber(FIRST + i);
      if (!Poll.isReporter(draft.world, reporter) || draft.chance(200)) {
        continue;
      }
      report(draft, reporter);
      vote(draft, reporter);
    }
    vote(draft, Draft.REPORTER);
    if (draft.chance(30)) {
      for (int i = 0; i < 20; i++) {
        draft.add(reporter(draft), vector(draft, draft.underlying(), 1));
      }
    }
  }

  private static void govern(Draft draft) {
    if (draft.chance(60)) {
      int role = draft.chance(700) ? Role.REPORTER.bit() : 0;
      draft.govern(new Command.GrantRole(reporter(draft), role));
    }
    if (draft.chance(30)) {
      long power = draft.chance(100) ? 1_000_000_000L : draft.between(0, 4);
      Address of = draft.chance(200) ? Draft.REPORTER : reporter(draft);
      draft.govern(new Command.SetReporterPower(of, power));
    }
    if (draft.chance(80)) {
      price(draft);
    }
    if (draft.chance(80)) {
      funding(draft);
    }
    draft
        .world
        .rows(Oracles.QUALITIES)
        .forEach((id, quality) -> {
          // Down where something was refused, so that it trips, and up again in calm blocks.
          if (draft.chance(quality.refusals() > 0 ? 400 : 100)) {
            draft.set(Parameter.BREAKER_BLOCKS, id, quality.refusals() > 0 ? 1 : 4, 0);
          }
        });
  }

  private static void price(Draft draft) {
    int of = draft.underlying();
    switch (draft.random.nextInt(7)) {
      case 0 -> draft.set(Parameter.QUORUM_PPM, of, draft.chance(500) ? 0 : 400_000, 0);
      case 1 -> draft.set(Parameter.OWN_STALE_AFTER_MS, of, draft.between(0, 2) * 400_000, 0);
      case 2 -> draft.set(Parameter.OUTVOTED_PPM, of, draft.between(0, 50_000), 3);
      case 3 -> draft.set(Parameter.BREAKER_BLOCKS, of, draft.between(0, 3), 0);
      case 4 -> draft.set(Parameter.CONFIDENCE_POLICY, of, draft.between(0, 2), 0);
      case 5 -> draft.set(Parameter.CONFIDENCE_LIMIT_PPM, of, draft.between(0, 20_000), 2);
      default -> draft.set(Parameter.BAND_PPM, of, draft.chance(300) ? 10_000 : 300_000, 0);
    }
  }

  private static void funding(Draft draft) {
    int market = draft.chance(600) ? 3 : draft.anyMarket();
    switch (draft.random.nextInt(9)) {
      case 0, 1 -> draft.set(Parameter.FUNDING_POLICY, market, draft.between(0, 2), 0);
      case 2 -> draft.set(Parameter.FUNDING_TICK_S, market, draft.between(60, 7_200), 0);
      case 3 -> draft.set(Parameter.PREMIUM_SAMPLE_S, market, draft.between(10, 900), 0);
      case 4 -> draft.set(Parameter.PREMIUM_SOURCE, market, draft.between(0, 1), 0);
      case 5 -> draft.set(Parameter.PREMIUM_TAIL_PPM, market, draft.between(0, 500_000), 0);
      case 6 -> draft.set(Parameter.FUNDING_DEFAULT_PPM, market, draft.between(-200, 200), 5);
      case 7 -> draft.set(Parameter.FUNDING_CLAMP_PPM, market, draft.between(0, 6_000_000), 0);
      default -> draft.set(Parameter.PREMIUM_SAMPLES, 0, draft.between(1, 100), 0);
    }
  }

  private static void report(Draft draft, Address reporter) {
    for (int id = 1; id <= Market.UNDERLYINGS; id++) {
      boolean early = World.Rows.require(draft.world.underlyings, id).index() == 0;
      if (early || draft.chance(100)) {
        continue;
      }
      long price = draft.market.price(id);
      double noise = 1 + 0.002 * draft.random.nextGaussian();
      double lie = draft.chance(150) ? draft.any(List.of(0.2, 0.7, 1.5, 8.0, 1e9)) : noise;
      long index = Math.max(1, (long) (price * lie));
      Command.Prices vector = vector(draft, id, index);
      long width = draft.chance(20) ? -1 : (long) (index * 0.04 * draft.random.nextDouble());
      draft.add(reporter, draft.chance(700) ? new Command.ConfidentPrices(vector, width) : vector);
    }
    if (draft.chance(30)) {
      int rate = (int) draft.between(-4_000, 4_000);
      draft.add(reporter, new Command.Funding(draft.instrument(), rate));
    }
  }

  private static Command.Prices vector(Draft draft, int underlying, long index) {
    World world = draft.world;
    List<Command.Mark> marks = new ArrayList<>();
    if (underlying == 3 && draft.chance(700)) {
      marks.add(new Command.Mark(3, Math.max(1, index / 100 * draft.between(98, 102))));
    }
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (World.ExpiryKey key : world.expiries.keySet()) {
      if (key.underlying() == underlying && draft.chance(600)) {
        List<Command.Volatility> volatilities = new ArrayList<>();
        world.instruments.forEach((id, row) -> {
          boolean here =
              !row.kind().isLinear()
                  && row.expiryMs() == key.expiryMs()
                  && row.activeFrom() <= world.height
                  && world.marketOf(id).underlying() == underlying;
          if (here && draft.chance(800)) {
            volatilities.add(new Command.Volatility(id, draft.between(0, 1_500_000)));
          }
        });
        int rate = (int) draft.between(0, 80_000);
        expiries.add(new Command.ExpiryPrices(key.expiryMs(), index, rate, volatilities));
      }
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }

  private static void vote(Draft draft, Address reporter) {
    for (int id : draft.world.rows(Oracles.SAMPLINGS).keySet()) {
      if (draft.chance(500)) {
        int premium = (int) draft.between(-3_000, 3_000);
        draft.add(reporter, new Command.PremiumVote(id, draft.chance(50) ? 1 << 30 : premium));
      }
    }
  }
}
