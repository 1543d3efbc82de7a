package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.RowTable;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the block's prices and funding rates, before any other command. A price vector is taken
 * whole or not at all.
 */
final class PricePhase {

  private static final long MINUTE_MS = 60_000;
  private static final int RATE_PPM = 1_000_000;

  private final Context context;
  private final State state;

  PricePhase(Context context) {
    this.context = context;
    this.state = context.state;
  }

  ResultCode apply(Command.Prices prices) {
    Rows.Underlying underlying = state.underlyings().get(prices.underlying());
    if (underlying == null || underlying.activeFrom() > context.height()) {
      return ResultCode.UNKNOWN_UNDERLYING;
    }
    if (underlying.pricedAtMs() == context.nowMs()) {
      return ResultCode.DUPLICATE_PRICES;
    }
    if (!isInRange(prices.underlying(), prices.index())) {
      return ResultCode.PRICE_OUT_OF_RANGE;
    }
    if (underlying.index() > 0 && !isWithinBand(prices.underlying(), underlying, prices.index())) {
      return ResultCode.PRICE_OUTSIDE_BAND;
    }
    ResultCode marks = checkMarks(prices);
    if (marks != ResultCode.OK) {
      return marks;
    }
    ResultCode expiries = checkExpiries(prices);
    if (expiries != ResultCode.OK) {
      return expiries;
    }
    take(prices, underlying);
    return ResultCode.OK;
  }

  /**
   * Whether an index, a mark or a forward is a price at which one lot of each of the underlying's
   * markets stays within its limit.
   */
  private boolean isInRange(int underlying, long price) {
    boolean hasCoin = context.market.assets().ofUnderlying(underlying) != Assets.USD;
    if (price < 1 || price > (hasCoin ? Limits.COIN_PRICE : Limits.PRICE)) {
      return false;
    }
    for (Rows.Market market : state.markets().rows().values()) {
      if (market.underlying() == underlying
          && !market.ended()
          && !Limits.isLotSmall(price, market.multiplierNum(), market.multiplierDen())) {
        return false;
      }
    }
    return true;
  }

  /**
   * A price may move by the band for each minute since the last one, at least one minute: new &lt;=
   * old * (1 + band * minutes) and new * (1 + band * minutes) &gt;= old.
   */
  private boolean isWithinBand(int id, Rows.Underlying last, long price) {
    long elapsedMs = Math.max(MINUTE_MS, context.nowMs() - last.pricedAtMs());
    long bandPpm = context.parameter(Parameter.BAND_PPM, id);
    long factor =
        Checked.addSaturated(Limits.ONE_PPM, MulDiv.floorSaturated(bandPpm, elapsedMs, MINUTE_MS));
    return MulDiv.compareProducts(price, Limits.ONE_PPM, last.index(), factor) <= 0
        && MulDiv.compareProducts(price, factor, last.index(), Limits.ONE_PPM) >= 0;
  }

  private ResultCode checkMarks(Command.Prices prices) {
    for (Command.Mark mark : prices.marks()) {
      Rows.Instrument instrument = instrumentOf(mark.instrument(), prices.underlying());
      if (instrument == null || !instrument.kind().isPerpetual()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      if (!isInRange(prices.underlying(), mark.price())) {
        return ResultCode.PRICE_OUT_OF_RANGE;
      }
    }
    return ResultCode.OK;
  }

  private ResultCode checkExpiries(Command.Prices prices) {
    long lastMs = Long.MIN_VALUE;
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      if (expiry.expiryMs() <= lastMs) {
        return ResultCode.LISTING_OUT_OF_RANGE;
      }
      lastMs = expiry.expiryMs();
      Rows.ExpiryKey key = new Rows.ExpiryKey(prices.underlying(), expiry.expiryMs());
      if (state.expiries().get(key) == null) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      if (!isInRange(prices.underlying(), expiry.forward())) {
        return ResultCode.PRICE_OUT_OF_RANGE;
      }
      if (expiry.ratePpm() < 0 || expiry.ratePpm() > RATE_PPM) {
        return ResultCode.RATE_OUT_OF_RANGE;
      }
      ResultCode volatilities = checkVolatilities(prices.underlying(), expiry);
      if (volatilities != ResultCode.OK) {
        return volatilities;
      }
    }
    return ResultCode.OK;
  }

  private ResultCode checkVolatilities(int underlying, Command.ExpiryPrices expiry) {
    long last = Long.MIN_VALUE;
    for (Command.Volatility volatility : expiry.volatilities()) {
      Rows.Instrument instrument = instrumentOf(volatility.instrument(), underlying);
      if (volatility.instrument() <= last
          || instrument == null
          || instrument.kind().isLinear()
          || instrument.expiryMs() != expiry.expiryMs()) {
        return ResultCode.UNKNOWN_INSTRUMENT;
      }
      last = volatility.instrument();
      if (volatility.volPpm() < 0 || volatility.volPpm() > Limits.VOL_PPM) {
        return ResultCode.RATE_OUT_OF_RANGE;
      }
    }
    return ResultCode.OK;
  }

  private Rows.@Nullable Instrument instrumentOf(int id, int underlying) {
    Rows.Instrument row = state.instruments().get(id);
    if (row == null
        || row.ended()
        || row.activeFrom() > context.height()
        || state.markets().require(row.market()).underlying() != underlying) {
      return null;
    }
    return row;
  }

  private void take(Command.Prices prices, Rows.Underlying underlying) {
    state
        .underlyings()
        .put(prices.underlying(), underlying.priced(prices.index(), context.nowMs()));
    for (Command.Mark mark : prices.marks()) {
      Rows.Instrument row = state.instruments().require(mark.instrument());
      state.instruments().put(mark.instrument(), row.withMark(mark.price(), context.nowMs()));
    }
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      Rows.ExpiryKey key = new Rows.ExpiryKey(prices.underlying(), expiry.expiryMs());
      Rows.Expiry row = state.expiries().require(key);
      state.expiries().put(key, row.priced(expiry, context.nowMs()));
    }
    context.emit(new Event.IndexMoved(prices.underlying(), prices.index()));
  }

  ResultCode apply(Command.Funding funding) {
    Rows.Instrument row = state.instruments().get(funding.instrument());
    if (row == null
        || row.ended()
        || row.activeFrom() > context.height()
        || !row.kind().isPerpetual()) {
      return ResultCode.UNKNOWN_INSTRUMENT;
    }
    if (funding.ratePpm() < -Limits.FUNDING_PPM || funding.ratePpm() > Limits.FUNDING_PPM) {
      return ResultCode.RATE_OUT_OF_RANGE;
    }
    state.instruments().put(funding.instrument(), row.withFunding(funding.ratePpm()));
    return ResultCode.OK;
  }

  /**
   * Adds the index of this block to the averages of what is settled soon. A block before the
   * underlying's first price has none and counts for nothing.
   */
  void average() {
    for (Map.Entry<Rows.ExpiryKey, Rows.Expiry> entry : entries(state.expiries())) {
      int underlying = entry.getKey().underlying();
      if (isAveraged(underlying, entry.getKey().expiryMs())) {
        state.expiries().put(entry.getKey(), entry.getValue().averaging(index(underlying)));
      }
    }
    for (Map.Entry<Integer, Rows.Market> entry : entries(state.markets())) {
      Rows.Market market = entry.getValue();
      boolean delisted = market.settleAtMs() != 0 && !market.ended();
      if (delisted && isAveraged(market.underlying(), market.settleAtMs())) {
        state.markets().put(entry.getKey(), market.averaging(index(market.underlying())));
      }
    }
  }

  /** The rows as they are, so that they may be changed on the way. */
  private static <K extends Comparable<K>, V> List<Map.Entry<K, V>> entries(RowTable<K, V> of) {
    return new ArrayList<>(of.rows().entrySet());
  }

  private long index(int underlying) {
    return state.underlyings().require(underlying).index();
  }

  private boolean isAveraged(int underlying, long endMs) {
    long windowMs = context.parameter(Parameter.SETTLEMENT_WINDOW_MS, underlying);
    return index(underlying) > 0 && context.nowMs() <= endMs && context.nowMs() > endMs - windowMs;
  }
}
