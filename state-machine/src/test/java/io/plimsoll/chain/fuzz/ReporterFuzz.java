package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import java.util.List;

/** More reporters, what they weigh, confidences and premium votes. */
final class ReporterFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 3;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    Address reporter = Address.ofNumber(choices.below(3));
    return switch (choices.below(6)) {
      case 0 -> draft.byRole(new Command.GrantRole(reporter, Role.REPORTER.bit()));
      case 1 -> draft.byRole(new Command.SetReporterPower(draft.address(), choices.number()));
      case 2 -> new Authenticated(reporter, confident(draft));
      case 3 -> draft.byRole(confident(draft));
      case 4 -> new Authenticated(reporter, vote(draft));
      default -> draft.byRole(vote(draft));
    };
  }

  private static Command confident(FuzzDraft draft) {
    int underlying = draft.underlying();
    long index = draft.price(underlying);
    List<Command.Mark> marks = List.of(new Command.Mark(underlying, draft.price(underlying)));
    Command.Prices prices = new Command.Prices(underlying, index, marks, List.of());
    return new Command.ConfidentPrices(prices, draft.choices.number());
  }

  private static Command vote(FuzzDraft draft) {
    return new Command.PremiumVote(draft.instrument(), (int) draft.choices.number());
  }
}
