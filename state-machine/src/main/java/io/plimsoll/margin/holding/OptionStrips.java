package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Options on a coin, each with a number such as how many of them there are, in one strip or in
 * strips of one expiry and settlement.
 */
public final class OptionStrips {

  private final List<Part> parts = new ArrayList<>();

  /** Options that stand in one strip. */
  private record Part(List<Revaluation> options, OptionStrip strip) {

    Revaluation first() {
      return options.getFirst();
    }

    long expiryMs() {
      return first().position().instrument().expiryMs();
    }
  }

  /**
   * Options.
   *
   * @param isApart whether expiries and settlements are asked for
   */
  OptionStrips(
      List<Revaluation> options, Function<Revaluation, BigInteger> amounts, boolean isApart) {
    List<List<Revaluation>> whole = options.isEmpty() ? List.of() : List.of(options);
    for (List<Revaluation> strip : isApart ? apart(options) : whole) {
      List<OptionStrip.Option> held = new ArrayList<>();
      for (Revaluation at : strip) {
        Instrument instrument = at.position().instrument();
        held.add(
            new OptionStrip.Option(
                amounts.apply(at), at.quote().forward(), instrument.strike(), instrument.isCall()));
      }
      parts.add(new Part(strip, new OptionStrip(held)));
    }
  }

  private static Collection<List<Revaluation>> apart(List<Revaluation> options) {
    Comparator<Revaluation> order =
        Comparator.comparingLong((Revaluation at) -> at.position().instrument().expiryMs())
            .thenComparing(at -> at.position().instrument().settlement())
            .thenComparing(at -> at.position().instrument().isInverse());
    SortedMap<Revaluation, List<Revaluation>> strips = new TreeMap<>(order);
    for (Revaluation at : options) {
      strips.computeIfAbsent(at, first -> new ArrayList<>()).add(at);
    }
    return strips.values();
  }

  /**
   * The options at some volatilities.
   *
   * @param elapsed seconds after which they are looked at
   */
  public Shocked shocked(Function<Revaluation, BigInteger> volatility, long elapsed) {
    List<OptionStrip.Deviations> deviations = new ArrayList<>();
    for (Part part : parts) {
      deviations.add(
          part.strip.deviations(
              part.options.stream()
                  .map(at -> at.deviation(volatility.apply(at), elapsed))
                  .toList()));
    }
    return new Shocked(deviations);
  }

  /** The options at their own volatilities. */
  public Shocked unshocked() {
    return shocked(at -> at.quote().volatility(), 0);
  }

  /**
   * What a price moves a strip by, in what its underlying is quoted in.
   *
   * @param like one of its options
   * @param net the sum
   * @param gross the sum of sizes
   */
  public record Delta(Instrument like, Band net, Band gross) {}

  /** The options at some volatilities. */
  public final class Shocked {

    private final List<OptionStrip.Deviations> deviations;

    private Shocked(List<OptionStrip.Deviations> deviations) {
      this.deviations = deviations;
    }

    private Band value(int i, Stretch over, BigInteger multiplier) {
      return parts
          .get(i)
          .strip
          .value(deviations.get(i), over.nearFactor(multiplier), over.farFactor(multiplier));
    }

    /** What they are worth together, in what their underlying is quoted in. */
    public Band value(Stretch over, BigInteger multiplier) {
      Band sum = Band.ZERO;
      for (int i = 0; i < parts.size(); i++) {
        sum = sum.plus(value(i, over, multiplier));
      }
      return sum;
    }

    /** The same by expiry, at the forward. */
    public SortedMap<Long, Band> values(Stretch over) {
      SortedMap<Long, Band> values = new TreeMap<>();
      for (int i = 0; i < parts.size(); i++) {
        values.merge(parts.get(i).expiryMs(), value(i, over, E18.ONE), Band::plus);
      }
      return values;
    }

    /**
     * What a price moves each strip by: forwards times deltas times numbers.
     *
     * @param over the stretch
     */
    public List<Delta> deltas(Stretch over) {
      List<Delta> all = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        OptionStrip.Deltas own =
            part.strip.deltas(deviations.get(i), over.nearFactor(E18.ONE), over.farFactor(E18.ONE));
        int count = part.options.size();
        all.add(
            new Delta(
                part.first().position().instrument(),
                over.times(own.net(), count),
                over.times(own.gross(), count)));
      }
      return all;
    }
  }
}
