package io.plimsoll.bench.simulate;

import io.plimsoll.bench.scenario.Population;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The positions of one trader at the opening.
 *
 * @param number from 0
 * @param kind what the book looks like
 * @param legs one for each instrument, in the listing's order
 * @param grossQuanta what the book was drawn to hold, at index prices
 * @param leverageE6 gross over the collateral that the trader would like to have, in millionths
 */
record TraderBook(
    int number, Population.Kind kind, List<Leg> legs, long grossQuanta, long leverageE6) {

  TraderBook {
    legs = List.copyOf(legs);
  }

  /**
   * A position.
   *
   * @param instrument place in the listing
   * @param lots signed, not 0
   */
  record Leg(int instrument, long lots) {}

  /** Collects lots by instrument. */
  static final class Legs {
    private final Map<Integer, Long> lots = new TreeMap<>();

    void add(int instrument, long signed) {
      lots.merge(instrument, signed, Long::sum);
    }

    List<Leg> toList() {
      List<Leg> legs = new ArrayList<>();
      lots.forEach((instrument, signed) -> {
        if (signed != 0) {
          legs.add(new Leg(instrument, signed));
        }
      });
      return legs;
    }
  }
}
