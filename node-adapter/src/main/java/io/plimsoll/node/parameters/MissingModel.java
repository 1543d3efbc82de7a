package io.plimsoll.node.parameters;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.state.Parameters;
import io.plimsoll.chain.state.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * A model that a chain is going to be margined by and a node lacks: the node stops in front of that
 * block.
 *
 * @param parameter that names it
 * @param model its number
 * @param height of the first block that needs it
 */
public record MissingModel(Parameter parameter, long model, long height) {

  private static final List<Parameter> NAMES =
      List.of(Parameter.ISOLATED_MODEL, Parameter.CROSS_MODEL, Parameter.PORTFOLIO_MODEL);

  /** Those of a chain, by their parameters and heights. */
  public static List<MissingModel> of(Parameters parameters, long height, ModelCatalogue models) {
    List<MissingModel> missing = new ArrayList<>();
    for (Parameter parameter : NAMES) {
      Rows.ParameterPath path = parameters.paths().get(new Rows.ParameterKey(parameter.code(), 0));
      if (path == null) {
        continue;
      }
      for (Rows.ParameterStep step : path.steps()) {
        // One model follows another at the ramp's end.
        long from = step.startHeight() + step.rampBlocks();
        if (from > height
            && ModelId.isOne(step.to())
            && parameters.at(from, parameter, 0) == step.to()
            && models.find(step.to()) == null) {
          missing.add(new MissingModel(parameter, step.to(), from));
        }
      }
    }
    return missing;
  }

  /** In words. */
  @Override
  public String toString() {
    return parameter
        + " names model "
        + model
        + " from block "
        + height
        + " on, which this node lacks: it stops before that block, unless it is given a release, or"
        + " a file of parameters, that has the model";
  }
}
