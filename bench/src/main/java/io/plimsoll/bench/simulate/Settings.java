package io.plimsoll.bench.simulate;

import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.parameters.Models;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be simulated, and where it goes.
 *
 * @param feed scenario and prices
 * @param blocks over which the whole window is spread
 * @param books in the population
 * @param seed of the population
 * @param engine name of the engine
 * @param experiments in their fixed order
 * @param modes in their fixed order
 * @param out folder of the results
 * @param log where each chain's blocks are written, or null
 * @param model of mode portfolio in place of the scenario's own, or null
 */
public record Settings(
    MarketFeed feed,
    int blocks,
    int books,
    long seed,
    String engine,
    List<Experiment> experiments,
    List<Mode> modes,
    Path out,
    @Nullable Path log,
    @Nullable HoldingModel model) {

  /**
   * Copies the lists.
   *
   * @throws io.plimsoll.bench.price.InvalidInput where the scenario's amounts do not fit a chain
   */
  public Settings {
    feed.scenario().checkFor(books);
    experiments = List.copyOf(experiments);
    modes = List.copyOf(modes);
  }

  /** With the scenario's own margin in mode portfolio. */
  public Settings(
      MarketFeed feed,
      int blocks,
      int books,
      long seed,
      String engine,
      List<Experiment> experiments,
      List<Mode> modes,
      Path out,
      @Nullable Path log) {
    this(feed, blocks, books, seed, engine, experiments, modes, out, log, null);
  }

  /** The models that its chains may have. */
  ModelCatalogue models() {
    return model == null ? Models.catalogue() : Models.catalogue(List.of(model));
  }

  /** How many chains there will be. */
  public int chains() {
    return experiments.size() * modes.size();
  }
}
