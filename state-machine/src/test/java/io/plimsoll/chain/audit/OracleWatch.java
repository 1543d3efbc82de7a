package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.state.State;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads powers, qualities, averages and premium samples. */
final class OracleWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state.reporters().rows().forEach((id, row) -> world.rows(Oracles.POWERS).put(id, row.power()));
    state
        .qualities()
        .rows()
        .forEach((id, row) ->
            world
                .rows(Oracles.QUALITIES)
                .put(id, new Oracles.Quality(row.confidence(), row.refusals())));
    state
        .averages()
        .rows()
        .forEach((id, row) ->
            world.rows(Oracles.AVERAGES).put(id, new Oracles.Average(row.price(), row.atMs())));
    state
        .samplings()
        .rows()
        .forEach((id, row) -> {
          NavigableMap<Long, Integer> samples = new TreeMap<>();
          row.samples().forEach(each -> samples.put(each.atMs(), each.premiumPpm()));
          NavigableMap<Address, Integer> votes = new TreeMap<>();
          row.votes().forEach(each -> votes.put(each.reporter(), each.premiumPpm()));
          world
              .rows(Oracles.SAMPLINGS)
              .put(
                  id,
                  new Oracles.Sampling(row.sampledUntilMs(), row.tickedUntilMs(), samples, votes));
        });
  }
}
