package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;

/**
 * What governance lists, ends and sets. All of it takes effect in the next block at the earliest.
 */
final class Listings {

  private static final int LEAST_EXPONENT = -18;
  private static final int MOST_RAMP = 100_000_000;

  private final Context context;
  private final State state;
  private final Capacity capacity;

  Listings(Context context, Capacity capacity) {
    this.context = context;
    this.capacity = capacity;
    this.state = context.state;
  }

  private static boolean isId(int id) {
    return id >= 0 && id <= Limits.ID;
  }

  ResultCode apply(Command.ListUnderlying list) {
    if (state.underlyings().get(list.id()) != null) {
      return ResultCode.ALREADY_LISTED;
    }
    if (!isId(list.id())
        || list.name().isEmpty()
        || list.priceExponent() < LEAST_EXPONENT
        || list.priceExponent() > 0) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    ResultCode room = capacity.checkUnderlyings();
    if (room != ResultCode.OK) {
      return room;
    }
    state
        .underlyings()
        .put(
            list.id(),
            new Rows.Underlying(list.name(), list.priceExponent(), context.height() + 1, 0, 0));
    return ResultCode.OK;
  }

  ResultCode apply(Command.ListMarket list) {
    if (state.markets().get(list.id()) != null) {
      return ResultCode.ALREADY_LISTED;
    }
    Rows.Underlying underlying = state.underlyings().get(list.underlying());
    if (underlying == null) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    boolean inRange =
        isId(list.id())
            && !(list.isolated() && list.id() == Accounts.CROSS_POOL)
            && list.multiplierNum() >= 1
            && list.multiplierNum() <= Limits.MULTIPLIER_NUM
            && list.multiplierDen() >= 1
            && list.multiplierDen() <= Limits.MULTIPLIER_DEN
            && Limits.isLotSmall(underlying.index(), list.multiplierNum(), list.multiplierDen());
    if (!inRange) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    Rows.Market row =
        new Rows.Market(
            list.underlying(),
            list.isolated(),
            list.multiplierNum(),
            list.multiplierDen(),
            context.height() + 1,
            0,
            0,
            0,
            false);
    ResultCode lot = capacity.checkLot(list.id(), row);
    if (lot != ResultCode.OK) {
      return lot;
    }
    ResultCode room = capacity.checkMarkets();
    if (room == ResultCode.OK) {
      state.markets().put(list.id(), row);
    }
    return room;
  }

  ResultCode apply(Command.ListInstrument list) {
    if (state.instruments().get(list.id()) != null) {
      return ResultCode.ALREADY_LISTED;
    }
    Rows.Market market = state.markets().get(list.market());
    if (market == null) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (market.settleAtMs() != 0) {
      return ResultCode.MARKET_ENDED;
    }
    InstrumentKind kind = list.kind();
    int asset = context.market.assets().ofUnderlying(market.underlying());
    if (kind.isInverse() && asset == Assets.USD) {
      return ResultCode.UNKNOWN_ASSET;
    }
    boolean expiryFits = kind.expires() ? list.expiryMs() > context.nowMs() : list.expiryMs() == 0;
    if (list.id() < 0 || !expiryFits || !isStrike(kind, list.strike()) || !fits(list, market)) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    ResultCode lot = capacity.checkLot(list.market(), market);
    if (lot != ResultCode.OK) {
      return lot;
    }
    ResultCode room = capacity.checkInstruments(market.underlying());
    if (room != ResultCode.OK) {
      return room;
    }
    state
        .instruments()
        .put(
            list.id(),
            new Rows.Instrument(
                list.market(),
                kind,
                list.expiryMs(),
                list.strike(),
                context.height() + 1,
                0,
                0,
                0,
                0,
                0,
                false));
    int slot = state.instruments().slotOf(list.id());
    state.accounts().orderInstrument(slot, market.underlying(), list.id());
    if (kind.expires()) {
      Rows.ExpiryKey key = new Rows.ExpiryKey(market.underlying(), list.expiryMs());
      if (state.expiries().get(key) == null) {
        state.expiries().put(key, new Rows.Expiry(0, 0, 0, 0, 0, List.of()));
      }
    }
    return ResultCode.OK;
  }

  /** An option's strike, the amount of a lot where that is fixed, or 0. */
  private static boolean isStrike(InstrumentKind kind, long strike) {
    if (kind.isFixedAmount()) {
      return strike >= 1 && strike <= Limits.LOT_VALUE;
    }
    return kind.isOption() ? strike >= 1 && strike <= Limits.PRICE : strike == 0;
  }

  /** A coin is listed as an asset only; what settles in one has terms in range, and is cross. */
  private boolean fits(Command.ListInstrument list, Rows.Market market) {
    if (!list.kind().isInverse()) {
      return list.kind() != InstrumentKind.SPOT;
    }
    int asset = context.market.assets().ofUnderlying(market.underlying());
    long coinDen = context.market.assets().quantaPerPrice(asset);
    return !market.isolated()
        && CoinTerms.of(list.kind(), list.strike(), market, coinDen).areInRange();
  }

  ResultCode apply(Command.DelistMarket delist) {
    Rows.Market market = state.markets().get(delist.market());
    if (market == null) {
      return ResultCode.UNKNOWN_MARKET;
    }
    if (market.settleAtMs() != 0) {
      return ResultCode.MARKET_ENDED;
    }
    if (delist.settleAtMs() <= context.nowMs()) {
      return ResultCode.LISTING_OUT_OF_RANGE;
    }
    if (isOfAsset(delist.market())) {
      return ResultCode.MARKET_OF_ASSET;
    }
    // What expires settles by its own rule, so the market must outlive it.
    for (Rows.Instrument row : state.instruments().rows().values()) {
      if (row.market() == delist.market() && !row.ended() && row.expiryMs() > delist.settleAtMs()) {
        return ResultCode.LISTING_OUT_OF_RANGE;
      }
    }
    state.markets().put(delist.market(), market.endingAt(delist.settleAtMs()));
    return ResultCode.OK;
  }

  private boolean isOfAsset(int market) {
    for (Rows.Asset asset : state.assets().rows().values()) {
      if (state.instruments().require(asset.instrument()).market() == market) {
        return true;
      }
    }
    return false;
  }

  ResultCode apply(Command.ChangeParameter change) {
    Parameter parameter = change.parameter();
    boolean inRange =
        parameter.allows(change.value())
            && change.rampBlocks() >= 0
            && change.rampBlocks() <= MOST_RAMP
            && change.activationHeight() >= 0
            && change.activationHeight() <= Limits.AMOUNT
            && isSubject(parameter, change.subject());
    if (!inRange) {
      return ResultCode.PARAMETER_OUT_OF_RANGE;
    }
    if (parameter == Parameter.STRESS_STEPS) {
      ResultCode room = capacity.checkSteps(change.value());
      if (room != ResultCode.OK) {
        return room;
      }
    }
    long start = Math.max(change.activationHeight(), context.height() + 1);
    if (!isNoticed(change, start)) {
      return ResultCode.MODEL_TOO_SOON;
    }
    boolean fits =
        state
            .parameters()
            .set(
                context.height(),
                parameter,
                change.subject(),
                change.value(),
                start,
                change.rampBlocks());
    return fits ? ResultCode.OK : ResultCode.PARAMETER_OUT_OF_RANGE;
  }

  /**
   * Whether a model by its number comes late enough. The first block needs no notice, and none is
   * needed for what serves already.
   */
  private boolean isNoticed(Command.ChangeParameter change, long start) {
    Parameter parameter = change.parameter();
    return !parameter.namesModel()
        || !ModelId.isOne(change.value())
        || context.height() == 1
        || change.value() == context.parameter(parameter, 0)
        || start - context.height() >= context.parameter(Parameter.MODEL_NOTICE, 0);
  }

  private boolean isSubject(Parameter parameter, int subject) {
    return switch (parameter.scope()) {
      case CHAIN -> subject == 0;
      case UNDERLYING -> state.underlyings().get(subject) != null;
      case MARKET -> state.markets().get(subject) != null;
      case ASSET -> state.assets().get(subject) != null;
      case POOL -> state.isPool(subject);
      case MODE -> subject >= 0 && subject < Mode.values().length;
      case TIER -> subject >= 0 && subject < OrderCommands.TIERS;
      case PAIR -> {
        int high = subject >>> Short.SIZE;
        int low = subject & Limits.ID;
        yield high < low
            && state.underlyings().get(high) != null
            && state.underlyings().get(low) != null;
      }
    };
  }
}
