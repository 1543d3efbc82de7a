package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;

/** Fills that the matcher brings. */
final class TradingCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final BlockView view;

  TradingCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byRole(Command.Fill.class, Role.MATCHER, this::fill);
  }

  ResultCode fill(Command.Fill fill) {
    int id = fill.instrument();
    ResultCode terms = checkTerms(fill);
    if (terms != ResultCode.OK) {
      return terms;
    }
    Room room = new Room(world);
    if (!room.mayExist(fill.buyer()) || !room.mayExist(fill.seller())) {
      return ResultCode.SUBACCOUNT_OUT_OF_RANGE;
    }
    BigInteger lots = Numbers.of(fill.lots());
    BigInteger quote = view.sellerTakes(id, lots, Numbers.of(fill.price()));
    ResultCode buys = books.mayHold(fill.buyer(), id, lots);
    if (buys != ResultCode.OK) {
      return buys;
    }
    ResultCode sells = books.mayHold(fill.seller(), id, lots.negate());
    if (sells != ResultCode.OK) {
      return sells;
    }
    ResultCode fits = room.checkFill(fill.buyer(), fill.seller(), id, lots);
    if (fits != ResultCode.OK) {
      return fits;
    }
    final boolean buyerReduces = Books.reduces(world.lots(fill.buyer(), id), lots);
    final boolean sellerReduces = Books.reduces(world.lots(fill.seller(), id), lots.negate());
    Margins.Margin buyerBefore = books.margin(fill.buyer());
    Margins.Margin sellerBefore = books.margin(fill.seller());
    BigInteger pays = view.buyerPays(id, lots, Numbers.of(fill.price()));
    books.exchange(fill.buyer(), fill.seller(), id, lots, pays, quote);
    books.orders.consume(fill.buyer(), id, lots);
    books.orders.consume(fill.seller(), id, lots.negate());
    books.pay(fill.buyer(), id, Numbers.of(-fill.buyerFee()));
    books.pay(fill.seller(), id, Numbers.of(-fill.sellerFee()));
    BigInteger fees = Numbers.of(fill.buyerFee() + fill.sellerFee());
    Coins coins = new Coins(world);
    if (world.instrument(id).kind().isInverse()) {
      coins.add(coins.of(id), Numbers.ZERO, Numbers.ZERO, fees);
    } else {
      books.losses.takeFees(world.poolOf(id), fees);
    }
    // Funds and fees must be there in cash, whatever bankrupt subaccounts owe.
    boolean inCash =
        world.pools.keySet().stream().allMatch(pool -> books.holds(pool, Numbers.ZERO));
    boolean inCoins =
        world.rows(Coins.PURSES).values().stream()
            .allMatch(purse -> purse.balance().compareTo(purse.fees()) >= 0);
    if (!inCash || !inCoins) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if ((!buyerReduces && isDust(fill.buyer())) || (!sellerReduces && isDust(fill.seller()))) {
      return ResultCode.BELOW_MINIMUM_EQUITY;
    }
    if (!buyerBefore.permits(books.margin(fill.buyer()))) {
      return refusal(buyerBefore);
    }
    if (!sellerBefore.permits(books.margin(fill.seller()))) {
      return refusal(sellerBefore);
    }
    books.leavePool(fill.buyer());
    books.leavePool(fill.seller());
    books.fees.count(fill, quote.abs(), view.inDollars(id, quote.abs()));
    books.events.add(
        new Event.Traded(
            fill.buyer(), fill.seller(), id, fill.lots(), fill.price(), quote.longValueExact()));
    return ResultCode.OK;
  }

  /** A side that was short of initial margin already is told so. */
  private static ResultCode refusal(Margins.Margin before) {
    return before.canOpen()
        ? ResultCode.BELOW_INITIAL_MARGIN
        : ResultCode.STILL_BELOW_INITIAL_MARGIN;
  }

  /** Whether a subaccount has less than who holds positions must have. */
  private boolean isDust(SubaccountId id) {
    long least = books.parameter(Parameter.MINIMUM_EQUITY, 0);
    return least > 0 && books.margin(id).equity().compareTo(Numbers.of(least)) < 0;
  }

  private ResultCode checkTerms(Command.Fill fill) {
    int id = fill.instrument();
    if (!view.isListed(id)) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!view.isPriced(id)) {
      return ResultCode.NO_PRICE;
    }
    if (fill.buyer().equals(fill.seller())) {
      return ResultCode.SELF_TRADE;
    }
    if (!Numbers.within(fill.lots(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(fill.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    BigInteger quote =
        view.sellerTakes(id, Numbers.of(fill.lots()), Numbers.of(fill.price())).abs();
    if (quote.compareTo(Numbers.of(Commands.MOST)) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    return books.fees.check(fill, quote);
  }
}
