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

/** Liquidation by Derive's rules: an auction of a part of everything. */
final class DeriveSelling {

  private final Selling selling;
  private final Books books;
  private final World world;
  private long stepsLeft;

  DeriveSelling(Selling selling) {
    this.selling = selling;
    books = selling.books;
    world = selling.world;
  }

  private long chain(Parameter parameter) {
    return books.parameter(parameter, 0);
  }

  void run(List<SubaccountId> candidates) {
    stepsLeft = chain(Parameter.LIQUIDATION_STEPS);
    for (SubaccountId id : List.copyOf(selling.auctions().keySet())) {
      review(id);
    }
    for (SubaccountId id : candidates) {
      if (stepsLeft > 0 && !selling.auctions().containsKey(id) && selling.isFoundBelow(id)) {
        stepsLeft--;
        start(id);
      }
    }
    List<SubaccountId> byAge = new ArrayList<>(selling.auctions().keySet());
    byAge.sort(Comparator.comparingLong(id -> auction(id).startHeight()));
    byAge.forEach(this::letBackstopsBid);
  }

  private Selling.Auction auction(SubaccountId id) {
    return World.Rows.require(selling.auctions(), id);
  }

  private BigInteger bufferMargin(Margins.Margin of) {
    BigInteger part = Numbers.of(chain(Parameter.LIQUIDATION_BUFFER_PPM));
    return of.equity()
        .subtract(of.maintenance())
        .subtract(Numbers.floorPart(of.maintenance(), part));
  }

  private boolean isOver(SubaccountId id) {
    Margins.Margin margin = books.margin(id);
    if (world.account(id).positions().isEmpty()) {
      return true;
    }
    if (auction(id).insolvent()) {
      return margin.equity().compareTo(margin.maintenance()) >= 0;
    }
    return bufferMargin(margin).signum() >= 0
        || (margin.equity().signum() > 0 && auction(id).reserved().compareTo(margin.equity()) >= 0);
  }

  private long elapsed(SubaccountId id) {
    return world.height - auction(id).startHeight();
  }

  private void review(SubaccountId id) {
    Margins.Margin margin = books.margin(id);
    if (isOver(id)) {
      end(id);
      return;
    }
    long length = chain(Parameter.AUCTION_FAST_BLOCKS) + chain(Parameter.AUCTION_SLOW_BLOCKS);
    boolean isOut = elapsed(id) >= length || margin.equity().signum() <= 0;
    if (isOut && !auction(id).insolvent()) {
      if (margin.equity().compareTo(margin.maintenance()) >= 0) {
        end(id);
      } else {
        begin(id, true, Numbers.ZERO, margin);
      }
    }
  }

  private void end(SubaccountId id) {
    Margins.Margin margin = books.margin(id);
    selling.auctions().remove(id);
    books.events.add(
        new Event.LiquidationEnded(
            id, margin.equity().longValueExact(), margin.maintenance().longValueExact()));
  }

  private void begin(SubaccountId id, boolean insolvent, BigInteger fee, Margins.Margin margin) {
    selling.auctions().put(id, new Selling.Auction(insolvent, world.height, Numbers.ZERO));
    books.events.add(
        new Event.AuctionStarted(
            id,
            insolvent,
            margin.equity().longValueExact(),
            margin.maintenance().longValueExact(),
            fee.longValueExact()));
  }

  private void start(SubaccountId id) {
    selling.start(id);
    Margins.Margin margin = books.margin(id);
    BigInteger fee = Numbers.ZERO;
    if (margin.equity().signum() > 0) {
      BigInteger part = portion(margin, Numbers.MILLION, Numbers.ZERO);
      BigInteger forSale = Numbers.floorPart(margin.equity(), part);
      int pool = world.account(id).pool();
      fee =
          Numbers.floorPart(forSale, Numbers.of(chain(Parameter.AUCTION_FEE_PPM)))
              .min(books.free(pool));
      world.addCash(id, fee.negate());
      books.losses.takePenalty(pool, fee);
    }
    begin(id, margin.equity().signum() <= 0, fee, margin);
    books.remargin(id);
  }

  /** The part for sale, in ppm, at a price in ppm of the value. */
  private BigInteger portion(Margins.Margin margin, BigInteger price, BigInteger reserved) {
    BigInteger buffer = bufferMargin(margin);
    if (margin.equity().compareTo(Numbers.of(chain(Parameter.AUCTION_CUTOFF))) < 0) {
      return Numbers.MILLION;
    }
    if (buffer.signum() >= 0) {
      return Numbers.ZERO;
    }
    BigInteger brings = Numbers.towardZero(margin.equity().multiply(price), Numbers.MILLION);
    BigInteger keeps =
        Numbers.towardZero(reserved.multiply(Numbers.MILLION.subtract(price)), Numbers.MILLION);
    BigInteger of = brings.add(keeps).subtract(buffer);
    return Numbers.ceil(buffer.negate().multiply(Numbers.MILLION), of).min(Numbers.MILLION);
  }

  /** What the price of a solvent auction has come down to, in ppm. */
  private BigInteger pricePpm(long elapsed) {
    BigInteger from = Numbers.of(chain(Parameter.AUCTION_START_PPM));
    BigInteger turn = Numbers.of(chain(Parameter.AUCTION_TURN_PPM)).min(from);
    long fast = chain(Parameter.AUCTION_FAST_BLOCKS);
    long slow = chain(Parameter.AUCTION_SLOW_BLOCKS);
    if (elapsed >= fast + slow) {
      return Numbers.ZERO;
    }
    return elapsed < fast
        ? from.subtract(
            Numbers.floor(from.subtract(turn).multiply(Numbers.of(elapsed)), Numbers.of(fast)))
        : turn.subtract(Numbers.floor(turn.multiply(Numbers.of(elapsed - fast)), Numbers.of(slow)));
  }

  private void letBackstopsBid(SubaccountId id) {
    boolean late =
        auction(id).insolvent()
            ? elapsed(id) >= chain(Parameter.AUCTION_INSOLVENT_BLOCKS)
            : pricePpm(elapsed(id)).compareTo(Numbers.of(chain(Parameter.AUCTION_BACKSTOP_PPM)))
                <= 0;
    if (!late || world.account(id).positions().isEmpty()) {
      return;
    }
    int any = world.account(id).positions().firstKey().instrument();
    for (SubaccountId backstop : selling.backstops(id, any)) {
      if (stepsLeft == 0) {
        return;
      }
      stepsLeft--;
      if (bid(id, backstop, Numbers.MILLION, Numbers.of(Long.MAX_VALUE), true) == ResultCode.OK) {
        books.remargin(id);
        books.remargin(backstop);
        return;
      }
    }
  }

  ResultCode bid(Command.Bid bid) {
    if (!Numbers.within(bid.portionPpm(), 1, 1_000_000)) {
      return ResultCode.PORTION_OUT_OF_RANGE;
    }
    if (bid.bidder().equals(bid.subaccount())) {
      return ResultCode.SAME_SUBACCOUNT;
    }
    if (!selling.auctions().containsKey(bid.subaccount())) {
      return ResultCode.NO_AUCTION;
    }
    if (!world.accounts.containsKey(bid.bidder())) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return bid(
        bid.subaccount(),
        bid.bidder(),
        Numbers.of(bid.portionPpm()),
        Numbers.of(bid.most()),
        false);
  }

  private ResultCode bid(
      SubaccountId id, SubaccountId bidder, BigInteger wanted, BigInteger most, boolean backstop) {
    boolean stale =
        world.account(id).positions().keySet().stream()
            .anyMatch(key -> selling.view.isStale(key.instrument()));
    if (stale) {
      return ResultCode.POSITION_STALE;
    }
    Margins.Margin margin = books.margin(id);
    Selling.Auction auction = auction(id);
    BigInteger part = pricePpm(elapsed(id));
    boolean nothing = !auction.insolvent() && (margin.equity().signum() <= 0 || part.signum() == 0);
    if (isOver(id) || nothing) {
      return ResultCode.NOTHING_TO_TAKE;
    }
    BigInteger lacks = Numbers.saturated(margin.maintenance().subtract(margin.equity()));
    if (margin.equity().max(lacks).compareTo(Commands.MOST_IN_ALL) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    BigInteger portion = wanted;
    BigInteger forSale = margin.equity().subtract(auction.reserved());
    BigInteger price = insolventPrice(id, margin);
    if (!auction.insolvent()) {
      portion = wanted.min(portion(margin, part, auction.reserved()));
      price = Numbers.towardZero(forSale.multiply(part), Numbers.MILLION);
    }
    BigInteger cost = Numbers.floorPart(price, portion);
    if (cost.compareTo(most) > 0) {
      return ResultCode.BID_TOO_LOW;
    }
    BigInteger paid = cost.max(Numbers.ZERO);
    BigInteger fundPaid = cost.negate().max(Numbers.ZERO);
    int pool = world.account(id).pool();
    int market = firstMarket(id);
    if (fundPaid.signum() > 0 && fundPaid.compareTo(books.losses.available(pool, market)) > 0) {
      return ResultCode.FUND_TOO_SMALL;
    }
    BigInteger moved = Numbers.ceilPart(forSale, portion).subtract(paid);
    ResultCode code = move(id, bidder, portion, moved, fundPaid);
    if (code == ResultCode.OK) {
      books.events.add(
          new Event.AuctionBid(
              id,
              bidder,
              portion.longValueExact(),
              price.longValueExact(),
              paid.longValueExact(),
              fundPaid.longValueExact(),
              moved.longValueExact(),
              backstop));
      selling
          .auctions()
          .put(
              id,
              new Selling.Auction(
                  auction.insolvent(), auction.startHeight(), auction.reserved().add(paid)));
      if (isOver(id)) {
        end(id);
      }
      books.leavePool(id);
      books.leavePool(bidder);
    }
    return code;
  }

  private int firstMarket(SubaccountId id) {
    return world.instrument(world.account(id).positions().firstKey().instrument()).market();
  }

  private BigInteger insolventPrice(SubaccountId id, Margins.Margin margin) {
    BigInteger last = margin.equity().subtract(margin.maintenance());
    long length = chain(Parameter.AUCTION_INSOLVENT_BLOCKS);
    long elapsed = elapsed(id);
    if (elapsed >= length) {
      return last;
    }
    BigInteger first = margin.equity().min(Numbers.ZERO);
    BigInteger falls = last.subtract(first).multiply(Numbers.of(elapsed));
    return first.add(Numbers.towardZero(falls, Numbers.of(length)));
  }

  /** Positions at the mark, and cash; nothing where the bidder may not. */
  private ResultCode move(
      SubaccountId id,
      SubaccountId bidder,
      BigInteger portion,
      BigInteger moved,
      BigInteger fundPaid) {
    World then = world.copy();
    int events = books.events.size();
    int market = firstMarket(id);
    for (World.PositionKey key : List.copyOf(world.account(id).positions().keySet())) {
      int instrument = key.instrument();
      BigInteger held = world.lots(id, instrument);
      if (held.signum() == 0) {
        continue;
      }
      BigInteger size = Numbers.ceilPart(held.abs(), portion);
      BigInteger lots = held.signum() > 0 ? size : size.negate();
      ResultCode allowed = books.mayHold(bidder, instrument, lots);
      if (allowed != ResultCode.OK) {
        world.become(then);
        books.events.subList(events, books.events.size()).clear();
        return allowed;
      }
      BigInteger fair =
          selling.view.inSettlement(instrument, selling.fair(id, instrument, lots.negate()));
      if (lots.signum() > 0) {
        books.exchange(bidder, id, instrument, lots, fair);
      } else {
        books.exchange(id, bidder, instrument, size, fair.negate());
      }
      books.events.add(
          new Event.AuctionLeg(id, bidder, instrument, lots.negate().longValueExact()));
    }
    world.addCash(id, moved.negate());
    world.addCash(bidder, moved.add(fundPaid));
    books.losses.pay(world.account(id).pool(), market, fundPaid);
    if (!books.margin(bidder).canOpen()) {
      world.become(then);
      books.events.subList(events, books.events.size()).clear();
      return ResultCode.BELOW_INITIAL_MARGIN;
    }
    return ResultCode.OK;
  }
}
