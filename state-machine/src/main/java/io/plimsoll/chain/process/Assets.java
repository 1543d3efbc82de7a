package io.plimsoll.chain.process;

import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import java.util.Map;
import java.util.TreeMap;

/** Which asset's coins an instrument's lots or money are; follows from the state's rows. */
final class Assets {

  /** Instead of an asset: USD. */
  static final int USD = -1;

  private final State state;
  private final TreeMap<Integer, Integer> ofUnderlying = new TreeMap<>();
  private int version = -1;

  Assets(State state) {
    this.state = state;
  }

  /** Whether there is any asset beside USD. */
  boolean any() {
    return !state.assets().rows().isEmpty();
  }

  /** The asset of an underlying, or {@link #USD} where it has none. */
  int ofUnderlying(int underlying) {
    if (version != state.assets().version()) {
      ofUnderlying.clear();
      for (Map.Entry<Integer, Rows.Asset> entry : state.assets().rows().entrySet()) {
        ofUnderlying.put(entry.getValue().underlying(), entry.getKey());
      }
      version = state.assets().version();
    }
    Integer asset = ofUnderlying.get(underlying);
    return asset == null ? USD : asset;
  }

  /** The asset whose coins a position in an instrument is made of, or {@link #USD}. */
  int of(Rows.Instrument row) {
    return row.kind().isInCoins()
        ? ofUnderlying(state.markets().require(row.market()).underlying())
        : USD;
  }

  /** The asset in which an instrument is paid for and settles, or {@link #USD}. */
  int settlementOf(Rows.Instrument row) {
    return row.kind().isInverse() ? of(row) : USD;
  }

  /** The slot of the instrument whose lots are an asset's coins. */
  int spotSlot(int asset) {
    return state.instruments().slotOf(state.assets().require(asset).instrument());
  }

  /** How many quanta of an asset are worth one unit of its price's mantissa. */
  long quantaPerPrice(int asset) {
    Rows.Instrument spot = state.instruments().require(state.assets().require(asset).instrument());
    return state.markets().require(spot.market()).multiplierDen();
  }

  /** The terms of an inverse instrument. */
  CoinTerms terms(Rows.Instrument row) {
    return CoinTerms.of(
        row.kind(), row.strike(), state.markets().require(row.market()), quantaPerPrice(of(row)));
  }
}
