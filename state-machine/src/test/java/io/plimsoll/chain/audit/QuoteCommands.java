package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;

/** Offers to liquidations. */
final class QuoteCommands implements CommandPart {

  private final Books books;
  private final World world;
  private final BlockView view;

  QuoteCommands(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
  }

  @Override
  public void register(Handlers handlers) {
    handlers.byOwner(Command.LiquidityQuote.class, quote -> quote.maker(), this::quote);
  }

  private ResultCode quote(Command.LiquidityQuote quote) {
    if (!view.isListed(quote.instrument())) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (!Numbers.within(quote.lots(), 1, Commands.MOST)) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    if (!PriceRules.isPrice(quote.price())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (!world.accounts.containsKey(quote.maker())) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    books.offers.add(new Liquidation.Offer(quote));
    return ResultCode.OK;
  }
}
