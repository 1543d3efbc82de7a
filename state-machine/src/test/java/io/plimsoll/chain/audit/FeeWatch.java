package io.plimsoll.chain.audit;

import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Volumes;
import java.util.function.BiConsumer;

/** Reads what owners have traded. */
final class FeeWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state
        .volumes()
        .rows()
        .forEach((owner, row) ->
            days(
                row, (day, sides) -> world.rows(Fees.TRADED).put(new Fees.Day(owner, day), sides)));
    Volumes.Row all = state.volumeOfAll();
    if (all != null) {
      days(all, (day, sides) -> world.rows(Fees.OF_ALL).put(day, sides));
    }
  }

  private static void days(Volumes.Row row, BiConsumer<Long, Fees.Sides> each) {
    for (long day = row.day() - Volumes.DAYS; day <= row.day(); day++) {
      if (row.maker(day) != 0 || row.taker(day) != 0) {
        each.accept(day, new Fees.Sides(Numbers.of(row.maker(day)), Numbers.of(row.taker(day))));
      }
    }
  }
}
