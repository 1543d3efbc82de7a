package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;

/** What every way to liquidate has in common: prices, sizes, and what a fill does. */
final class Selling {

  enum Outcome {
    FILLED,
    REFUSED,
    FUND_TOO_SMALL
  }

  /** What a fill moves: its quote, what that is in USD, and what goes to and from the fund. */
  record Money(BigInteger quote, BigInteger dollars, BigInteger penalty, BigInteger paid) {}

  /** What a policy remembers of a subaccount: since when, and what it has freed. */
  record Remembered(int policy, long since, BigInteger freed) {}

  /** An auction; what bidders have paid is not for sale. */
  record Auction(boolean insolvent, long startHeight, BigInteger reserved) {}

  static final World.Topic<SubaccountId, Remembered> LIQUIDATIONS =
      new World.Topic<>("liquidations", SubaccountId.class, Remembered.class);

  static final World.Topic<SubaccountId, Auction> AUCTIONS =
      new World.Topic<>("auctions", SubaccountId.class, Auction.class);

  final Books books;
  final World world;
  final BlockView view;
  final List<Liquidation.Offer> offers;

  Selling(Books books) {
    this.books = books;
    this.world = books.world;
    this.view = books.view;
    this.offers = books.offers;
  }

  NavigableMap<SubaccountId, Remembered> liquidations() {
    return world.rows(LIQUIDATIONS);
  }

  NavigableMap<SubaccountId, Auction> auctions() {
    return world.rows(AUCTIONS);
  }

  boolean isBelow(SubaccountId id) {
    return !world.account(id).positions().isEmpty() && books.margin(id).isLiquidatable();
  }

  /** The same of one that is looked at to be sold, whose margin is kept as it is then. */
  boolean isFoundBelow(SubaccountId id) {
    if (world.account(id).positions().isEmpty()) {
      return false;
    }
    books.remargin(id);
    return books.kept(id).isLiquidatable();
  }

  /** Takes a subaccount up. */
  void start(SubaccountId id) {
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
    books.orders.release(id);
    books.remargin(id);
  }

  /** The margin of a subaccount with other lots of an instrument. */
  Margins.Margin with(SubaccountId id, int instrument, BigInteger lots) {
    World.PositionKey key = world.keyOf(instrument);
    World.Position old = World.Rows.require(world.account(id).positions(), key);
    BigInteger left = Numbers.towardZero(old.quote().multiply(lots.abs()), old.lots().abs());
    World.Position changed = new World.Position(lots, left, old.fundingIndex());
    return books.margins.of(world.account(id).with(key, changed));
  }

  List<Liquidation.Offer> sorted(int instrument, boolean bids) {
    Comparator<Liquidation.Offer> byPrice = Comparator.comparingLong(offer -> offer.quote.price());
    List<Liquidation.Offer> side = new ArrayList<>();
    for (Liquidation.Offer offer : offers) {
      if (offer.quote.instrument() == instrument && offer.quote.bid() == bids) {
        side.add(offer);
      }
    }
    side.sort(bids ? byPrice.reversed() : byPrice);
    return side;
  }

  /** How one offer is taken up for some lots. */
  interface Filling {
    Outcome fill(Liquidation.Offer offer, BigInteger lots);
  }

  /** Goes through the offers to a limit, the best first; returns what is left, without a sign. */
  BigInteger match(
      SubaccountId id, int instrument, BigInteger lots, BigInteger worst, Filling filling) {
    boolean sells = lots.signum() < 0;
    BigInteger left = lots.abs();
    for (Liquidation.Offer offer : sorted(instrument, sells)) {
      BigInteger price = Numbers.of(offer.quote.price());
      if (left.signum() == 0 || better(sells, price, worst).signum() < 0) {
        break;
      }
      if (offer.left.signum() == 0 || offer.quote.maker().equals(id)) {
        continue;
      }
      BigInteger part = left.min(offer.left);
      switch (filling.fill(offer, sells ? part.negate() : part)) {
        case FILLED -> {
          offer.left = offer.left.subtract(part);
          left = left.subtract(part);
        }
        case REFUSED -> {
          offer.left = Numbers.ZERO;
          books.events.add(
              new Event.QuoteRefused(offer.quote.maker(), instrument, part.longValueExact()));
        }
        case FUND_TOO_SMALL -> {
          return left;
        }
      }
    }
    return left;
  }

  /** Instruments of a subaccount, the largest margin on its own first. */
  List<Integer> largestFirst(SubaccountId id) {
    World.Account account = world.account(id);
    List<Integer> order = new ArrayList<>();
    account.positions().keySet().forEach(key -> order.add(key.instrument()));
    order.sort(
        Comparator.comparing(
            each -> books.margins.standAlone(account.mode(), each, world.lots(id, each)).negate()));
    return order;
  }

  boolean mayHold(SubaccountId id, int instrument, BigInteger lots) {
    return books.mayHold(id, instrument, lots) == ResultCode.OK;
  }

  List<SubaccountId> backstops(SubaccountId id, int instrument) {
    List<SubaccountId> of = new ArrayList<>();
    world.accounts.forEach((each, account) -> {
      if (account.backstop() == world.poolOf(instrument) && !each.equals(id)) {
        of.add(each);
      }
    });
    return of;
  }

  BigInteger orderSize(int instrument, BigInteger held) {
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

  BigInteger worstPrice(int instrument, boolean sells) {
    BigInteger most = distance(instrument, Parameter.SLIPPAGE_PPM);
    return view.mark(instrument).add(sells ? most.negate() : most);
  }

  BigInteger backstopPrice(int instrument, boolean sells) {
    BigInteger spread = distance(instrument, Parameter.BACKSTOP_SPREAD_PPM);
    return view.mark(instrument).add(sells ? spread.negate() : spread).max(Numbers.ZERO);
  }

  /** How much better than another a price is for who sells, or buys. */
  static BigInteger better(boolean sells, BigInteger price, BigInteger than) {
    return sells ? price.subtract(than) : than.subtract(price);
  }

  /** Better than the bankruptcy price feeds the fund up to the penalty; worse is paid by it. */
  Money money(SubaccountId id, int instrument, BigInteger lots, BigInteger price) {
    BigInteger quote = quoteAt(instrument, lots, price);
    BigInteger dollars = view.inDollars(instrument, quote);
    BigInteger equity = books.margin(id).equity();
    BigInteger better = dollars.subtract(books.bankruptcyQuote(id, instrument, lots, equity));
    if (world.instrument(instrument).kind() == World.Kind.SPOT) {
      // A coin that is sold leaves nobody with a claim.
      better = better.max(Numbers.ZERO);
    }
    BigInteger penalty =
        Numbers.floorPart(dollars.abs(), books.marketParameter(Parameter.PENALTY_PPM, instrument))
            .min(better.max(Numbers.ZERO))
            .min(books.free(world.poolOf(instrument)));
    return new Money(quote, dollars, penalty, better.negate().max(Numbers.ZERO));
  }

  /** What a subaccount takes for lots at a price, in what the instrument settles in. */
  BigInteger quoteAt(int instrument, BigInteger lots, BigInteger price) {
    return lots.signum() < 0
        ? view.sellerTakes(instrument, lots.abs(), price)
        : view.buyerPays(instrument, lots, price).negate();
  }

  /** What lots that leave a position are worth at the mark, with the sign of what is taken. */
  BigInteger fair(SubaccountId id, int instrument, BigInteger lots) {
    BigInteger held = world.lots(id, instrument);
    return view.value(instrument, held).subtract(view.value(instrument, held.add(lots)));
  }

  /** Whether the fund of the instrument's pool has what a fill needs. */
  boolean covers(int instrument, Money money) {
    int market = world.instrument(instrument).market();
    return money.paid.signum() == 0
        || money.paid.compareTo(books.losses.available(world.poolOf(instrument), market)) <= 0;
  }

  Outcome fill(
      SubaccountId id,
      SubaccountId maker,
      int instrument,
      BigInteger lots,
      BigInteger price,
      boolean backstop) {
    if (books.mayHold(maker, instrument, lots.negate()) != ResultCode.OK) {
      return Outcome.REFUSED;
    }
    Money money = money(id, instrument, lots, price);
    if (!covers(instrument, money)) {
      books.events.add(
          new Event.FundTooSmall(
              id, instrument, lots.longValueExact(), money.paid.longValueExact()));
      return Outcome.FUND_TOO_SMALL;
    }
    return make(id, maker, instrument, lots, money, backstop) ? Outcome.FILLED : Outcome.REFUSED;
  }

  boolean make(
      SubaccountId id,
      SubaccountId maker,
      int instrument,
      BigInteger lots,
      Money money,
      boolean backstop) {
    boolean done =
        books.closeAgainst(
            id,
            maker,
            instrument,
            lots,
            money.quote,
            (before, after) -> backstop ? after.canOpen() : before.permits(after));
    if (done) {
      pay(id, instrument, money, Numbers.ZERO);
      finish(id, maker, instrument, lots, money, Numbers.ZERO, backstop);
      books.remargin(id);
      books.remargin(maker);
    }
    return done;
  }

  /** The fund's side and the subaccount's; a fee of the penalty goes to somebody else. */
  void pay(SubaccountId id, int instrument, Money money, BigInteger fee) {
    int pool = world.poolOf(instrument);
    world.addCash(id, money.paid.subtract(money.penalty));
    books.losses.pay(pool, world.instrument(instrument).market(), money.paid);
    books.losses.takePenalty(pool, money.penalty.subtract(fee));
  }

  void finish(
      SubaccountId id,
      SubaccountId maker,
      int instrument,
      BigInteger lots,
      Money money,
      BigInteger fee,
      boolean backstop) {
    books.leavePool(id);
    books.leavePool(maker);
    books.events.add(
        new Event.LiquidationFill(
            id,
            maker,
            instrument,
            lots.longValueExact(),
            money.quote.longValueExact(),
            view.notional(instrument, lots).longValueExact(),
            money.penalty.subtract(fee).longValueExact(),
            money.paid.longValueExact(),
            backstop));
  }
}
