package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What reporters say of one number in one block, in the order in which they said it. A reporter
 * weighs as much as governors say, at first 1.
 */
final class Poll {

  private static final BigInteger TWO = Numbers.of(2);

  /** One reporter's word. */
  private record Word(Address reporter, BigInteger power, long value) {}

  private final World world;
  private final List<Word> words = new ArrayList<>();

  Poll(World world) {
    this.world = world;
  }

  static boolean isReporter(World world, Address address) {
    return (world.roles.getOrDefault(address, 0) & Role.REPORTER.bit()) != 0;
  }

  /** The power of all who have the role. */
  private BigInteger all() {
    return world.roles.keySet().stream()
        .filter(address -> isReporter(world, address))
        .map(address -> Oracles.power(world, address))
        .reduce(Numbers.ZERO, BigInteger::add);
  }

  /** A reporter's word; the last of several in one vector is the one that counts. */
  void say(Address reporter, long value) {
    words.removeIf(word -> word.reporter.equals(reporter));
    words.add(new Word(reporter, Oracles.power(world, reporter), value));
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  BigInteger power() {
    return words.stream().map(Word::power).reduce(Numbers.ZERO, BigInteger::add);
  }

  private NavigableMap<Long, BigInteger> byValue() {
    NavigableMap<Long, BigInteger> powers = new TreeMap<>();
    words.forEach(word -> powers.merge(word.value, word.power, BigInteger::add));
    return powers;
  }

  /** The lowest value whose cumulative power reaches half of what spoke. */
  long median() {
    BigInteger sum = Numbers.ZERO;
    for (Map.Entry<Long, BigInteger> entry : byValue().entrySet()) {
      sum = sum.add(entry.getValue());
      if (sum.multiply(TWO).compareTo(power()) >= 0) {
        return entry.getKey();
      }
    }
    throw new AssertionError("nobody spoke");
  }

  /**
   * The middle one of a row in which each value stands as often as its power says; of a row with
   * two middles their mean, away from zero.
   */
  long middle() {
    BigInteger size = power();
    BigInteger lower = at(size.subtract(Numbers.ONE).divide(TWO));
    BigInteger upper = at(size.divide(TWO));
    BigInteger sum = lower.add(upper);
    BigInteger away = sum.abs().add(Numbers.ONE).divide(TWO);
    return sum.signum() < 0 ? away.negate().longValueExact() : away.longValueExact();
  }

  /** The value at a place, from 0, of that row. */
  private BigInteger at(BigInteger place) {
    BigInteger sum = Numbers.ZERO;
    for (Map.Entry<Long, BigInteger> entry : byValue().entrySet()) {
      sum = sum.add(entry.getValue());
      if (sum.compareTo(place) > 0) {
        return Numbers.of(entry.getKey());
      }
    }
    throw new AssertionError("no place " + place);
  }

  /** Whether somebody spoke and those who did have their quorum; an event where they have not. */
  boolean reaches(
      int underlying, Event.Reported what, int subject, long expiryMs, List<Event> events) {
    if (words.isEmpty()) {
      return false;
    }
    BigInteger needed = all().multiply(Numbers.of(parameter(Parameter.QUORUM_PPM, underlying)));
    if (power().multiply(Numbers.MILLION).compareTo(needed) >= 0) {
      return true;
    }
    events.add(
        new Event.QuorumMissed(
            what, subject, expiryMs, power().longValueExact(), all().longValueExact()));
    return false;
  }

  private long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  /** Names who was too far from the outcome. */
  void name(
      long outcome,
      int underlying,
      Event.Reported what,
      int subject,
      long expiryMs,
      List<Event> events) {
    boolean isRatio =
        what == Event.Reported.RATE
            || what == Event.Reported.FUNDING
            || what == Event.Reported.PREMIUM;
    for (Word word : words) {
      BigInteger distance = Numbers.of(word.value).subtract(Numbers.of(outcome)).abs();
      if (!isRatio && distance.signum() != 0) {
        distance =
            outcome == 0
                ? Numbers.of(Long.MAX_VALUE)
                : Numbers.saturated(
                    Numbers.floor(distance.multiply(Numbers.MILLION), Numbers.of(outcome)));
      }
      if (distance.compareTo(Numbers.of(parameter(Parameter.OUTVOTED_PPM, underlying))) > 0) {
        events.add(
            new Event.Outvoted(
                word.reporter,
                what,
                subject,
                expiryMs,
                word.value,
                outcome,
                distance.longValueExact()));
      }
    }
  }
}
