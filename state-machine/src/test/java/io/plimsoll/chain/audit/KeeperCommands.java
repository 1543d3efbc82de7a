package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;

/** Liquidations that keepers ask for among a block's commands, and bids in auctions. */
final class KeeperCommands implements CommandPart {

  private final Books books;
  private final Selling selling;
  private long done;

  KeeperCommands(Books books) {
    this.books = books;
    selling = new Selling(books);
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byOwnerInRole(
        Command.Liquidate.class, Role.KEEPER, offer -> offer.keeper(), this::liquidate);
    handlers.byOwner(Command.Bid.class, bid -> bid.bidder(), this::bid);
  }

  /** Whether a command has somebody act who is under auction. */
  static boolean isHeldBack(World world, Command command) {
    List<SubaccountId> act =
        switch (command) {
          case Command.Withdraw c -> List.of(c.from());
          case Command.Transfer c -> List.of(c.from());
          case Command.WithdrawAsset c -> List.of(c.from());
          case Command.TransferAsset c -> List.of(c.from());
          case Command.WithdrawTo c -> List.of(c.from());
          case Command.SetMode c -> List.of(c.subaccount());
          case Command.Fill c -> List.of(c.buyer(), c.seller());
          case Command.LiquidityQuote c -> List.of(c.maker());
          case Command.SetBackstop c -> c.active() ? List.of(c.subaccount()) : List.of();
          case Command.Liquidate c -> List.of(c.keeper());
          case Command.Bid c -> List.of(c.bidder());
          case Command.Reserve c ->
              c.bidLots() == 0 && c.askLots() == 0 ? List.of() : List.of(c.subaccount());
          case Command.SetLeverage c -> List.of(c.subaccount());
          case Command.FillOrders c ->
              List.of(c.buy().order().subaccount(), c.sell().order().subaccount());
          default -> List.of();
        };
    return act.stream().anyMatch(world.rows(Selling.AUCTIONS)::containsKey);
  }

  private ResultCode bid(Command.Bid bid) {
    return Liquidation.policy(books) == Liquidation.DERIVE
        ? new DeriveSelling(selling).bid(bid)
        : ResultCode.NOT_OF_POLICY;
  }

  private ResultCode liquidate(Command.Liquidate offer) {
    World world = selling.world;
    if (!Numbers.within(offer.lots(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(offer.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (offer.keeper().equals(offer.subaccount())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    int policy = Liquidation.policy(books);
    if (policy != Liquidation.HOUSE && policy != Liquidation.DRIFT) {
      return ResultCode.NOT_OF_POLICY;
    }
    if (!world.instruments.containsKey(offer.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (world.lots(offer.subaccount(), offer.instrument()).signum() == 0) {
      return ResultCode.NO_POSITION;
    }
    if (!world.accounts.containsKey(offer.keeper())) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (selling.view.isStale(offer.instrument())) {
      return ResultCode.POSITION_STALE;
    }
    boolean taken =
        policy == Liquidation.DRIFT
            && new DriftSelling(selling).isBeingLiquidated(offer.subaccount());
    if (!taken && !selling.isBelow(offer.subaccount())) {
      return ResultCode.NOT_LIQUIDATABLE;
    }
    if (done == books.parameter(Parameter.KEEPER_LIQUIDATIONS, 0)) {
      return ResultCode.TOO_MANY_LIQUIDATIONS;
    }
    ResultCode code =
        policy == Liquidation.HOUSE
            ? new HouseSelling(selling).liquidate(offer)
            : new DriftSelling(selling).liquidate(offer);
    done += code == ResultCode.OK ? 1 : 0;
    return code;
  }

  /** The trade with the keeper, who gets a fee of the penalty. */
  static ResultCode make(
      Selling selling,
      Command.Liquidate offer,
      BigInteger lots,
      Selling.Money money,
      BigInteger fee) {
    Books books = selling.books;
    SubaccountId id = offer.subaccount();
    int instrument = offer.instrument();
    ResultCode allowed = books.mayHold(offer.keeper(), instrument, lots.negate());
    if (allowed != ResultCode.OK) {
      return allowed;
    }
    if (!selling.covers(instrument, money)) {
      return ResultCode.FUND_TOO_SMALL;
    }
    if (!books.closeAgainst(
        id, offer.keeper(), instrument, lots, money.quote(), Margins.Margin::permits)) {
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    selling.pay(id, instrument, money, fee);
    selling.world.addCash(offer.keeper(), fee);
    books.events.add(
        new Event.KeeperPaid(
            offer.keeper(), id, money.penalty().longValueExact(), fee.longValueExact()));
    selling.finish(id, offer.keeper(), instrument, lots, money, fee, false);
    return ResultCode.OK;
  }
}
