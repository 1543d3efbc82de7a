package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.List;

/** Liquidation by Hyperliquid's rules: market orders, slices, and a vault that takes it all. */
final class HyperliquidSelling {

  private static final int POLICY = 5;

  private final Selling selling;
  private final Books books;
  private final World world;
  private final BlockView view;
  private long stepsLeft;

  HyperliquidSelling(Selling selling) {
    this.selling = selling;
    books = selling.books;
    world = selling.world;
    view = selling.view;
  }

  void run(List<SubaccountId> candidates) {
    long cooldownMs = books.parameter(Parameter.PARTIAL_COOLDOWN_MS, 0);
    selling.liquidations().values().removeIf(row -> world.timeMs - row.since() >= cooldownMs);
    stepsLeft = books.parameter(Parameter.LIQUIDATION_STEPS, 0);
    for (SubaccountId id : candidates) {
      if (stepsLeft > 0 && selling.isFoundBelow(id)) {
        selling.start(id);
        if (!isForBackstop(id)) {
          sell(id);
        }
        if (selling.isFoundBelow(id) && isForBackstop(id)) {
          handOver(id);
        }
      }
    }
  }

  private boolean isForBackstop(SubaccountId id) {
    Margins.Margin margin = books.margin(id);
    BigInteger part = Numbers.of(books.parameter(Parameter.BACKSTOP_MARGIN_PPM, 0));
    return margin.equity().multiply(Numbers.MILLION).compareTo(margin.maintenance().multiply(part))
        < 0;
  }

  private void sell(SubaccountId id) {
    boolean whole = selling.liquidations().containsKey(id);
    boolean partial = false;
    for (int instrument : selling.largestFirst(id)) {
      if (stepsLeft == 0 || !selling.isFoundBelow(id)) {
        break;
      }
      if (view.isStale(instrument)) {
        continue;
      }
      stepsLeft--;
      BigInteger held = world.lots(id, instrument).abs();
      BigInteger size = whole ? held : selling.orderSize(instrument, held);
      boolean filled = order(id, instrument, size);
      partial |= filled && size.compareTo(held) < 0;
    }
    if (partial) {
      selling.liquidations().put(id, new Selling.Remembered(POLICY, world.timeMs, Numbers.ZERO));
    }
  }

  private boolean order(SubaccountId id, int instrument, BigInteger size) {
    BigInteger held = world.lots(id, instrument);
    BigInteger lots = held.signum() > 0 ? size.negate() : size;
    BigInteger worst = selling.worstPrice(instrument, held.signum() > 0);
    books.events.add(
        new Event.LiquidationOrder(
            id,
            instrument,
            Event.Choice.MARKET_ORDER,
            lots.longValueExact(),
            worst.longValueExact(),
            books.margin(id).maintenance().longValueExact(),
            selling.with(id, instrument, held.add(lots)).maintenance().longValueExact(),
            0));
    BigInteger left =
        selling.match(
            id, instrument, lots, worst, (offer, part) -> fill(id, instrument, offer, part));
    return left.compareTo(size) < 0;
  }

  /** No penalty; not at a price that is worse than the bankruptcy price. */
  private Selling.Outcome fill(
      SubaccountId id, int instrument, Liquidation.Offer offer, BigInteger lots) {
    Selling.Money money = selling.money(id, instrument, lots, Numbers.of(offer.quote.price()));
    if (money.paid().signum() > 0) {
      books.events.add(
          new Event.LiquidationLimited(
              id, instrument, lots.longValueExact(), Event.Limit.BANKRUPTCY_PRICE));
      return Selling.Outcome.FUND_TOO_SMALL;
    }
    Selling.Money free =
        new Selling.Money(money.quote(), money.dollars(), Numbers.ZERO, Numbers.ZERO);
    SubaccountId maker = offer.quote.maker();
    return selling.mayHold(maker, instrument, lots.negate())
            && selling.make(id, maker, instrument, lots, free, false)
        ? Selling.Outcome.FILLED
        : Selling.Outcome.REFUSED;
  }

  private void handOver(SubaccountId id) {
    for (int instrument : selling.largestFirst(id)) {
      if (stepsLeft == 0 || books.margin(id).equity().signum() < 0) {
        return;
      }
      if (view.isStale(instrument)) {
        continue;
      }
      stepsLeft--;
      for (SubaccountId vault : selling.backstops(id, instrument)) {
        if (handOver(id, vault, instrument)) {
          break;
        }
      }
    }
  }

  private boolean handOver(SubaccountId id, SubaccountId vault, int instrument) {
    BigInteger held = world.lots(id, instrument);
    if (!selling.mayHold(vault, instrument, held)) {
      return false;
    }
    BigInteger lots = held.negate();
    BigInteger dollars = books.bankruptcyQuote(id, instrument, lots, books.margin(id).equity());
    BigInteger quote = view.inSettlement(instrument, dollars);
    BigInteger margin = view.value(instrument, held).subtract(dollars);
    boolean done =
        books.closeAgainst(id, vault, instrument, lots, quote, (before, after) -> after.canOpen());
    if (done) {
      books.leavePool(id);
      books.leavePool(vault);
      books.events.add(
          new Event.BackstopTook(
              id,
              vault,
              instrument,
              lots.longValueExact(),
              quote.longValueExact(),
              margin.longValueExact()));
      books.remargin(id);
      books.remargin(vault);
    }
    return done;
  }
}
