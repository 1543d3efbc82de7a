package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Liquidation by Drift's rules: a liquidator takes the share of a shortage that is due. */
final class DriftSelling {

  private static final int POLICY = 3;
  private static final BigInteger TEN_THOUSAND = Numbers.of(10_000);
  private static final BigInteger BILLION = Numbers.of(1_000_000_000);
  private static final BigInteger THOUSAND = Numbers.of(1_000);
  private static final BigInteger FIFTY_DOLLARS = Numbers.of(50_000_000);
  private static final BigInteger MOST_U32 = Numbers.ONE.shiftLeft(32).subtract(Numbers.ONE);
  private static final BigInteger MOST_U64 = Numbers.ONE.shiftLeft(64).subtract(Numbers.ONE);
  private static final BigInteger MOST_QUOTE = Numbers.ONE.shiftLeft(53);
  private static final BigInteger MOST_RATIO = Numbers.of(2_260_509);

  private record Transfer(
      BigInteger size,
      BigInteger covers,
      BigInteger price,
      BigInteger shortage,
      BigInteger share,
      BigInteger fee,
      BigInteger fundFee) {}

  private final Selling selling;
  private final Books books;
  private final World world;
  private final BlockView view;
  private long stepsLeft;

  DriftSelling(Selling selling) {
    this.selling = selling;
    books = selling.books;
    world = selling.world;
    view = selling.view;
  }

  private BigInteger chain(Parameter parameter) {
    return Numbers.of(books.parameter(parameter, 0));
  }

  /** One and the buffer, in ppm. */
  private BigInteger withBuffer() {
    return Numbers.MILLION.add(chain(Parameter.LIQUIDATION_BUFFER_PPM));
  }

  BigInteger shortage(SubaccountId id) {
    Margins.Margin margin = books.margin(id);
    BigInteger wanted = Numbers.saturated(Numbers.ceilPart(margin.maintenance(), withBuffer()));
    return Numbers.saturated(wanted.subtract(margin.equity()));
  }

  boolean isBeingLiquidated(SubaccountId id) {
    return selling.liquidations().containsKey(id) && shortage(id).signum() > 0;
  }

  void run(List<SubaccountId> candidates) {
    stepsLeft = books.parameter(Parameter.LIQUIDATION_STEPS, 0);
    List<SubaccountId> all = new ArrayList<>(candidates);
    for (SubaccountId id : List.copyOf(selling.liquidations().keySet())) {
      if (world.account(id).positions().isEmpty() || shortage(id).signum() <= 0) {
        end(id);
      } else if (!all.contains(id)) {
        all.add(id);
      }
    }
    for (SubaccountId id : all) {
      if (stepsLeft > 0 && !world.account(id).positions().isEmpty()) {
        liquidate(id);
      }
    }
  }

  private void end(SubaccountId id) {
    selling.liquidations().remove(id);
    Margins.Margin margin = books.margin(id);
    books.events.add(
        new Event.LiquidationEnded(
            id, margin.equity().longValueExact(), margin.maintenance().longValueExact()));
  }

  private void begin(SubaccountId id) {
    selling.liquidations().put(id, new Selling.Remembered(POLICY, world.height, Numbers.ZERO));
  }

  private void liquidate(SubaccountId id) {
    books.remargin(id);
    if (!selling.liquidations().containsKey(id)) {
      if (!selling.isFoundBelow(id)) {
        return;
      }
      begin(id);
      selling.start(id);
    }
    for (int instrument : selling.largestFirst(id)) {
      if (stepsLeft == 0 || !selling.liquidations().containsKey(id)) {
        return;
      }
      if (!view.isStale(instrument)) {
        stepsLeft--;
        give(id, instrument);
      }
    }
  }

  private void give(SubaccountId id, int instrument) {
    BigInteger held = world.lots(id, instrument);
    Transfer transfer = size(id, instrument, held.abs());
    if (transfer == null) {
      return;
    }
    BigInteger lots = held.signum() > 0 ? transfer.size.negate() : transfer.size;
    explain(id, instrument, lots, transfer);
    Selling.Money money = money(instrument, lots, transfer);
    for (SubaccountId backstop : selling.backstops(id, instrument)) {
      if (selling.mayHold(backstop, instrument, lots.negate())
          && selling.make(id, backstop, instrument, lots, money, true)) {
        count(id, transfer);
        return;
      }
    }
  }

  private void explain(SubaccountId id, int instrument, BigInteger lots, Transfer transfer) {
    books.events.add(
        new Event.TransferSized(
            id,
            instrument,
            transfer.shortage.longValueExact(),
            transfer.share.longValueExact(),
            transfer.fee.longValueExact(),
            transfer.fundFee.longValueExact(),
            lots.longValueExact()));
  }

  private Selling.Money money(int instrument, BigInteger lots, Transfer transfer) {
    BigInteger quote = selling.quoteAt(instrument, lots, transfer.price);
    BigInteger dollars = view.inDollars(instrument, quote);
    BigInteger fee = Numbers.floorPart(dollars.abs(), transfer.fundFee);
    return new Selling.Money(
        quote, dollars, fee.min(books.free(world.poolOf(instrument))), Numbers.ZERO);
  }

  private void count(SubaccountId id, Transfer transfer) {
    boolean none = world.account(id).positions().isEmpty();
    BigInteger left = none ? Numbers.ZERO : shortage(id).max(Numbers.ZERO);
    if (left.signum() == 0 || transfer.size.compareTo(transfer.covers) >= 0) {
      end(id);
      return;
    }
    Selling.Remembered row = World.Rows.require(selling.liquidations(), id);
    BigInteger freed = transfer.shortage.subtract(left).max(Numbers.ZERO);
    selling
        .liquidations()
        .put(id, new Selling.Remembered(POLICY, row.since(), row.freed().add(freed)));
  }

  private @Nullable Transfer size(SubaccountId id, int instrument, BigInteger most) {
    BigInteger shortage = shortage(id);
    if (shortage.signum() <= 0) {
      return null;
    }
    Selling.Remembered row =
        selling
            .liquidations()
            .getOrDefault(id, new Selling.Remembered(POLICY, world.height, Numbers.ZERO));
    BigInteger held = world.lots(id, instrument);
    BigInteger value = view.value(instrument, held).abs();
    BigInteger ratioPpm = ratio(id, instrument, held, value).multiply(Numbers.of(100));
    BigInteger elapsed = Numbers.of(world.height - row.since());
    BigInteger fee = fee(instrument, elapsed);
    BigInteger price = view.value(instrument, Numbers.MILLION).abs();
    BigInteger base = held.abs().multiply(THOUSAND);
    BigInteger fundFee = fundFee(instrument, shortage, base, ratioPpm, fee, price);
    BigInteger covers = covers(shortage, ratioPpm, fee, fundFee, price);
    if (covers == null) {
      return null;
    }
    BigInteger share = share(shortage, elapsed, row.freed());
    BigInteger coverLots = Numbers.ceil(covers, THOUSAND);
    BigInteger part = Numbers.floor(coverLots.multiply(THOUSAND).multiply(share), TEN_THOUSAND);
    BigInteger due = Numbers.ceil(part, THOUSAND);
    if (due.signum() > 0 && value.compareTo(FIFTY_DOLLARS) <= 0) {
      due = due.max(held.abs());
    }
    BigInteger size = held.abs().min(most).min(due);
    if (size.signum() == 0) {
      return null;
    }
    BigInteger mark = view.mark(instrument);
    BigInteger at =
        held.signum() > 0
            ? Numbers.floorPart(mark, Numbers.MILLION.subtract(fee).max(Numbers.ZERO))
            : Numbers.ceilPart(mark, Numbers.MILLION.add(fee));
    return new Transfer(size, coverLots, at, shortage, share, fee, fundFee);
  }

  /** The position's margin with the buffer as a part of its value, in 10^-4. */
  private BigInteger ratio(SubaccountId id, int instrument, BigInteger held, BigInteger value) {
    if (value.signum() == 0) {
      return Numbers.ZERO;
    }
    BigInteger alone = books.margins.standAlone(world.account(id).mode(), instrument, held);
    BigInteger with = Numbers.floorPart(alone, withBuffer());
    return Numbers.floor(with.multiply(TEN_THOUSAND), value).min(MOST_RATIO);
  }

  private BigInteger fee(int instrument, BigInteger elapsed) {
    BigInteger base = books.marketParameter(Parameter.BACKSTOP_SPREAD_PPM, instrument);
    if (elapsed.compareTo(chain(Parameter.FEE_GRACE_BLOCKS)) < 0) {
      return base;
    }
    return base.add(elapsed.multiply(chain(Parameter.FEE_GROWTH_PPM)).min(MOST_U32))
        .min(books.marketParameter(Parameter.SLIPPAGE_PPM, instrument));
  }

  /** At most 95% of what the margin has beside the liquidator's fee and the shortage. */
  private BigInteger fundFee(
      int instrument,
      BigInteger shortage,
      BigInteger base,
      BigInteger ratioPpm,
      BigInteger fee,
      BigInteger price) {
    if (price.signum() == 0 || ratioPpm.compareTo(fee) <= 0) {
      return Numbers.ZERO;
    }
    BigInteger each = Numbers.floor(shortage.multiply(BILLION), base);
    BigInteger needed = Numbers.floor(each.multiply(Numbers.MILLION), price).min(MOST_U32);
    BigInteger left = ratioPpm.subtract(fee).subtract(needed).max(Numbers.ZERO);
    return Numbers.floor(left.multiply(Numbers.of(19)), Numbers.of(20))
        .min(books.marketParameter(Parameter.PENALTY_PPM, instrument));
  }

  /** Thousandths of lots that free the shortage; null where none do. */
  private static @Nullable BigInteger covers(
      BigInteger shortage,
      BigInteger ratioPpm,
      BigInteger fee,
      BigInteger fundFee,
      BigInteger price) {
    if (price.signum() == 0 || ratioPpm.compareTo(fee) <= 0) {
      return MOST_U64;
    }
    BigInteger frees =
        Numbers.floorPart(price, ratioPpm.subtract(fee))
            .subtract(Numbers.floorPart(price, fundFee));
    if (frees.signum() <= 0) {
      return null;
    }
    BigInteger covers = Numbers.floor(shortage.multiply(BILLION), frees);
    return covers.compareTo(MOST_U64) > 0 ? null : covers;
  }

  private BigInteger share(BigInteger shortage, BigInteger elapsed, BigInteger freed) {
    if (shortage.compareTo(FIFTY_DOLLARS) < 0) {
      return TEN_THOUSAND;
    }
    BigInteger duration = chain(Parameter.SHARE_BLOCKS);
    BigInteger grown =
        duration.signum() == 0
            ? TEN_THOUSAND
            : Numbers.floor(elapsed.multiply(TEN_THOUSAND), duration);
    BigInteger first = Numbers.floor(chain(Parameter.FIRST_SHARE_PPM), Numbers.of(100));
    BigInteger share = grown.add(first).min(TEN_THOUSAND);
    BigInteger due =
        Numbers.floor(shortage.add(freed).multiply(share), TEN_THOUSAND)
            .subtract(freed)
            .max(Numbers.ZERO);
    return Numbers.floor(due.multiply(TEN_THOUSAND), shortage);
  }

  ResultCode liquidate(Command.Liquidate offer) {
    SubaccountId id = offer.subaccount();
    int instrument = offer.instrument();
    boolean sells = world.lots(id, instrument).signum() > 0;
    Transfer transfer = size(id, instrument, Numbers.of(offer.lots()));
    if (transfer == null) {
      return ResultCode.NOTHING_TO_TAKE;
    }
    BigInteger limit = Numbers.of(offer.price());
    if (Selling.better(sells, limit, transfer.price).signum() < 0) {
      return ResultCode.LIQUIDATION_PRICE_TOO_BAD;
    }
    BigInteger lots = sells ? transfer.size.negate() : transfer.size;
    Selling.Money money = money(instrument, lots, transfer);
    if (money.quote().abs().compareTo(MOST_QUOTE) > 0) {
      return ResultCode.AMOUNT_OUT_OF_RANGE;
    }
    ResultCode code = KeeperCommands.make(selling, offer, lots, money, Numbers.ZERO);
    if (code == ResultCode.OK) {
      if (!selling.liquidations().containsKey(id)) {
        begin(id);
      }
      explain(id, instrument, lots, transfer);
      count(id, transfer);
    }
    return code;
  }
}
