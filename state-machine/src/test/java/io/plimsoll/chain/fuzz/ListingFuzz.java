package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.margin.market.InstrumentKind;

/** What is listed and ends, roles, and a chain's first command. */
final class ListingFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    return draft.byRole(command(draft, draft.choices));
  }

  private static Command command(FuzzDraft draft, Choices choices) {
    return switch (choices.below(6)) {
      case 0 -> new Command.Genesis(choices.u8(), draft.address());
      case 1 -> new Command.GrantRole(draft.address(), (int) choices.number());
      case 2 -> underlying(draft, choices);
      case 3 -> market(draft, choices);
      case 4 -> instrument(draft, choices);
      default -> new Command.DelistMarket(draft.market(), draft.time());
    };
  }

  private static Command underlying(FuzzDraft draft, Choices choices) {
    int length = choices.below(6);
    return new Command.ListUnderlying(
        draft.underlying(), "UNDER".substring(0, Math.min(length, 5)), choices.below(24) - 12);
  }

  private static Command market(FuzzDraft draft, Choices choices) {
    long num = choices.once(4) ? choices.number() : 1 + choices.below(4);
    long den = choices.once(4) ? choices.number() : 1_000;
    return new Command.ListMarket(draft.market(), draft.underlying(), choices.once(3), num, den);
  }

  private static Command instrument(FuzzDraft draft, Choices choices) {
    InstrumentKind kind = InstrumentKind.of(choices.below(9));
    boolean fits = !choices.once(8);
    long expiryMs = fits && !kind.expires() ? 0 : draft.time();
    long strike = fits && kind.isLinear() ? 0 : draft.price(FuzzChain.BTC);
    return new Command.ListInstrument(draft.instrument(), draft.market(), kind, expiryMs, strike);
  }
}
