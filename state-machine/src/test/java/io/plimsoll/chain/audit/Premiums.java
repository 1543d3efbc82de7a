package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Funding: reported rates at full hours, and ticks of markets that sample premiums. */
final class Premiums {

  private static final long HOUR_MS = 3_600_000;
  private static final int MOST_SAMPLES = 4_096;

  private final World world;
  private final List<Event> events;

  Premiums(World world, List<Event> events) {
    this.world = world;
    this.events = events;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  private long policy(int market) {
    return parameter(Parameter.FUNDING_POLICY, market);
  }

  private boolean isComputed(int market) {
    return policy(market) == 2
        || (policy(market) == 1 && parameter(Parameter.PREMIUM_SOURCE, market) == 1);
  }

  private static long before(long timeMs, long stepMs) {
    return timeMs - Math.floorMod(timeMs, stepMs);
  }

  /** Samples every boundary passed since the last block, by what was known before this block. */
  void sample() {
    for (Map.Entry<Integer, World.Instrument> entry : world.instruments.entrySet()) {
      World.Instrument row = entry.getValue();
      if (row.kind().isPerpetual() && row.activeFrom() <= world.height) {
        sample(entry.getKey(), row);
      }
    }
  }

  private void sample(int id, World.Instrument row) {
    Oracles.Sampling old = world.rows(Oracles.SAMPLINGS).get(id);
    long stepMs = 1_000 * parameter(Parameter.PREMIUM_SAMPLE_S, row.market());
    if (row.ended() || (old != null && policy(row.market()) == 0)) {
      if (old != null && !row.ended() && old.tickedUntilMs() > world.fundedUntilMs) {
        world
            .rows(Oracles.SAMPLINGS)
            .put(
                id,
                new Oracles.Sampling(
                    old.sampledUntilMs(), old.tickedUntilMs(), new TreeMap<>(), new TreeMap<>()));
      } else {
        world.rows(Oracles.SAMPLINGS).remove(id);
      }
    } else if (old == null && policy(row.market()) != 0) {
      world
          .rows(Oracles.SAMPLINGS)
          .put(
              id,
              new Oracles.Sampling(
                  before(world.timeMs, stepMs),
                  world.fundedUntilMs,
                  new TreeMap<>(),
                  new TreeMap<>()));
    } else if (old != null) {
      pass(id, row, old, stepMs);
    }
  }

  /** The boundaries after all that was sampled or paid. */
  private void pass(int id, World.Instrument row, Oracles.Sampling old, long stepMs) {
    long from = Math.max(old.sampledUntilMs(), old.tickedUntilMs());
    long last = before(world.timeMs, stepMs);
    if (last <= from) {
      return;
    }
    long first = before(from, stepMs) + stepMs;
    NavigableMap<Long, Integer> samples = new TreeMap<>(old.samples());
    if (isComputed(row.market())) {
      World.Underlying index = world.underlyingOf(id);
      int underlying = world.marketOf(id).underlying();
      long passed = (last - first) / stepMs + 1;
      long counted = Math.min(passed, parameter(Parameter.PREMIUM_SAMPLES, 0));
      for (long at = last - (counted - 1) * stepMs; counted > 0; at += stepMs, counted--) {
        long age = Math.max(at - row.markedAtMs(), at - index.pricedAtMs());
        boolean known = row.mark() > 0 && index.index() > 0;
        if (known && age <= staleAfterMs(world, underlying)) {
          samples.put(at, premium(row, index));
        }
      }
    } else {
      Poll poll = new Poll(world);
      old.votes()
          .forEach((reporter, vote) -> {
            if (Poll.isReporter(world, reporter)) {
              poll.say(reporter, vote);
            }
          });
      int underlying = world.marketOf(id).underlying();
      if (poll.reaches(underlying, Event.Reported.PREMIUM, id, 0, events)) {
        poll.name(poll.middle(), underlying, Event.Reported.PREMIUM, id, 0, events);
        samples.put(first, Math.toIntExact(poll.middle()));
      }
    }
    while (samples.size() > MOST_SAMPLES) {
      samples.pollFirstEntry();
    }
    world
        .rows(Oracles.SAMPLINGS)
        .put(id, new Oracles.Sampling(last, old.tickedUntilMs(), samples, new TreeMap<>()));
  }

  /** The age at which an underlying's prices are stale. */
  static long staleAfterMs(World world, int underlying) {
    long own = Governed.value(world, world.height, Parameter.OWN_STALE_AFTER_MS, underlying);
    return own > 0 ? own : Governed.value(world, world.height, Parameter.STALE_AFTER_MS, 0);
  }

  private int premium(World.Instrument row, World.Underlying index) {
    BigInteger distance = Numbers.of(row.mark()).subtract(Numbers.of(index.index()));
    BigInteger ppm =
        Numbers.towardZero(distance.multiply(Numbers.MILLION), Numbers.of(index.index()));
    BigInteger most = ofSpread(row.market(), Parameter.PREMIUM_CLAMP_PPM);
    return ppm.min(most).max(most.negate()).intValueExact();
  }

  /** A factor of the initial less the maintenance margin fraction, in ppm. */
  private BigInteger ofSpread(int market, Parameter factor) {
    BigInteger initial = Numbers.of(parameter(Parameter.INITIAL_PPM, market));
    BigInteger maintenance =
        Numbers.floorPart(initial, Numbers.of(parameter(Parameter.MAINTENANCE_PPM, market)));
    return Numbers.floorPart(Numbers.of(parameter(factor, market)), initial.subtract(maintenance));
  }

  ResultCode vote(Address sender, Command.PremiumVote vote) {
    World.Instrument row = world.instruments.get(vote.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > world.height
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    Oracles.Sampling old = world.rows(Oracles.SAMPLINGS).get(vote.instrument());
    if (policy(row.market()) != 1 || isComputed(row.market()) || old == null) {
      return ResultCode.FUNDING_NOT_FROM_THIS;
    }
    BigInteger size = Numbers.of(vote.premiumPpm()).abs();
    if (size.compareTo(ofSpread(row.market(), Parameter.PREMIUM_CLAMP_PPM)) > 0) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    if (old.votes().containsKey(sender)) {
      return ResultCode.DUPLICATE_REPORT;
    }
    NavigableMap<Address, Integer> votes = new TreeMap<>(old.votes());
    votes.put(sender, vote.premiumPpm());
    world
        .rows(Oracles.SAMPLINGS)
        .put(
            vote.instrument(),
            new Oracles.Sampling(old.sampledUntilMs(), old.tickedUntilMs(), old.samples(), votes));
    return ResultCode.OK;
  }

  /** Pays reported rates for each full hour crossed, then the ticks of those that sample. */
  void fund() {
    long most = parameter(Parameter.FUNDING_BOUNDARIES, 0);
    long hours = Math.min(Math.floorDiv(world.timeMs - world.fundedUntilMs, HOUR_MS), most);
    if (hours > 0) {
      for (int id : List.copyOf(world.instruments.keySet())) {
        World.Instrument row = world.instrument(id);
        if (row.kind().isPerpetual()
            && !row.ended()
            && !world.isFinal(id)
            && !world.rows(Oracles.SAMPLINGS).containsKey(id)) {
          move(id, step(id, row.fundingPpm(), 3_600).multiply(Numbers.of(hours)));
        }
      }
      world.fundedUntilMs += hours * HOUR_MS;
    }
    for (int id : List.copyOf(world.rows(Oracles.SAMPLINGS).keySet())) {
      for (long i = 0; i < most && policy(world.instrument(id).market()) != 0; i++) {
        if (!tick(id)) {
          break;
        }
      }
    }
  }

  /** The move of an index at a rate of eight hours, in dollars or coins, TowardZero. */
  private BigInteger step(int id, long ratePpm, long seconds) {
    World.Market market = world.marketOf(id);
    BigInteger index = Numbers.of(world.underlyingOf(id).index());
    BigInteger top = index.multiply(Numbers.of(market.num()));
    BigInteger bottom = Numbers.of(market.den());
    if (world.instrument(id).kind().isInverse()) {
      if (index.signum() == 0) {
        return Numbers.ZERO;
      }
      // A lot's coins at the index, at most 2^40.
      BigInteger[] lot = new Coins(world).exact(id, Numbers.ONE, index);
      BigInteger most = Numbers.ONE.shiftLeft(40);
      boolean isLarge = lot[0].compareTo(most.multiply(lot[1])) > 0;
      top = isLarge ? most : lot[0];
      bottom = isLarge ? Numbers.ONE : lot[1];
    }
    return Numbers.towardZero(
        Numbers.of(ratePpm).multiply(Numbers.of(seconds)).multiply(top),
        bottom.multiply(Numbers.of(28_800)));
  }

  private void move(int id, BigInteger delta) {
    World.Instrument row = world.instrument(id);
    if (delta.signum() != 0) {
      BigInteger to = row.fundingIndex().add(delta);
      world.instruments.put(id, PriceRules.with(row, to, row.fundingPpm(), PriceRules.markOf(row)));
      events.add(new Event.FundingMoved(id, delta.longValueExact()));
    }
  }

  /** The next tick of a market, where its time has come. */
  private boolean tick(int id) {
    World.Instrument row = world.instrument(id);
    if (row.ended() || world.isFinal(id)) {
      return false;
    }
    Oracles.Sampling old = World.Rows.require(world.rows(Oracles.SAMPLINGS), id);
    long stepMs = 1_000 * parameter(Parameter.FUNDING_TICK_S, row.market());
    BigInteger at = Numbers.of(before(old.tickedUntilMs(), stepMs)).add(Numbers.of(stepMs));
    if (at.compareTo(Numbers.of(world.timeMs)) > 0) {
      return false;
    }
    long atMs = at.longValueExact();
    long seconds = (atMs - old.tickedUntilMs()) / 1_000;
    List<Integer> samples = new ArrayList<>(old.samples().headMap(atMs, true).values());
    BigInteger premium =
        policy(row.market()) == 1 ? trimmedMean(row.market(), samples, seconds) : late(samples);
    BigInteger rate = rate(row.market(), premium);
    events.add(
        new Event.FundingTicked(
            id, atMs, samples.size(), premium.intValueExact(), rate.intValueExact()));
    world.instruments.put(
        id, PriceRules.with(row, row.fundingIndex(), rate.intValueExact(), PriceRules.markOf(row)));
    move(id, step(id, rate.longValueExact(), seconds));
    world
        .rows(Oracles.SAMPLINGS)
        .put(
            id,
            new Oracles.Sampling(
                old.sampledUntilMs(),
                atMs,
                new TreeMap<>(old.samples().tailMap(atMs, false)),
                old.votes()));
    return true;
  }

  /** dYdX: zeros for what is missing, a part less at each end, the mean TowardZero. */
  private BigInteger trimmedMean(int market, List<Integer> samples, long seconds) {
    List<Integer> row = new ArrayList<>(samples);
    long every = parameter(Parameter.PREMIUM_SAMPLE_S, market);
    while (row.size() * every < seconds) {
      row.add(0);
    }
    long gone = row.size() * 2L * parameter(Parameter.PREMIUM_TAIL_PPM, market) / 1_000_000;
    row.sort(Integer::compare);
    if (gone < row.size()) {
      row = row.subList((int) gone / 2, row.size() - (int) (gone - gone / 2));
    }
    BigInteger sum =
        row.stream().map(each -> Numbers.of(each)).reduce(Numbers.ZERO, BigInteger::add);
    return row.isEmpty() ? Numbers.ZERO : Numbers.towardZero(sum, Numbers.of(row.size()));
  }

  /** The average in which the n-th sample counts n times. */
  private static BigInteger late(List<Integer> samples) {
    BigInteger sum = Numbers.ZERO;
    long count = 0;
    for (int i = 0; i < samples.size(); i++) {
      sum = sum.add(Numbers.of(samples.get(i)).multiply(Numbers.of(i + 1L)));
      count += i + 1L;
    }
    return count == 0 ? Numbers.ZERO : Numbers.towardZero(sum, Numbers.of(count));
  }

  private BigInteger rate(int market, BigInteger premium) {
    BigInteger usual = Numbers.of(parameter(Parameter.FUNDING_DEFAULT_PPM, market));
    BigInteger rate;
    if (policy(market) == 1) {
      rate = premium.add(usual);
    } else {
      BigInteger near = Numbers.of(parameter(Parameter.FUNDING_SPREAD_PPM, market));
      rate = premium.add(usual.subtract(premium).min(near).max(near.negate()));
    }
    BigInteger most = ofSpread(market, Parameter.FUNDING_CLAMP_PPM).min(Numbers.MILLION);
    return rate.min(most).max(most.negate());
  }
}
