package io.plimsoll.chain.process;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.rule.WeightedMedian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the block's reporters say of one number, each once. */
final class Ballot {

  private final List<Address> reporters = new ArrayList<>();
  private long[] values = new long[4];
  private long[] powers = new long[4];
  private int count;
  private long power;

  /** Takes a reporter's word; where it has just said another one, the later one counts. */
  void add(Address reporter, long value, long ofPower) {
    if (count > 0 && reporters.get(count - 1).equals(reporter)) {
      values[count - 1] = value;
      return;
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
      powers = Arrays.copyOf(powers, 2 * count);
    }
    reporters.add(reporter);
    values[count] = value;
    powers[count] = ofPower;
    count++;
    power += ofPower;
  }

  /** The power of those who spoke. */
  long power() {
    return power;
  }

  /** The weighted median; somebody spoke. */
  long median() {
    return WeightedMedian.of(values, powers, count);
  }

  /** The values as ints, which they are known to fit, and their powers. */
  int[] ints() {
    return Arrays.stream(values, 0, count).mapToInt(Math::toIntExact).toArray();
  }

  long[] powers() {
    return Arrays.copyOf(powers, count);
  }

  /** Whether those who spoke are enough; says so in an event where they are not. */
  boolean isQuorate(
      Context context, long all, int underlying, Event.Reported what, int subject, long expiryMs) {
    long quorumPpm = context.parameter(Parameter.QUORUM_PPM, underlying);
    boolean quorate =
        count > 0 && MulDiv.compareProducts(power, Limits.ONE_PPM, all, quorumPpm) >= 0;
    if (!quorate && count > 0) {
      context.emit(new Event.QuorumMissed(what, subject, expiryMs, power, all));
    }
    return quorate;
  }

  /** Names those who were further from the median than they may without being named. */
  void nameOutvoted(
      Context context,
      long median,
      int underlying,
      Event.Reported what,
      int subject,
      long expiryMs) {
    long namedFromPpm = context.parameter(Parameter.OUTVOTED_PPM, underlying);
    for (int i = 0; i < count; i++) {
      long distance = distancePpm(what, values[i], median);
      if (distance > namedFromPpm) {
        context.emit(
            new Event.Outvoted(
                reporters.get(i), what, subject, expiryMs, values[i], median, distance));
      }
    }
  }

  /** In ppm of the median, Floor; what is in ppm itself is compared as it is. */
  private static long distancePpm(Event.Reported what, long value, long median) {
    long distance = Math.abs(value - median);
    return switch (what) {
      case RATE, FUNDING, PREMIUM -> distance;
      case INDEX, MARK, FORWARD, VOLATILITY ->
          median == 0 && distance != 0
              ? Long.MAX_VALUE
              : MulDiv.floorSaturated(distance, Limits.ONE_PPM, Math.max(1, median));
    };
  }
}
