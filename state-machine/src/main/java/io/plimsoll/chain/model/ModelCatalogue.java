package io.plimsoll.chain.model;

import io.plimsoll.margin.model.HoldingModel;
import java.util.List;
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

  /** A catalogue of some models. */
  static ModelCatalogue of(List<? extends HoldingModel> models) {
    TreeMap<Long, HoldingModel> byId = new TreeMap<>();
    models.forEach(model -> byId.put(ModelId.of(model), model));
    return byId::get;
  }
}
