package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;

/** Changes of all parameters, near what they are at first and far from it. */
final class ParameterFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    Parameter[] all = Parameter.values();
    Parameter parameter = all[choices.below(all.length)];
    int subject =
        switch (parameter.scope()) {
          case CHAIN -> 0;
          case UNDERLYING -> draft.underlying();
          case PAIR -> Parameter.pair(draft.underlying(), draft.underlying());
          case MARKET -> draft.market();
          case ASSET -> draft.asset();
          case POOL -> choices.once(2) ? 0 : draft.market();
          case MODE -> choices.below(4);
          case TIER -> choices.below(9);
        };
    long value = choices.once(2) ? choices.near(parameter.initially()) : choices.number();
    int ramp = choices.once(4) ? (int) choices.number() : choices.below(4);
    long height = choices.once(4) ? choices.number() : choices.below(8);
    return draft.byRole(new Command.ChangeParameter(parameter, subject, value, height, ramp));
  }
}
