package io.plimsoll.chain.model;

import io.plimsoll.margin.model.Completeness;
import io.plimsoll.margin.model.HoldingModel;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models over whole books that a node has. Which of them a chain uses is said by its
 * parameters, by {@link ModelId}; a node without one that is needed refuses the block.
 */
@FunctionalInterface
public interface ModelCatalogue {

  /** Without any. */
  ModelCatalogue NONE = _ -> null;

  /**
   * The model of a number, or null where there is none. It must be the one of which {@link
   * ModelId#of} says the number, and is asked by several threads.
   */
  @Nullable HoldingModel find(long id);

  /**
   * A catalogue of some models, each once.
   *
   * @throws IllegalArgumentException where two are the same, or one lacks a value that it may need:
   *     in a chain that would show where the first account needs it
   */
  static ModelCatalogue of(List<? extends HoldingModel> models) {
    TreeMap<Long, HoldingModel> byId = new TreeMap<>();
    for (HoldingModel model : models) {
      SortedSet<String> missing = Completeness.missing(model);
      if (!missing.isEmpty()) {
        throw new IllegalArgumentException(missing.first());
      }
      HoldingModel other = byId.put(ModelId.of(model), model);
      if (other != null) {
        throw new IllegalArgumentException(
            "parameter sets "
                + other.parameters().name()
                + " and "
                + model.parameters().name()
                + " are the same model");
      }
    }
    return byId::get;
  }
}
