package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.SubaccountId;

/** Reserves, own leverage, delegates and signed orders. */
final class OrderFuzz implements FuzzPart {

  @Override
  public int weight() {
    return 6;
  }

  @Override
  public Authenticated next(FuzzDraft draft) {
    Choices choices = draft.choices;
    SubaccountId whose = draft.subaccount();
    return switch (choices.below(8)) {
      case 0, 1 -> draft.byRole(reserve(draft, whose));
      case 2 -> draft.byOwner(whose, new Command.Reserve(whose, draft.instrument(), 0, 0, 0, 0, 0));
      case 3 -> draft.byOwner(whose, leverage(draft, whose));
      case 4 -> draft.byOwner(whose, grant(draft));
      case 5 -> draft.byOwner(whose, cancel(draft, whose));
      default -> draft.byRole(fill(draft));
    };
  }

  private static long size(Choices choices) {
    return choices.once(4) ? choices.number() : choices.u8() * 16L;
  }

  private static Command reserve(FuzzDraft draft, SubaccountId whose) {
    Choices choices = draft.choices;
    int instrument = draft.instrument();
    long price = draft.price(FuzzChain.underlyingOf(instrument));
    long bids = choices.once(2) ? size(choices) : 0;
    long asks = choices.once(2) ? size(choices) : 0;
    int orders = choices.once(8) ? (int) choices.number() : 2;
    return new Command.Reserve(
        whose, instrument, bids, bids == 0 ? 0 : price, asks, asks == 0 ? 0 : price, orders);
  }

  private static Command leverage(FuzzDraft draft, SubaccountId whose) {
    Choices choices = draft.choices;
    long ppm = choices.once(3) ? choices.number() : 50_000 + choices.u16();
    return new Command.SetLeverage(whose, draft.market(), (int) ppm);
  }

  private static Command grant(FuzzDraft draft) {
    Address delegate = draft.address();
    return draft.choices.once(3)
        ? new Command.RevokeDelegate(delegate)
        : new Command.GrantDelegate(
            delegate, DelegateScope.of(1 + draft.choices.below(2)), draft.time());
  }

  private static Command cancel(FuzzDraft draft, SubaccountId whose) {
    return new Command.CancelOrder(whose, draft.choices.below(4), draft.time());
  }

  private static Command fill(FuzzDraft draft) {
    int instrument = draft.instrument();
    long price = draft.price(FuzzChain.underlyingOf(instrument));
    Command.SignedOrder buy = order(draft, instrument, price, true);
    Command.SignedOrder sell = order(draft, instrument, price, false);
    long fee = draft.choices.once(4) ? draft.choices.number() : 0;
    return new Command.FillOrders(buy, sell, 1 + draft.choices.u8(), price, fee, 0);
  }

  private static Command.SignedOrder order(
      FuzzDraft draft, int instrument, long price, boolean bid) {
    Choices choices = draft.choices;
    SubaccountId whose = draft.subaccount();
    Address signer = choices.once(8) ? draft.address() : whose.owner();
    long limit = choices.once(4) ? choices.near(price) : price;
    return new Command.SignedOrder(
        signer,
        new Command.Order(
            choices.once(16) ? 8 : 7,
            whose,
            choices.once(16) ? draft.instrument() : instrument,
            choices.once(16) != bid,
            choices.once(4) ? choices.number() : 1_000,
            limit,
            choices.once(4) ? draft.time() : FuzzChain.EXPIRY_MS,
            choices.below(4),
            choices.once(4) ? (int) choices.number() : 1_000_000,
            choices.once(4)));
  }
}
