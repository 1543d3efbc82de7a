package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Liquidation of what is below its maintenance margin. */
final class Liquidation {

  /** An offer to liquidations, and what is left of it. */
  static final class Offer {
    final Command.LiquidityQuote quote;
    BigInteger left;

    Offer(Command.LiquidityQuote quote) {
      this.quote = quote;
      this.left = Numbers.of(quote.lots());
    }
  }

  private enum Outcome {
    FILLED,
    REFUSED,
    FUND_TOO_SMALL
  }

  private final Books books;
  private final World world;
  private final BlockView view;
  private final List<Offer> offers;
  private long stepsLeft;

  Liquidation(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.offers = books.offers;
  }

  /** The riskiest first, step by step, at most so many steps in a block. */
  void liquidate() {
    List<SubaccountId> below = new ArrayList<>();
    books.kept.forEach((id, margin) -> {
      if (margin.isLiquidatable()) {
        below.add(id);
      }
    });
    stepsLeft = books.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (SubaccountId id : books.byRisk(below)) {
      if (stepsLeft > 0 && isBelow(id)) {
        liquidate(id);
      }
    }
  }

  private boolean isBelow(SubaccountId id) {
    return !world.account(id).positions().isEmpty() && books.margin(id).isLiquidatable();
  }

  private void liquidate(SubaccountId id) {
    books.settleFunding(id);
    books.remargin(id);
    Margins.Margin margin = books.kept(id);
    books.events.add(
        new Event.LiquidationStarted(
            id,
            margin.equity().longValueExact(),
            margin.maintenance().longValueExact(),
            margin.unit(),
            margin.scenario()));
    Set<Integer> untradeable = new TreeSet<>();
    while (stepsLeft > 0 && isBelow(id)) {
      int instrument = choose(id, untradeable);
      if (instrument < 0) {
        return;
      }
      stepsLeft--;
      if (!step(id, instrument)) {
        untradeable.add(instrument);
      }
    }
  }

  /** The position without which the maintenance margin is least. */
  private int choose(SubaccountId id, Set<Integer> untradeable) {
    World.Account account = world.account(id);
    int best = -1;
    BigInteger least = Numbers.ZERO;
    for (World.PositionKey key : account.positions().keySet()) {
      if (view.isStale(key.instrument()) || untradeable.contains(key.instrument())) {
        continue;
      }
      World.Position none = new World.Position(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
      BigInteger left = books.margins.of(account.with(key, none)).maintenance();
      if (best < 0 || left.compareTo(least) < 0) {
        best = key.instrument();
        least = left;
      }
    }
    return best;
  }

  private boolean step(SubaccountId id, int instrument) {
    BigInteger held = world.lots(id, instrument);
    boolean sells = held.signum() > 0;
    BigInteger size = orderSize(instrument, held.abs());
    BigInteger left = size;
    for (Offer offer : sorted(instrument, sells)) {
      BigInteger price = Numbers.of(offer.quote.price());
      if (left.signum() == 0 || !isWithinSlippage(instrument, sells, price)) {
        break;
      }
      SubaccountId maker = offer.quote.maker();
      if (offer.left.signum() == 0 || maker.equals(id)) {
        continue;
      }
      BigInteger lots = left.min(offer.left);
      switch (fill(id, maker, instrument, sells ? lots.negate() : lots, price, false)) {
        case FILLED -> {
          offer.left = offer.left.subtract(lots);
          left = left.subtract(lots);
        }
        case REFUSED -> {
          offer.left = Numbers.ZERO;
          books.events.add(new Event.QuoteRefused(maker, instrument, lots.longValueExact()));
        }
        case FUND_TOO_SMALL -> {
          return left.compareTo(size) < 0;
        }
      }
    }
    return backstop(id, instrument, sells, left).compareTo(size) < 0;
  }

  private List<Offer> sorted(int instrument, boolean bids) {
    Comparator<Offer> byPrice = Comparator.comparingLong(offer -> offer.quote.price());
    List<Offer> side = new ArrayList<>();
    for (Offer offer : offers) {
      if (offer.quote.instrument() == instrument && offer.quote.bid() == bids) {
        side.add(offer);
      }
    }
    side.sort(bids ? byPrice.reversed() : byPrice);
    return side;
  }

  private BigInteger backstop(SubaccountId id, int instrument, boolean sells, BigInteger lots) {
    BigInteger left = lots;
    BigInteger spread = distance(instrument, Parameter.BACKSTOP_SPREAD_PPM);
    BigInteger mark = view.mark(instrument);
    BigInteger price = sells ? mark.subtract(spread).max(Numbers.ZERO) : mark.add(spread);
    for (SubaccountId backstop : List.copyOf(world.accounts.keySet())) {
      if (left.signum() == 0
          || world.account(backstop).backstop() != world.poolOf(instrument)
          || backstop.equals(id)) {
        continue;
      }
      BigInteger signed = sells ? left.negate() : left;
      Outcome outcome = fill(id, backstop, instrument, signed, price, true);
      if (outcome == Outcome.FUND_TOO_SMALL) {
        return left;
      }
      left = outcome == Outcome.FILLED ? Numbers.ZERO : left;
    }
    return left;
  }

  private BigInteger orderSize(int instrument, BigInteger held) {
    BigInteger minimum = books.marketParameter(Parameter.PORTION_MINIMUM, instrument);
    return view.notional(instrument, held).compareTo(minimum) <= 0
        ? held
        : Numbers.ceilPart(held, books.marketParameter(Parameter.PORTION_PPM, instrument));
  }

  private BigInteger distance(int instrument, Parameter parameter) {
    boolean linear = world.instrument(instrument).kind().isLinear();
    BigInteger from = linear ? view.mark(instrument) : view.priceOfCoin(instrument);
    return Numbers.floorPart(from, books.marketParameter(parameter, instrument));
  }

  private boolean isWithinSlippage(int instrument, boolean sells, BigInteger price) {
    BigInteger most = distance(instrument, Parameter.SLIPPAGE_PPM);
    BigInteger worse = view.mark(instrument).subtract(price);
    return (sells ? worse : worse.negate()).compareTo(most) <= 0;
  }

  /** Better than the bankruptcy price feeds the fund up to the penalty; worse is paid by it. */
  private Outcome fill(
      SubaccountId id,
      SubaccountId maker,
      int instrument,
      BigInteger lots,
      BigInteger price,
      boolean backstop) {
    if (books.mayHold(maker, instrument, lots.negate()) != ResultCode.OK) {
      return Outcome.REFUSED;
    }
    books.settleFunding(id);
    BigInteger quote =
        lots.signum() < 0
            ? view.sellerTakes(instrument, lots.abs(), price)
            : view.buyerPays(instrument, lots, price).negate();
    BigInteger dollars = view.inDollars(instrument, quote);
    BigInteger better =
        dollars.subtract(books.bankruptcyQuote(id, instrument, lots, books.margin(id).equity()));
    if (world.instrument(instrument).kind() == World.Kind.SPOT) {
      // A coin that is sold leaves nobody with a claim.
      better = better.max(Numbers.ZERO);
    }
    int pool = world.poolOf(instrument);
    BigInteger paid = better.negate().max(Numbers.ZERO);
    int market = world.instrument(instrument).market();
    if (paid.signum() > 0 && paid.compareTo(books.losses.available(pool, market)) > 0) {
      books.events.add(
          new Event.FundTooSmall(id, instrument, lots.longValueExact(), paid.longValueExact()));
      return Outcome.FUND_TOO_SMALL;
    }
    BigInteger penalty =
        Numbers.floorPart(dollars.abs(), books.marketParameter(Parameter.PENALTY_PPM, instrument))
            .min(better.max(Numbers.ZERO))
            .min(books.free(pool));
    boolean done =
        books.closeAgainst(
            id,
            maker,
            instrument,
            lots,
            quote,
            (before, after) -> backstop ? after.canOpen() : before.permits(after));
    if (!done) {
      return Outcome.REFUSED;
    }
    world.addCash(id, paid.subtract(penalty));
    books.losses.pay(pool, market, paid);
    books.losses.takePenalty(pool, penalty);
    for (SubaccountId side : List.of(id, maker)) {
      books.leavePool(side);
      books.remargin(side);
    }
    books.events.add(
        new Event.LiquidationFill(
            id,
            maker,
            instrument,
            lots.longValueExact(),
            quote.longValueExact(),
            view.notional(instrument, lots).longValueExact(),
            penalty.longValueExact(),
            paid.longValueExact(),
            backstop));
    return Outcome.FILLED;
  }
}
