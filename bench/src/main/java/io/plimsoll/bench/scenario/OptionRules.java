package io.plimsoll.bench.scenario;

import java.time.DayOfWeek;
import java.util.List;

/**
 * Which options are listed: for each underlying and expiry, a call and a put at each strike of a
 * grid of percentages of the opening index price.
 *
 * @param weekday of the expiries
 * @param hourUtc of the expiries, 0 to 23
 * @param expiries the first is the first such weekday after the opening
 * @param strikesPpm the grid, in ppm of the opening index price, increasing
 * @param underlyings on which there are options
 */
public record OptionRules(
    DayOfWeek weekday,
    int hourUtc,
    List<Expiry> expiries,
    List<Integer> strikesPpm,
    List<Underlying> underlyings) {

  /** Copies the lists. */
  public OptionRules {
    expiries = List.copyOf(expiries);
    strikesPpm = List.copyOf(strikesPpm);
    underlyings = List.copyOf(underlyings);
  }

  /**
   * The part of the grid that one expiry lists.
   *
   * @param lowestPpm least strike, in ppm of the opening index price
   * @param highestPpm largest strike
   */
  public record Expiry(int lowestPpm, int highestPpm) {}

  /**
   * An underlying with options.
   *
   * @param symbol of the market
   * @param strikeStepQuanta strikes are multiples of this many quanta of USD, HalfEven
   * @param shortPpm initial margin of a short option at the money, in ppm of the index value
   * @param shortFloorPpm least initial margin of a short option, in ppm of the index value
   */
  public record Underlying(String symbol, long strikeStepQuanta, int shortPpm, int shortFloorPpm) {}
}
